// Adds an app: an id, a name, where it is served from. Its key is made by the server.
import { type FormEvent, useState } from 'react'
import type { AppsReply } from '../../../src/apps/apps-api.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { addApp } from '../api/apps.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { OriginField } from './origin-field.tsx'
import './apps.css'

export function NewAppForm(props: {
  readonly onAdded: (id: string, reply: AppsReply) => void
  readonly onCancel?: () => void
}) {
  const [name, setName] = useState('')
  const [id, setId] = useState<string>()
  const [origins, setOrigins] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<ApiFailure>()
  const named = id ?? toId(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFailure(undefined)
    addApp({ id: named, name, origins }).then(
      (reply) => props.onAdded(named, reply),
      (error: unknown) => setFailure(toFailure(error)),
    )
  }
  const isReady = name.trim() !== '' && /^[a-z0-9-]{1,64}$/.test(named) && origins.length > 0
  return (
    <form className="new-app" onSubmit={submit} aria-label="Add an app">
      <label className="field">
        <span className="field-name">Name</span>
        <input
          className="control"
          placeholder="Patient portal"
          required
          maxLength={80}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <label className="field">
        <span className="field-name">Id</span>
        <input
          className="control mono"
          title="a–z, 0–9 and dashes. It stands in the audit log and never changes."
          pattern="[a-z0-9\-]{1,64}"
          required
          placeholder="patient-portal"
          value={named}
          onChange={({ target }) => setId(target.value)}
        />
      </label>
      <fieldset className="field">
        <legend className="field-name">Origins</legend>
        <p className="quiet field-help">
          Where browsers load the app from: scheme, host and port. Pages elsewhere are refused.
        </p>
        <OriginField origins={origins} onChange={setOrigins} />
      </fieldset>
      {failure !== undefined && <FailureBar failure={failure} />}
      <div className="new-app-do">
        {props.onCancel !== undefined && (
          <button type="button" className="button button-plain" onClick={props.onCancel}>
            Cancel
          </button>
        )}
        <button type="submit" className="button button-main" disabled={!isReady}>
          Add the app
        </button>
      </div>
    </form>
  )
}

/** `Patient portal` becomes `patient-portal`. */
function toId(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 64)
}
