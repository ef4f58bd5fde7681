// Users, for admins: what each may do, and whether they may sign in. Nobody changes their own line.
import { type FormEvent, useState } from 'react'
import type { PersonListReply, PersonReply } from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { addPerson, changePerson, listPeople, type PersonChange } from '../api/people.ts'
import { useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { InviteButton } from '../passkeys/invite-button.tsx'
import './people.css'

const roles = ['engineer', 'privacy-officer', 'auditor', 'admin'] as const
type Role = (typeof roles)[number]

export function PeoplePage() {
  const { resource, reload } = useResource('people', listPeople)
  const [isAdding, setAdding] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  useKeys({ r: reload })
  const change = (id: string, given: PersonChange) => {
    setFailure(undefined)
    changePerson(id, given).then(reload, (error: unknown) => {
      setFailure(toFailure(error))
      reload()
    })
  }
  const [search, setSearch] = useState('')
  const known: PersonListReply = resource.state === 'ready' ? resource.value : { people: [], apps: [] }
  const shown = known.people.filter((person) => isLike(person, search))
  return (
    <main className="page people">
      <div className="people-head">
        <div className="page-bar">
          <h1 className="page-title">People</h1>
          {!isAdding && (
            <button type="button" className="button" onClick={() => setAdding(true)}>
              Add a person
            </button>
          )}
          <input
            className="control"
            type="search"
            aria-label="Search people"
            placeholder="Name, address, role or app"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
          <span className="page-count">Changes hold from the next request on.</span>
        </div>
        {isAdding && (
          <NewPerson
            apps={known.apps}
            onCancel={() => setAdding(false)}
            onAdded={() => {
              setAdding(false)
              reload()
            }}
          />
        )}
        {failure !== undefined && <FailureBar failure={failure} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <table className="table" aria-busy={resource.state === 'loading'}>
            <thead>
              <tr>
                <th className="person-name">Name</th>
                <th>Roles</th>
                <th>Apps</th>
                <th className="person-do">
                  <span className="visually-hidden">What to do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {resource.state === 'loading' && <SkeletonRows columns={4} rows={6} />}
              {resource.state === 'ready' && shown.length === 0 && (
                <tr>
                  <td colSpan={4} className="quiet">
                    Nobody is like “{search}”.
                  </td>
                </tr>
              )}
              {shown.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  apps={known.apps}
                  onChange={(given) => change(person.id, given)}
                  onFailure={(error) => setFailure(toFailure(error))}
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
      <div className="page-foot">
        <span>
          Who is an admin or an auditor watches nothing, whatever else they are. Nobody changes their own
          line, and the last admin stays one: without any, nobody could change this again.
        </span>
      </div>
    </main>
  )
}

/** Every word of the search is in a name, an address, a role or an app. */
function isLike({ name, email = '', roles: held, apps }: PersonReply, search: string): boolean {
  const text = [name, email, ...held, ...apps].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function PersonRow(props: {
  readonly person: PersonReply
  readonly apps: readonly string[]
  readonly onChange: (change: PersonChange) => void
  readonly onFailure: (error: unknown) => void
}) {
  const { person, apps, onChange } = props
  const isFixed = person.isOwn || person.disabled
  return (
    <tr className={person.disabled ? 'person-disabled' : undefined}>
      <td title={person.email ?? person.name}>
        {person.name} {person.isOwn && <span className="quiet">you</span>}
        {person.disabled && <span className="quiet">may not sign in</span>}
      </td>
      <td>
        <Choices<Role>
          of={roles}
          chosen={person.roles}
          disabled={isFixed}
          onChange={(next) => onChange({ roles: next })}
        />
      </td>
      <td>
        <Choices
          of={apps}
          chosen={person.apps}
          disabled={isFixed}
          onChange={(next) => onChange({ apps: next })}
        />
      </td>
      <td className="person-actions">
        {!isFixed && <InviteButton userId={person.id} onFailure={props.onFailure} />}{' '}
        {!person.isOwn && (
          <button type="button" className="button" onClick={() => onChange({ disabled: !person.disabled })}>
            {person.disabled ? 'Let in again' : 'Disable'}
          </button>
        )}
      </td>
    </tr>
  )
}

function Choices<Choice extends string>(props: {
  readonly of: readonly Choice[]
  readonly chosen: readonly Choice[]
  readonly disabled?: boolean
  readonly onChange: (chosen: readonly Choice[]) => void
}) {
  const { of, chosen, disabled = false, onChange } = props
  return (
    <span className="person-choices">
      {of.map((choice) => (
        <label key={choice}>
          <input
            type="checkbox"
            checked={chosen.includes(choice)}
            disabled={disabled}
            onChange={({ target }) =>
              onChange(of.filter((each) => (each === choice ? target.checked : chosen.includes(each))))
            }
          />
          {choice}
        </label>
      ))}
    </span>
  )
}

function NewPerson(props: {
  readonly apps: readonly string[]
  readonly onAdded: () => void
  readonly onCancel: () => void
}) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [held, setHeld] = useState<readonly Role[]>(['engineer'])
  const [apps, setApps] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<ApiFailure>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFailure(undefined)
    const address = email.trim()
    addPerson({ name, roles: held, apps, ...(address === '' ? {} : { email: address }) }).then(
      props.onAdded,
      (error: unknown) => setFailure(toFailure(error)),
    )
  }
  return (
    <form className="new-person" onSubmit={submit} aria-label="Add a person">
      <input
        className="control"
        aria-label="Name"
        placeholder="Name, as the audit log is to show it"
        required
        maxLength={240}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <input
        className="control"
        aria-label="Email"
        type="email"
        placeholder="Where notifications go"
        value={email}
        onChange={({ target }) => setEmail(target.value)}
      />
      <Choices<Role> of={roles} chosen={held} onChange={setHeld} />
      <Choices of={props.apps} chosen={apps} onChange={setApps} />
      <span className="new-person-do">
        <button type="button" className="button button-plain" onClick={props.onCancel}>
          Cancel
        </button>
        <button type="submit" className="button button-main" disabled={name.trim() === ''}>
          Add
        </button>
      </span>
      {failure !== undefined && <FailureBar failure={failure} />}
    </form>
  )
}
