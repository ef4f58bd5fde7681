// The conditions of the audit page, one line: exact words, closed lists, days. The address bar is their state.
import type { FormEvent, RefObject } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { AuditAddress } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate } from '../address/use-address.ts'
import { purposeLabel } from '../replay/purpose-labels.ts'
import { auditActionNames } from './audit-actions.ts'

const names = ['actor', 'action', 'app', 'session', 'purpose', 'outcome', 'from', 'to'] as const

/** Whether the page shows less than the log. */
function isFiltered(address: AuditAddress): boolean {
  return names.some((name) => address[name] !== undefined)
}

export function AuditFilters(props: {
  readonly address: AuditAddress
  readonly me: MeReply
  readonly firstFilter: RefObject<HTMLInputElement | null>
}) {
  const { address, me } = props
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const given = names.flatMap((name) => {
      const value = fields.get(name)
      return typeof value === 'string' && value.trim() !== '' ? [[name, value.trim()] as const] : []
    })
    navigate({ page: 'audit', ...Object.fromEntries(given) })
  }
  return (
    <form className="audit-filters" aria-label="Filter" onSubmit={apply}>
      <input
        ref={props.firstFilter}
        name="actor"
        className="control audit-actor"
        aria-label="Who"
        placeholder="Who  /"
        title="The whole name. Of someone who was erased nothing is found by name"
        defaultValue={address.actor}
      />
      <Choice
        name="action"
        label="Did"
        all="Did anything"
        chosen={address.action}
        values={auditActionNames}
      />
      <Choice
        name="outcome"
        label="Outcome"
        all="Any outcome"
        chosen={address.outcome}
        values={['success', 'denied', 'error']}
        shown={(value) => outcomes[value] ?? value}
      />
      <Choice
        name="purpose"
        label="Why"
        all="Any purpose"
        chosen={address.purpose}
        values={[...me.purposes, 'withdrawal', 'redaction', 'officer']}
        shown={purposeLabel}
      />
      <input
        name="app"
        className="control audit-app"
        aria-label="App"
        placeholder="App"
        list="audit-apps"
        defaultValue={address.app}
      />
      <datalist id="audit-apps">
        {me.apps.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </datalist>
      <input
        name="session"
        className="control audit-session mono"
        aria-label="Session id"
        placeholder="Session id"
        pattern="[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        title="A whole session id"
        defaultValue={address.session}
      />
      <Day name="from" label="From" value={address.from} />
      <Day name="to" label="to" value={address.to} />
      <button type="submit" className="button">
        Filter
      </button>
      {isFiltered(address) && (
        <Link to={{ page: 'audit' }} className="button button-plain">
          Show all
        </Link>
      )}
    </form>
  )
}

const outcomes: Readonly<Record<string, string>> = {
  success: 'succeeded',
  denied: 'refused',
  error: 'failed',
}

function Choice(props: {
  readonly name: string
  readonly label: string
  readonly all: string
  readonly chosen: string | undefined
  readonly values: readonly string[]
  readonly shown?: (value: string) => string
}) {
  const { shown = (value) => value } = props
  return (
    <select
      name={props.name}
      className="control"
      aria-label={props.label}
      defaultValue={props.chosen ?? ''}
      onChange={({ target }) => target.form?.requestSubmit()}
    >
      <option value="">{props.all}</option>
      {props.values.map((value) => (
        <option key={value} value={value}>
          {shown(value)}
        </option>
      ))}
    </select>
  )
}

function Day(props: { readonly name: string; readonly label: string; readonly value: string | undefined }) {
  return (
    <label className="audit-day" title="A day, UTC; its first or last moment">
      {props.label}
      <input type="date" name={props.name} className="control" defaultValue={props.value} />
    </label>
  )
}
