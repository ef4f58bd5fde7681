// The way in with a passkey, for the sign-in page.
import { useState } from 'react'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { signInWithPasskey } from '../api/passkeys.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { canUsePasskeys } from './credentials.ts'

/** Nothing where this browser, or the viewer's address, knows no passkeys. */
export function PasskeySignIn({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  if (!canUsePasskeys()) return null
  const signIn = () => {
    setBusy(true)
    setFailure(undefined)
    signInWithPasskey()
      .then(onSignedIn, (error: unknown) => setFailure(toFailure(error)))
      .finally(() => setBusy(false))
  }
  return (
    <div className="passkey-sign-in">
      <button type="button" className="button button-main" disabled={isBusy} onClick={signIn}>
        {isBusy ? 'Waiting for your passkey…' : 'Sign in with a passkey'}
      </button>
      {failure !== undefined && <FailureNotice failure={failure} />}
    </div>
  )
}
