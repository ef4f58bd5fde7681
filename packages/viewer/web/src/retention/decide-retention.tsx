// A second officer's word about rules that keep something for less time.
import { useState } from 'react'
import { decideRetention } from '../api/retention.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { useAct } from '../holds/use-act.ts'

export function DecideRetention({
  seq,
  onDecided,
}: {
  readonly seq: number
  readonly onDecided: () => void
}) {
  const [reason, setReason] = useState('')
  const { busy, failure, run } = useAct()
  const decide = (approve: boolean) =>
    void run(async () => {
      await decideRetention(seq, approve, reason)
      onDecided()
    })
  const cannot = busy || reason.trim() === ''
  return (
    <div className="retention-form">
      {failure !== undefined && <FailureBar failure={failure} />}
      <input
        className="control"
        name="decision-reason"
        aria-label="Reason"
        placeholder="Why"
        maxLength={2_000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <button type="button" className="button button-grave" disabled={cannot} onClick={() => decide(true)}>
        Approve
      </button>
      <button type="button" className="button" disabled={cannot} onClick={() => decide(false)}>
        Refuse
      </button>
    </div>
  )
}
