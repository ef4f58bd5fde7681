// An invitation: says whose it is, and has its person make a passkey, which signs them in.
import { type FormEvent, useState } from 'react'
import type { InvitedReply } from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { acceptInvitation, beginInvitation } from '../api/passkeys.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { Moment } from '../elements/moment.tsx'
import { canUsePasskeys } from './credentials.ts'
import './passkeys.css'

interface InvitationProps {
  readonly token: string
  readonly onSignedIn: () => void
}

export function InvitationPage({ token, onSignedIn }: InvitationProps) {
  const { resource, reload } = useResource('invitation', () => beginInvitation(token))
  return (
    <main className="door">
      <div className="door-card">
        <h1>Reseal</h1>
        {resource.state === 'loading' && <p className="quiet">Looking at your invitation…</p>}
        {resource.state === 'failed' && <FailureNotice failure={resource.failure} onRetry={reload} />}
        {resource.state === 'ready' && (
          <Accept token={token} invited={resource.value} onSignedIn={onSignedIn} />
        )}
      </div>
    </main>
  )
}

function Accept({ token, invited, onSignedIn }: InvitationProps & { readonly invited: InvitedReply }) {
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure>()
  const accept = (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    acceptInvitation(token, name.trim() === '' ? 'First passkey' : name)
      .then(onSignedIn, (error: unknown) => setFailure(toFailure(error)))
      .finally(() => setBusy(false))
  }
  return (
    <form className="passkey-form" onSubmit={accept}>
      <p>
        This is a one-time invitation for <strong>{invited.name}</strong> to make a passkey. It is good until{' '}
        <Moment atMs={invited.expiresAtMs} />.
      </p>
      <p className="quiet">
        A passkey lives on your device or in your password manager and is unlocked by it: there is no password
        that anyone could learn. If this is not your name, close the page and tell whoever sent it.
      </p>
      {canUsePasskeys() ? (
        <>
          <label className="passkey-label">
            A name for it
            <input
              className="control"
              maxLength={64}
              placeholder="First passkey"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </label>
          <button type="submit" className="button button-main" disabled={isBusy}>
            {isBusy ? 'Waiting for your device…' : 'Make a passkey and sign in'}
          </button>
        </>
      ) : (
        <p role="alert">This browser has no passkeys. Open the invitation in one that has.</p>
      )}
      {failure !== undefined && <FailureNotice failure={failure} />}
    </form>
  )
}
