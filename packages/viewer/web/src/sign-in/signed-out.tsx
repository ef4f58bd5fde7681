// The door: the ways in that this deployment has, and why the last one did not open.
import { type ReactNode, useState } from 'react'
import type { SignInWaysReply } from '../../../src/api-types.ts'
import { ApiFailure, toFailure } from '../api/api-failure.ts'
import { beginAtProvider, getWays } from '../api/sign-in.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { PasskeySignIn } from '../passkeys/passkey-sign-in.tsx'

/** Takes what went wrong at the identity provider out of the address bar. Call once, before anything renders. */
export function takeProblem(): ApiFailure | undefined {
  const query = new URLSearchParams(window.location.search)
  const code = query.get('problem')
  if (window.location.pathname !== '/sign-in' || code === null || !/^[a-z_]{1,40}$/.test(code))
    return undefined
  const requestId = query.get('request')
  window.history.replaceState(null, '', '/sign-in')
  const isId = requestId !== null && /^[0-9a-f-]{36}$/.test(requestId)
  return new ApiFailure({ code, status: 0, ...(isId ? { requestId } : {}) })
}

export function SignedOut({ onSignedIn }: { readonly onSignedIn: () => void }) {
  return (
    <Door>
      <p>You are signed out.</p>
      <Ways onSignedIn={onSignedIn} />
    </Door>
  )
}

/** After a sign-in, or a proof, that did not succeed. Somebody who is signed in still is. */
export function SignInProblem(props: { readonly problem: ApiFailure; readonly onSignedIn: () => void }) {
  return (
    <Door>
      <FailureNotice failure={props.problem} />
      <Ways onSignedIn={props.onSignedIn} />
      <button type="button" className="button button-plain" onClick={props.onSignedIn}>
        Go to the viewer
      </button>
    </Door>
  )
}

function Door({ children }: { readonly children: ReactNode }) {
  return (
    <main className="door">
      <div className="door-card">
        <h1>Reseal</h1>
        {children}
      </div>
    </main>
  )
}

function Ways({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const { resource, reload } = useResource('ways', getWays)
  if (resource.state === 'loading') return <p className="quiet">Looking for the ways in…</p>
  if (resource.state === 'failed') return <FailureNotice failure={resource.failure} onRetry={reload} />
  const ways = resource.value
  return (
    <>
      {ways.oidc !== null && <ProviderButton label={ways.oidc.label} />}
      {ways.passkeys && <PasskeySignIn onSignedIn={onSignedIn} />}
      <p className="quiet">{adviceOf(ways)}</p>
    </>
  )
}

function adviceOf({ oidc, passkeys, links }: SignInWaysReply): string {
  const link =
    'One-time links are for demos and for the first sign-in: whoever runs this deployment can make one; each works once and for a short time.'
  const invitation = 'Without a passkey, ask an admin for an invitation to make one.'
  const parts = [
    oidc === null && passkeys ? invitation : '',
    oidc !== null ? 'Who may sign in, and as what, is decided at your organisation’s sign-in.' : '',
    links ? link : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

function ProviderButton({ label }: { readonly label: string }) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const go = () => {
    setBusy(true)
    setFailure(undefined)
    const { pathname, search } = window.location
    const returnTo = pathname === '/sign-in' ? '/' : `${pathname}${search}`
    beginAtProvider('sign-in', returnTo).then(
      (url) => window.location.assign(url),
      (error: unknown) => {
        setBusy(false)
        setFailure(toFailure(error))
      },
    )
  }
  return (
    <>
      <button type="button" className="button button-main" disabled={isBusy} onClick={go}>
        Sign in with {label}
      </button>
      {failure !== undefined && <FailureNotice failure={failure} />}
    </>
  )
}
