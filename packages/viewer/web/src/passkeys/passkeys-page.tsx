// One's own passkeys: which there are, another one, a better name, and the end of one.
import { type FormEvent, useState } from 'react'
import type { PasskeyReply, PasskeysReply } from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { addPasskey, listPasskeys, removePasskey, renamePasskey } from '../api/passkeys.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { canUsePasskeys } from './credentials.ts'
import './passkeys.css'

/** Does something, shows why it failed, and asks for the list again. */
type Act = (work: () => Promise<void>) => void

export function PasskeysPage() {
  const { resource, reload } = useResource('passkeys', listPasskeys)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  useKeys({ r: reload })
  const act: Act = (work) => {
    setBusy(true)
    setFailure(undefined)
    work()
      .then(reload, (error: unknown) => setFailure(toFailure(error)))
      .finally(() => setBusy(false))
  }
  const canAdd = resource.state === 'ready' && resource.value.unavailable === null && canUsePasskeys()
  return (
    <main className="page">
      <div className="passkeys-head">
        <div className="page-bar">
          <h1 className="page-title">Passkeys</h1>
          {canAdd && <AddPasskey isBusy={isBusy} act={act} />}
        </div>
        <p className="passkeys-say">
          Each signs you in by itself, so keep a second one in another place. Who loses the last asks an admin
          for an invitation, which ends what was lost.
        </p>
        {failure !== undefined && <FailureBar failure={failure} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <PasskeyTable resource={resource} isBusy={isBusy} act={act} />
        )}
      </div>
      <div className="page-foot">
        <span>
          <kbd>r</kbd> ask again · <kbd>?</kbd> all keys
        </span>
      </div>
    </main>
  )
}

function AddPasskey({ isBusy, act }: { readonly isBusy: boolean; readonly act: Act }) {
  const [name, setName] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    act(async () => {
      await addPasskey(name)
      setName('')
    })
  }
  return (
    <form className="passkeys-add" onSubmit={add}>
      <input
        className="control"
        required
        maxLength={64}
        placeholder="Name, such as Desk key"
        aria-label="Name of the new passkey"
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <button type="submit" className="button" disabled={isBusy}>
        Add a passkey
      </button>
    </form>
  )
}

const whyNone = {
  none: 'You have none. Add one to sign in without a link.',
  address:
    'Passkeys belong to a name, and this viewer is reached under an address. Whoever runs it can give it one.',
  provider: 'Your identity provider signs you in: you need none here.',
} as const

function PasskeyTable(props: {
  readonly resource: Resource<PasskeysReply>
  readonly isBusy: boolean
  readonly act: Act
}) {
  const { resource } = props
  const passkeys = resource.state === 'ready' ? resource.value.passkeys : []
  return (
    <table className="table" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          <th className="passkeys-name">Name</th>
          <th className="passkeys-time">Made</th>
          <th className="passkeys-time">Last used</th>
          <th title="Whether its provider may copy it to your other devices">Kept</th>
          <th className="passkeys-actions">
            <span className="visually-hidden">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={5} rows={2} />}
        {passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} isBusy={props.isBusy} act={props.act} />
        ))}
        {resource.state === 'ready' && passkeys.length === 0 && (
          <tr>
            <td colSpan={5} className="quiet">
              {whyNone[resource.value.unavailable ?? 'none']}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function PasskeyRow(props: { readonly passkey: PasskeyReply; readonly isBusy: boolean; readonly act: Act }) {
  const { passkey, isBusy, act } = props
  const [name, setName] = useState<string>()
  const [isRemoving, setRemoving] = useState(false)
  const rename = (event: FormEvent) => {
    event.preventDefault()
    if (name === undefined) return
    act(async () => {
      await renamePasskey(passkey.id, name)
      setName(undefined)
    })
  }
  return (
    <tr>
      <td className="passkeys-name">
        {name === undefined ? (
          passkey.name
        ) : (
          <form id={`name-${passkey.id}`} onSubmit={rename}>
            <input
              className="control"
              required
              maxLength={64}
              autoFocus
              aria-label="New name"
              value={name}
              onChange={({ target }) => setName(target.value)}
              onKeyDown={({ key }) => {
                if (key === 'Escape') setName(undefined)
              }}
            />
          </form>
        )}
      </td>
      <td>
        <Moment atMs={passkey.createdAtMs} />
      </td>
      <td>
        {passkey.lastUsedAtMs === null ? (
          <span className="quiet">not yet</span>
        ) : (
          <Moment atMs={passkey.lastUsedAtMs} />
        )}
      </td>
      <td>{passkey.synced ? 'synced' : 'on one device'}</td>
      <td className="passkeys-actions">
        {name !== undefined ? (
          <button key="save" type="submit" form={`name-${passkey.id}`} className="button" disabled={isBusy}>
            Save
          </button>
        ) : isRemoving ? (
          <>
            <button
              type="button"
              className="button"
              disabled={isBusy}
              onClick={() => act(() => removePasskey(passkey.id).finally(() => setRemoving(false)))}
            >
              Remove for good
            </button>{' '}
            <button type="button" className="button button-plain" onClick={() => setRemoving(false)}>
              Keep
            </button>
          </>
        ) : (
          <>
            <button type="button" className="button button-plain" onClick={() => setName(passkey.name)}>
              Rename
            </button>{' '}
            <button type="button" className="button button-plain" onClick={() => setRemoving(true)}>
              Remove
            </button>
          </>
        )}
      </td>
    </tr>
  )
}
