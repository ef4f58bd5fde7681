// Placing a legal hold: what it is of, why, and who demands it.
import { type FormEvent, useState } from 'react'
import type { AppReply } from '../../../src/api-types.ts'
import type { HoldScopeReply } from '../../../src/holds/holds-api.ts'
import { isId } from '../address/address.ts'
import { placeHold } from '../api/holds.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { useAct } from './use-act.ts'

type Kind = HoldScopeReply['kind']

const kinds: Readonly<Record<Kind, string>> = {
  session: 'One session',
  app: 'Everything of an app',
  subject: 'A subject of an app',
  window: 'An app, within days',
}

const dayMs = 24 * 3_600_000

export function PlaceHold(props: {
  readonly apps: readonly AppReply[]
  readonly session: string | undefined
  readonly onPlaced: () => void
}) {
  const [kind, setKind] = useState<Kind>('session')
  const [session, setSession] = useState(props.session ?? '')
  const [subject, setSubject] = useState('')
  const [app, setApp] = useState(props.apps[0]?.id ?? '')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const [authority, setAuthority] = useState('')
  const { busy, failure, run } = useAct()
  const scope = scopeOf({
    kind,
    session: session.trim().toLowerCase(),
    subject: subject.trim(),
    app,
    from,
    to,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (scope === undefined) return
    const said = authority.trim() === '' ? {} : { authority }
    void run(async () => {
      await placeHold({ scope, reason, ...said })
      setReason('')
      setAuthority('')
      props.onPlaced()
    })
  }
  return (
    <form className="hold-form" onSubmit={submit} aria-label="Place a hold">
      {failure !== undefined && <FailureBar failure={failure} />}
      <div className="hold-fields">
        <select
          className="control"
          aria-label="What is held"
          value={kind}
          onChange={({ target }) => setKind(target.value as Kind)}
        >
          {Object.entries(kinds).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        {kind === 'session' ? (
          <input
            className="control mono hold-session"
            name="session"
            aria-label="Id of the session"
            placeholder="Id of the session"
            spellCheck={false}
            value={session}
            onChange={({ target }) => setSession(target.value)}
          />
        ) : (
          <select
            className="control"
            aria-label="App"
            value={app}
            onChange={({ target }) => setApp(target.value)}
          >
            {props.apps.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {kind === 'subject' && (
          <input
            className="control mono hold-session"
            name="subject"
            aria-label="Id of the subject"
            placeholder="Id that the app said with identify()"
            spellCheck={false}
            maxLength={128}
            value={subject}
            onChange={({ target }) => setSubject(target.value)}
          />
        )}
        {kind === 'window' && (
          <>
            <label className="hold-day">
              from
              <input
                className="control"
                type="date"
                value={from}
                onChange={({ target }) => setFrom(target.value)}
              />
            </label>
            <label className="hold-day">
              to
              <input
                className="control"
                type="date"
                value={to}
                onChange={({ target }) => setTo(target.value)}
              />
              <span className="quiet">UTC, both included</span>
            </label>
          </>
        )}
      </div>
      <div className="hold-fields">
        <input
          className="control hold-grow"
          name="reason"
          aria-label="Reason"
          placeholder="Why it has to be kept"
          maxLength={2_000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <input
          className="control"
          name="authority"
          aria-label="Authority or matter"
          placeholder="Authority or matter, if any"
          maxLength={64}
          value={authority}
          onChange={({ target }) => setAuthority(target.value)}
        />
        <button
          type="submit"
          className="button button-main"
          disabled={busy || scope === undefined || reason.trim() === ''}
        >
          Place hold
        </button>
      </div>
    </form>
  )
}

function scopeOf(asked: {
  readonly kind: Kind
  readonly session: string
  readonly subject: string
  readonly app: string
  readonly from: string
  readonly to: string
}): HoldScopeReply | undefined {
  const { kind, session, app } = asked
  if (kind === 'session') return isId(session) ? { kind, session } : undefined
  if (app === '') return undefined
  if (kind === 'app') return { kind, app }
  if (kind === 'subject') return asked.subject === '' ? undefined : { kind, app, subject: asked.subject }
  const fromMs = Date.parse(asked.from)
  const toMs = Date.parse(asked.to) + dayMs
  return fromMs < toMs ? { kind, app, fromMs, toMs } : undefined
}
