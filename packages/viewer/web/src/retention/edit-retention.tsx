// Setting rules: numbers of days, and apps and labels as lines of text.
import { type FormEvent, useState } from 'react'
import type { RetentionRulesReply } from '../../../src/retention/retention-api.ts'
import { setRetention } from '../api/retention.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { useAct } from '../holds/use-act.ts'
import { linesOf, parseLines, type RetentionLines } from './retention-lines.ts'

const fields: readonly { readonly name: keyof RetentionLines; readonly label: string }[] = [
  { name: 'days', label: 'Days of every session' },
  { name: 'daysWithErrors', label: 'With an error' },
  { name: 'minimumDays', label: 'Least' },
  { name: 'maximumDays', label: 'Most' },
]

export function EditRetention(props: {
  readonly rules: RetentionRulesReply | undefined
  readonly onSet: () => void
}) {
  const [lines, setLines] = useState(() => linesOf(props.rules))
  const [reason, setReason] = useState('')
  const { busy, failure, run } = useAct()
  const rules = parseLines(lines)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (rules === undefined) return
    void run(async () => {
      await setRetention(rules, reason)
      props.onSet()
    })
  }
  const change = (name: keyof RetentionLines, value: string) => setLines({ ...lines, [name]: value })
  return (
    <form className="retention-form" onSubmit={submit} aria-label="Set rules">
      {failure !== undefined && <FailureBar failure={failure} />}
      {fields.map(({ name, label }) => (
        <label key={name} className="retention-field">
          {label}
          <input
            className="control"
            name={name}
            inputMode="numeric"
            value={lines[name]}
            onChange={({ target }) => change(name, target.value)}
          />
        </label>
      ))}
      <label className="retention-field retention-wide">
        <span>
          Apps, one a line: <code>portal 60</code>, or <code>portal 60 120</code> with errors kept longer
        </span>
        <textarea
          className="control"
          name="apps"
          rows={2}
          value={lines.apps}
          onChange={({ target }) => change('apps', target.value)}
        />
      </label>
      <label className="retention-field retention-wide">
        <span>
          Labels, one a line: <code>kind=test 7</code> or <code>study 400</code>
        </span>
        <textarea
          className="control"
          name="labels"
          rows={2}
          value={lines.labels}
          onChange={({ target }) => change('labels', target.value)}
        />
      </label>
      <input
        className="control retention-wide"
        name="reason"
        aria-label="Reason"
        placeholder="Why, for the audit log"
        maxLength={2_000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <button
        type="submit"
        className="button button-main"
        disabled={busy || rules === undefined || reason.trim() === ''}
      >
        Set rules
      </button>
    </form>
  )
}
