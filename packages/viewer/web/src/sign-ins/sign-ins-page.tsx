// Where one is signed in: since when, where and how, and the end of it. Admins see, and end, everybody's.
import { useState } from 'react'
import type { MeReply, SignInListReply, SignInReply } from '../../../src/api-types.ts'
import { Link } from '../address/link.tsx'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { listSignIns, revokeSignIn } from '../api/sign-in.ts'
import { type Resource, useResource } from '../api/use-resource.ts'
import { useKeys } from '../app/keyboard.ts'
import { FailureBar, FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { SkeletonRows } from '../elements/skeleton.tsx'
import { browserName } from './browser-name.ts'
import './sign-ins.css'

interface SignInsProps {
  readonly me: MeReply
  readonly everyone: boolean
}

export function SignInsPage({ me, everyone }: SignInsProps) {
  const { resource, reload } = useResource(`sign-ins ${everyone}`, (signal) => listSignIns(everyone, signal))
  const [failure, setFailure] = useState<ApiFailure>()
  useKeys({ r: reload })
  const revoke = async (id: string) => {
    setFailure(undefined)
    try {
      await revokeSignIn(id)
    } catch (error) {
      setFailure(toFailure(error))
    }
    reload()
  }
  return (
    <main className="page">
      <div className="sign-ins-head">
        <div className="page-bar">
          <h1 className="page-title">{everyone ? 'Everybody’s sign-ins' : 'Your sign-ins'}</h1>
          {me.user.roles.includes('admin') && (
            <Link
              to={everyone ? { page: 'sign-ins' } : { page: 'sign-ins', everyone: true }}
              className="button"
            >
              {everyone ? 'Your own' : 'Everybody’s'}
            </Link>
          )}
          {!everyone && (
            <Link to={{ page: 'passkeys' }} className="button">
              Your passkeys
            </Link>
          )}
        </div>
        <p className="sign-ins-say">
          Each is a browser that is signed in. Ending one takes effect with its next request, and is in the
          audit log.
        </p>
        {failure !== undefined && <FailureBar failure={failure} />}
      </div>
      <div className="sheet">
        {resource.state === 'failed' ? (
          <FailureNotice failure={resource.failure} onRetry={reload} />
        ) : (
          <SignInTable resource={resource} everyone={everyone} revoke={revoke} />
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

interface TableProps {
  readonly resource: Resource<SignInListReply>
  readonly everyone: boolean
  readonly revoke: (id: string) => Promise<void>
}

function SignInTable({ resource, everyone, revoke }: TableProps) {
  const signIns = resource.state === 'ready' ? resource.value.signIns : []
  return (
    <table className="table sign-ins" aria-busy={resource.state === 'loading'}>
      <thead>
        <tr>
          {everyone && <th>Who</th>}
          <th className="sign-ins-where">Where</th>
          <th>How</th>
          <th>Since</th>
          <th>Last used</th>
          <th title="Signed out then in any case">Ends</th>
          <th className="sign-ins-action">
            <span className="visually-hidden">What to do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {resource.state === 'loading' && <SkeletonRows columns={everyone ? 7 : 6} rows={3} />}
        {signIns.map((signIn) => (
          <SignInRow key={signIn.id} signIn={signIn} everyone={everyone} revoke={revoke} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly signIn: SignInReply
  readonly everyone: boolean
  readonly revoke: (id: string) => Promise<void>
}

function SignInRow({ signIn, everyone, revoke }: RowProps) {
  const [isAsked, setAsked] = useState(false)
  return (
    <tr>
      {everyone && <td title={signIn.user?.name}>{signIn.user?.name}</td>}
      <td className="sign-ins-where" title={signIn.userAgent ?? undefined}>
        {browserName(signIn.userAgent)} <span className="quiet">{signIn.ip}</span>
      </td>
      <td title={howTitle(signIn)}>{how(signIn)}</td>
      <td>
        <Moment atMs={signIn.startedAtMs} />
      </td>
      <td>{signIn.isThis ? 'now, here' : <Moment atMs={signIn.lastUsedAtMs} />}</td>
      <td>
        <Moment atMs={signIn.expiresAtMs} />
      </td>
      <td className="sign-ins-action">
        {signIn.isThis ? (
          <span className="quiet">this one</span>
        ) : isAsked ? (
          <>
            <button type="button" className="button" onClick={() => void revoke(signIn.id)}>
              End it
            </button>{' '}
            <button type="button" className="button button-plain" onClick={() => setAsked(false)}>
              Keep
            </button>
          </>
        ) : (
          <button type="button" className="button button-plain" onClick={() => setAsked(true)}>
            Revoke
          </button>
        )}
      </td>
    </tr>
  )
}

const methods: Readonly<Record<string, string>> = {
  'one-time-link': 'one-time link',
  invitation: 'invitation',
  passkey: 'passkey',
}

function how({ method, issuer }: SignInReply): string {
  return methods[method] ?? (URL.canParse(issuer) ? new URL(issuer).host : issuer)
}

function howTitle({ issuer, amr }: SignInReply): string {
  return amr.length === 0 ? `by ${issuer}` : `by ${issuer}: ${amr.join(', ')}`
}
