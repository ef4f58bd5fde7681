// What a service token is to be: whose sessions, for what, how long.
import { type FormEvent, useState } from 'react'
import type { MeReply, NewServiceTokenReply } from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { createServiceToken } from '../api/service-tokens.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'

export function NewTokenForm(props: {
  readonly me: MeReply
  readonly onMade: (token: NewServiceTokenReply) => void
  readonly onCancel: () => void
}) {
  const { me, onMade, onCancel } = props
  const [name, setName] = useState('')
  const [apps, setApps] = useState<readonly string[]>([])
  const [purposes, setPurposes] = useState<readonly string[]>([])
  const [days, setDays] = useState(30)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const make = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    createServiceToken({ name, apps, purposes, days })
      .then(onMade, (error: unknown) => setFailure(toFailure(error)))
      .finally(() => setBusy(false))
  }
  return (
    <form className="tokens-form" onSubmit={make}>
      <div className="tokens-fields">
        <label className="tokens-field">
          <span>Name of the service</span>
          <input
            className="control"
            required
            autoFocus
            maxLength={64}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <label className="tokens-field">
          <span>Days, 90 at most</span>
          <input
            className="control"
            type="number"
            required
            min={1}
            max={90}
            value={days}
            onChange={({ target }) => setDays(target.valueAsNumber)}
          />
        </label>
      </div>
      <Choices
        legend="Apps whose sessions it exports"
        choices={me.apps.map(({ id, name: label }) => ({ id, label }))}
        chosen={apps}
        onChange={setApps}
      />
      <Choices
        legend="Purposes that it may state"
        choices={me.purposes.map((id) => ({ id, label: purposeLabel(id) }))}
        chosen={purposes}
        onChange={setPurposes}
      />
      <div className="tokens-actions">
        <button
          type="submit"
          className="button button-main"
          disabled={isBusy || apps.length === 0 || purposes.length === 0}
        >
          Make the token
        </button>
        <button type="button" className="button button-plain" onClick={onCancel}>
          Cancel
        </button>
      </div>
      {failure !== undefined && <FailureBar failure={failure} />}
    </form>
  )
}

function Choices(props: {
  readonly legend: string
  readonly choices: readonly { readonly id: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}) {
  const { legend, choices, chosen, onChange } = props
  return (
    <fieldset className="tokens-field">
      <legend>{legend}</legend>
      <div className="tokens-choices">
        {choices.length === 0 && <span className="quiet">There is none yet.</span>}
        {choices.map(({ id, label }) => (
          <label key={id}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={({ target }) =>
                onChange(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
              }
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
