// The retirement of a sealing key: an admin asks with a reason, a privacy officer who is another person decides.
import { type FormEvent, useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { KeyRetirementReply, SealingKeyReply } from '../../../src/sealing-keys/sealing-keys-api.ts'
import { approveRetirement, askRetirement, refuseRetirement } from '../api/sealing-keys.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { useAct } from '../holds/use-act.ts'

export function AskRetirement(props: { readonly sealingKey: SealingKeyReply; readonly onAsked: () => void }) {
  const { id, streams } = props.sealingKey
  const [reason, setReason] = useState('')
  const [withShred, setWithShred] = useState(false)
  const { busy, failure, run } = useAct()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await askRetirement(id, { reason, withShred })
      props.onAsked()
    })
  }
  const isHindered = streams > 0 && !withShred
  return (
    <form className="key-form" onSubmit={submit}>
      {failure !== undefined && <FailureBar failure={failure} />}
      <div className="key-fields">
        <input
          className="control key-grow"
          name="retirement-reason"
          aria-label="Why it is retired"
          placeholder="Why it is retired; a privacy officer decides"
          maxLength={2_000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        {streams > 0 && (
          <label>
            <input
              type="checkbox"
              name="with-shred"
              checked={withShred}
              onChange={({ target }) => setWithShred(target.checked)}
            />{' '}
            shred the {streams} {streams === 1 ? 'stream' : 'streams'} that live under it
          </label>
        )}
        <button
          type="submit"
          className="button button-grave"
          disabled={busy || isHindered || reason.trim() === ''}
        >
          Ask
        </button>
      </div>
      <p className="quiet">
        {isHindered
          ? 'Streams live under it: without it nobody can open them. Retention takes them in time, or they are shredded, but for what is held.'
          : 'Once it is approved ingest takes no new stream under it, and what recorders still have in their queues (three days at most) is lost.'}
      </p>
    </form>
  )
}

export function OpenRetirement(props: {
  readonly retirement: KeyRetirementReply
  readonly streams: number
  readonly me: MeReply
  readonly onDecided: () => void
}) {
  const { retirement, streams, me } = props
  const { id, state, withShred, askedAtMs, askedBy, reason, decidedBy, isOwn } = retirement
  const [why, setWhy] = useState('')
  const { busy, failure, run } = useAct()
  const decide = (work: () => Promise<void>) => () =>
    void run(async () => {
      await work()
      props.onDecided()
    })
  const isOfficer = me.user.roles.includes('privacy-officer')
  return (
    <div className="key-form">
      {failure !== undefined && <FailureBar failure={failure} />}
      <p>
        {askedBy ?? 'Someone who was erased'} asked <Moment atMs={askedAtMs} /> that it be retired
        {withShred ? ', and what lives under it shredded' : ''}
        {reason === undefined ? '.' : `: ${reason}`}
      </p>
      {state === 'approved' ? (
        <p className="quiet">
          {decidedBy ?? 'An officer'} approved it: ingest takes nothing new under it, and the worker shreds
          what lives under it. {streams} {streams === 1 ? 'stream is' : 'streams are'} left; those under a
          legal hold stay until it is lifted.
        </p>
      ) : (
        (isOfficer || isOwn) && (
          <div className="key-fields">
            {isOfficer && !isOwn && (
              <button
                type="button"
                className="button button-grave"
                disabled={busy}
                onClick={decide(() => approveRetirement(id))}
              >
                Approve
              </button>
            )}
            <input
              className="control key-grow"
              name="refusal-reason"
              aria-label="Why not"
              placeholder="Why not"
              maxLength={2_000}
              value={why}
              onChange={({ target }) => setWhy(target.value)}
            />
            <button
              type="button"
              className="button"
              disabled={busy || why.trim() === ''}
              onClick={decide(() => refuseRetirement(id, why))}
            >
              {isOwn ? 'Take back' : 'Refuse'}
            </button>
          </div>
        )
      )}
    </div>
  )
}
