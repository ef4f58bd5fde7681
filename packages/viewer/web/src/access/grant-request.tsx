// Asking for a grant: for what, for how long, and why. In an emergency the same, at once, with an alert.
import { type FormEvent, useState } from 'react'
import type { GrantReply, GrantScopeReply } from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { breakGlass, requestGrant } from '../api/grants.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import './access.css'

interface RequestProps {
  readonly apps: readonly string[]
  /** Of a replay that was refused. */
  readonly session?: string
  readonly onDone: (grant: GrantReply) => void
}

type Kind = GrantScopeReply['kind']

const placeholders: Readonly<Record<Exclude<Kind, 'app'>, string>> = {
  page: '/intake/**',
  label: 'cohort:beta',
  session: 'id of the session',
}

export function GrantRequest({ apps, session, onDone }: RequestProps) {
  const [app, setApp] = useState(apps[0] ?? '')
  const [kind, setKind] = useState<Kind>(session === undefined ? 'app' : 'session')
  const [value, setValue] = useState(session ?? '')
  const [hours, setHours] = useState(2)
  const [reason, setReason] = useState('')
  const [isEmergency, setEmergency] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    const scope: GrantScopeReply = kind === 'app' ? { kind } : { kind, value: value.trim() }
    const wish = { app, scope, reason }
    const asked = isEmergency ? breakGlass({ ...wish, minutes: 60 }) : requestGrant({ ...wish, hours })
    asked.then(onDone, (error: unknown) => setFailure(toFailure(error))).finally(() => setBusy(false))
  }
  return (
    <form className="grant-request" onSubmit={submit} aria-label="Ask for access">
      <div className="grant-line">
        {apps.length > 1 && (
          <label className="grant-field">
            <span>App</span>
            <select className="control" value={app} onChange={({ target }) => setApp(target.value)}>
              {apps.map((id) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          </label>
        )}
        <label className="grant-field">
          <span>For</span>
          <select
            className="control"
            name="scope"
            value={kind}
            onChange={({ target }) => {
              const next = target.value as Kind
              setKind(next)
              setValue(next === 'session' ? (session ?? '') : '')
            }}
          >
            <option value="session">{session === undefined ? 'one session' : 'this session'}</option>
            <option value="page">sessions of some pages only</option>
            <option value="label">sessions with a label</option>
            <option value="app">the whole app{apps.length === 1 ? `, ${app}` : ''}</option>
          </select>
        </label>
        {kind !== 'app' && !(kind === 'session' && session !== undefined) && (
          <label className="grant-field grant-value">
            <span>Which</span>
            <input
              className="control mono"
              name="value"
              required
              maxLength={128}
              placeholder={placeholders[kind]}
              value={value}
              onChange={({ target }) => setValue(target.value)}
            />
          </label>
        )}
        {!isEmergency && (
          <label className="grant-field">
            <span>Hours</span>
            <select
              className="control"
              name="hours"
              value={hours}
              onChange={({ target }) => setHours(Number(target.value))}
            >
              {[1, 2, 4, 8, 24].map((count) => (
                <option key={count}>{count}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div className="grant-line">
        <input
          className="control grant-reason"
          name="reason"
          aria-label="Reason"
          placeholder="Why you need to watch; goes into the audit log"
          required
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <button
          type="submit"
          className={isEmergency ? 'button button-alarm' : 'button button-main'}
          disabled={isBusy || reason.trim() === '' || app === ''}
        >
          {isEmergency ? 'Break the glass' : 'Ask'}
        </button>
      </div>
      <label className="grant-emergency">
        <input
          type="checkbox"
          name="emergency"
          checked={isEmergency}
          onChange={({ target }) => setEmergency(target.checked)}
        />
        It is an emergency: let me in now
      </label>
      <p className="grant-terms">
        {isEmergency
          ? 'You are let in at once, for an hour. Privacy officers and auditors are alerted now, and one of them reviews what you did. What is quarantined stays closed.'
          : 'A privacy officer decides; you are told. Access ends by itself after these hours.'}
      </p>
      {failure !== undefined && <FailureBar failure={failure} />}
    </form>
  )
}
