// The other window of a proof: it goes to the identity provider, comes back, tells the first window, and closes.
import { useEffect, useState } from 'react'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { announceProof } from '../api/proof.ts'
import { beginAtProvider } from '../api/sign-in.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'

/** Which of the two the address is. */
export function stepUpPageOf(path: string): 'begin' | 'end' | undefined {
  if (path === '/step-up') return 'begin'
  return path === '/step-up/done' ? 'end' : undefined
}

export function StepUpPage({ part }: { readonly part: 'begin' | 'end' }) {
  return (
    <main className="door">
      <div className="door-card">
        <h1>Reseal</h1>
        {part === 'begin' ? <Begin /> : <End />}
      </div>
    </main>
  )
}

function Begin() {
  const [failure, setFailure] = useState<ApiFailure>()
  useEffect(() => {
    beginAtProvider('step-up', '/step-up/done').then(
      (url) => window.location.assign(url),
      (error: unknown) => setFailure(toFailure(error)),
    )
  }, [])
  if (failure !== undefined) return <FailureNotice failure={failure} />
  return <p className="quiet">Going to your organisation’s sign-in…</p>
}

function End() {
  useEffect(() => {
    announceProof()
    window.close()
  }, [])
  return (
    <>
      <p>It is you. What you asked for goes on in the other window.</p>
      <p className="quiet">You can close this one.</p>
    </>
  )
}
