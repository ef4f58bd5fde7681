// Sign-in by one-time link. The token comes in the fragment, which is never sent; it leaves the address bar at once.
import { useEffect, useState } from 'react'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { signIn } from '../api/sign-in.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'

/** Takes the token out of the address bar. Call once, before anything renders. */
export function takeToken(): string | undefined {
  if (window.location.pathname !== '/sign-in' || window.location.hash.length < 2) return undefined
  const token = window.location.hash.slice(1)
  window.history.replaceState(null, '', '/sign-in')
  return token
}

export function SignInPage(props: { readonly token: string; readonly onSignedIn: () => void }) {
  const { token, onSignedIn } = props
  const [failure, setFailure] = useState<ApiFailure>()
  useEffect(() => {
    signIn(token).then(onSignedIn, (error: unknown) => setFailure(toFailure(error)))
  }, [token, onSignedIn])
  return (
    <main className="door">
      <div className="door-card">
        <h1>Reseal</h1>
        {failure === undefined ? <p className="quiet">Signing in…</p> : <FailureNotice failure={failure} />}
      </div>
    </main>
  )
}
