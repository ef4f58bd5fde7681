// Service tokens: privacy officers make them, they and admins see which there are and revoke them.
import { useState } from 'react'
import type {
  MeReply,
  NewServiceTokenReply,
  ServiceTokenReply,
  ServiceTokensReply,
} from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { listServiceTokens, revokeServiceToken } from '../api/service-tokens.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { Copyable } from '../elements/copyable.tsx'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { purposeLabel } from '../replay/purpose-labels.ts'
import { NewTokenForm } from './new-token-form.tsx'
import './service-tokens.css'

export function ServiceTokensPage({ me }: { readonly me: MeReply }) {
  const { resource, reload } = useResource('service-tokens', listServiceTokens)
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<NewServiceTokenReply>()
  const [failure, setFailure] = useState<ApiFailure>()
  useKeys({ r: reload })
  const canMake = me.user.roles.includes('privacy-officer')
  const revoke = (id: string) => {
    setFailure(undefined)
    revokeServiceToken(id).then(reload, (error: unknown) => setFailure(toFailure(error)))
  }
  return (
    <main className="page">
      <div className="tokens-head">
        <div className="page-bar">
          <h1 className="page-title">Service tokens</h1>
          {canMake && !isMaking && (
            <button type="button" className="button" onClick={() => setMaking(true)}>
              New token
            </button>
          )}
          <span className="page-count">
            Each exports sessions of its apps, for its purposes, and nothing else.
          </span>
        </div>
        {isMaking && (
          <NewTokenForm
            me={me}
            onCancel={() => setMaking(false)}
            onMade={(token) => {
              setMade(token)
              setMaking(false)
              reload()
            }}
          />
        )}
        {made !== undefined && <ShownOnce token={made} onClose={() => setMade(undefined)} />}
        {failure !== undefined && <FailureBar failure={failure} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <TokenTable resource={resource} onRevoke={revoke} />
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

function ShownOnce({
  token,
  onClose,
}: {
  readonly token: NewServiceTokenReply
  readonly onClose: () => void
}) {
  return (
    <div className="tokens-once" role="status">
      <strong>Copy the token of {token.name} now: it is shown this once.</strong>
      <Copyable text={token.token} />
      <span>
        <button type="button" className="button" onClick={onClose}>
          I have it
        </button>
      </span>
    </div>
  )
}

function TokenTable(props: {
  readonly resource: Resource<ServiceTokensReply>
  readonly onRevoke: (id: string) => void
}) {
  const { resource } = props
  const tokens = resource.state === 'ready' ? resource.value.tokens : []
  return (
    <table className="table" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          <th>Name</th>
          <th>Apps</th>
          <th>Purposes</th>
          <th>Made by</th>
          <th className="tokens-time">Last used</th>
          <th className="tokens-time">Until</th>
          <th className="tokens-state">State</th>
          <th className="tokens-do">
            <span className="visually-hidden">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={8} rows={3} />}
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => props.onRevoke(token.id)} />
        ))}
        {resource.state === 'ready' && tokens.length === 0 && (
          <tr>
            <td colSpan={8} className="quiet">
              There is none. A privacy officer makes one for a service that exports sessions.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function TokenRow({ token, onRevoke }: { readonly token: ServiceTokenReply; readonly onRevoke: () => void }) {
  const [isSure, setSure] = useState(false)
  const purposes = token.purposes.map(purposeLabel).join(', ')
  return (
    <tr>
      <td title={token.name}>{token.name}</td>
      <td title={token.apps.join(', ')}>{token.apps.join(', ')}</td>
      <td title={purposes}>{purposes}</td>
      <td>{token.createdBy}</td>
      <td>
        {token.lastUsedAtMs === null ? (
          <span className="quiet">not yet</span>
        ) : (
          <Moment atMs={token.lastUsedAtMs} />
        )}
      </td>
      <td>
        <Moment atMs={token.expiresAtMs} />
      </td>
      <td className={`tokens-state-${token.state}`}>{token.state}</td>
      <td>
        {token.state === 'usable' && (
          <button
            type="button"
            className={isSure ? 'button' : 'button button-plain'}
            onBlur={() => setSure(false)}
            onClick={() => (isSure ? onRevoke() : setSure(true))}
          >
            {isSure ? 'Revoke for good' : 'Revoke'}
          </button>
        )}
      </td>
    </tr>
  )
}
