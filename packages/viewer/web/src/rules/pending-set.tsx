// A rule set that waits: what it would open and close in sentences, a look at recordings, and the decision.
import { type FormEvent, useState } from 'react'
import type { PublishedSetReply, RuleChangeReply } from '../../../src/rules/rules-api.ts'
import { Link } from '../address/link.tsx'
import { decideRules } from '../api/rules.ts'
import { listSessions } from '../api/sessions.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { useAct } from '../holds/use-act.ts'
import { type ChangeTone, changeWords } from './change-words.ts'

const previewedSessions = 5

export function PendingSet(props: {
  readonly app: string
  readonly set: PublishedSetReply
  readonly isOfficer: boolean
  readonly onDecided: () => void
}) {
  const { set } = props
  const readable = set.diff?.readable ?? []
  const masked = set.diff?.masked ?? []
  return (
    <section className="rules-pending" aria-label={`Rule set ${set.version} waits for approval`}>
      <p>
        Rule set <strong>{set.version}</strong> waits for approval: proposed by{' '}
        {set.publishedBy ?? 'somebody'}, <Moment atMs={set.publishedAtMs} />.{' '}
        <span className="rules-balance">
          <span className="rules-looser">{readable.length} looser</span>
          <span className="rules-stricter">{masked.length} stricter</span>
        </span>
      </p>
      <p className="quiet">
        Until it is decided what it opens stays closed, what it masks more is masked already, and engineers
        cannot watch what is recorded under it.
      </p>
      <div className="rules-diff">
        <Changes title="Looser: becomes readable" tone="opens" changes={readable} />
        <Changes title="Stricter: becomes masked" tone="closes" changes={masked} />
      </div>
      {props.isOfficer && <Recordings app={props.app} ruleSet={set.sha256} />}
      {props.isOfficer && <Decide set={set} onDecided={props.onDecided} />}
    </section>
  )
}

function Changes(props: {
  readonly title: string
  readonly tone: ChangeTone
  readonly changes: readonly RuleChangeReply[]
}) {
  const { tone } = props
  return (
    <div className="rules-changes" data-tone={tone}>
      <h3>{props.title}</h3>
      {props.changes.length === 0 ? (
        <p className="quiet">Nothing.</p>
      ) : (
        <ul>
          {props.changes.map((change) => {
            const { sentence, rule } = changeWords(change, tone)
            return (
              <li key={`${change.list} ${change.id} ${change.reason}`}>
                <Quoted text={sentence} /> <span className="quiet">({rule})</span>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}

/** What stands in backquotes is code. */
function Quoted({ text }: { readonly text: string }) {
  return text.split('`').map((part, at) => (at % 2 === 1 ? <code key={`${at} ${part}`}>{part}</code> : part))
}

function Recordings({ app, ruleSet }: { readonly app: string; readonly ruleSet: string }) {
  const { resource } = useResource(`previews ${app}`, (signal) =>
    listSessions({ app, limit: previewedSessions }, signal),
  )
  const sessions =
    resource.state === 'ready'
      ? resource.value.sessions.filter(({ state }) => state === 'closed' || state === 'open')
      : []
  return (
    <div className="rules-recordings">
      <h3>Look at it on recordings</h3>
      {resource.state === 'loading' && <p className="quiet">Looking for recent sessions …</p>}
      {resource.state === 'failed' && <FailureBar failure={resource.failure} />}
      {resource.state === 'ready' && sessions.length === 0 && (
        <p className="quiet">No session of this app can be opened.</p>
      )}
      <ul>
        {sessions.map(({ id, startedAtMs, pages }) => (
          <li key={id}>
            <Link to={{ page: 'replay', session: id, tMs: 0, preview: ruleSet }}>
              <Moment atMs={startedAtMs} /> {pages?.[0] ?? ''}
            </Link>
          </li>
        ))}
      </ul>
      <p className="quiet">
        A replay opens for a purpose and on the record. It outlines what would open or close; the text itself
        is gone.
      </p>
    </div>
  )
}

function Decide({ set, onDecided }: { readonly set: PublishedSetReply; readonly onDecided: () => void }) {
  const [reason, setReason] = useState('')
  const { busy, failure, run } = useAct()
  const decide = (approve: boolean) =>
    void run(async () => {
      const seen = set.comparedTo === undefined ? {} : { comparedTo: set.comparedTo }
      await decideRules(set.seq, { approve, reason, ...seen })
      onDecided()
    })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    decide(true)
  }
  const isReady = !busy && reason.trim() !== ''
  return (
    <form className="rules-decide" onSubmit={submit}>
      {failure !== undefined && <FailureBar failure={failure} />}
      <input
        className="control"
        name="rules-reason"
        aria-label="Reason"
        placeholder="Why it may, or may not, be shown"
        maxLength={2_000}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <button type="submit" className="button button-main" disabled={!isReady}>
        Approve
      </button>
      <button type="button" className="button" disabled={!isReady} onClick={() => decide(false)}>
        Refuse
      </button>
    </form>
  )
}
