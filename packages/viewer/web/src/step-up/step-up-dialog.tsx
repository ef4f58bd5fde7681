// Leads through a fresh proof of who one is, and lets what was asked for go on. What the page shows stays as it is.
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import { type ApiFailure, toFailure } from '../api/api-failure.ts'
import { confirmWithPasskey } from '../api/passkeys.ts'
import { listenForOtherWindow, listenForProof } from '../api/proof.ts'
import { confirmWithLink } from '../api/sign-in.ts'
import { FailureBar } from '../elements/failure-notice.tsx'
import { canUsePasskeys } from '../passkeys/credentials.ts'
import './step-up.css'

export function StepUpDialog({ me }: { readonly me: MeReply }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const waiting = useRef<((isProven: boolean) => void)[]>([])
  const [isOpen, setOpen] = useState(false)
  const settle = useCallback((isProven: boolean) => {
    setOpen(false)
    for (const answer of waiting.current.splice(0)) answer(isProven)
  }, [])
  useEffect(
    () =>
      listenForProof((answer) => {
        waiting.current.push(answer)
        setOpen(true)
      }),
    [],
  )
  useEffect(() => listenForOtherWindow(() => settle(true)), [settle])
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog
      ref={dialog}
      className="map step-up"
      aria-labelledby="step-up-title"
      onCancel={() => settle(false)}
    >
      {isOpen && <Steps me={me} settle={settle} />}
    </dialog>
  )
}

interface StepsProps {
  readonly me: MeReply
  readonly settle: (isProven: boolean) => void
}

function Steps({ me, settle }: StepsProps) {
  const [failure, setFailure] = useState<ApiFailure>()
  const [isBusy, setBusy] = useState(false)
  const act = (prove: () => Promise<void>) => {
    setBusy(true)
    setFailure(undefined)
    prove().then(
      () => settle(true),
      (error: unknown) => {
        setBusy(false)
        setFailure(toFailure(error))
      },
    )
  }
  const { method } = me.signIn
  const canUsePasskey = method !== 'oidc' && canUsePasskeys()
  return (
    <>
      <div className="map-head">
        <h2 id="step-up-title">Is it still you, {me.user.name}?</h2>
      </div>
      <div className="step-up-body">
        <p>What you asked for needs a sign-in of the last five minutes. It goes on by itself afterwards.</p>
        {method === 'oidc' && <ProviderStep />}
        {canUsePasskey && (
          <button
            type="button"
            className={method === 'one-time-link' ? 'button' : 'button button-main'}
            disabled={isBusy}
            onClick={() => act(confirmWithPasskey)}
          >
            Use your passkey
          </button>
        )}
        {method === 'one-time-link' && <LinkStep user={me.user.name} isBusy={isBusy} act={act} />}
        {failure !== undefined && <FailureBar failure={failure} />}
      </div>
      <div className="step-up-foot">
        <button type="button" className="button button-plain" onClick={() => settle(false)}>
          Not now
        </button>
      </div>
    </>
  )
}

function ProviderStep() {
  const [isGone, setGone] = useState(false)
  return (
    <>
      <button
        type="button"
        className="button button-main"
        onClick={() => {
          window.open('/step-up', 'reseal-step-up', 'width=520,height=680')
          setGone(true)
        }}
      >
        Sign in again
      </button>
      {isGone && (
        <p className="quiet" role="status">
          Waiting for the other window. If none opened, your browser blocked it: allow it, or open{' '}
          <a href="/step-up" target="_blank" rel="opener">
            this address
          </a>
          .
        </p>
      )}
    </>
  )
}

interface LinkStepProps {
  readonly user: string
  readonly isBusy: boolean
  readonly act: (prove: () => Promise<void>) => void
}

function LinkStep({ user, isBusy, act }: LinkStepProps) {
  const [link, setLink] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act(() => confirmWithLink(tokenOf(link)))
  }
  return (
    <form className="step-up-link" onSubmit={submit}>
      <label htmlFor="step-up-token">
        You came by a one-time link, as in a demo. Whoever runs this deployment makes a fresh one with{' '}
        <code>reseal link --user "{user}"</code>
      </label>
      <div className="step-up-row">
        <input
          id="step-up-token"
          className="control"
          autoComplete="off"
          placeholder="Paste the link"
          value={link}
          onChange={({ target }) => setLink(target.value)}
        />
        <button type="submit" className="button" disabled={isBusy || tokenOf(link) === ''}>
          Go on
        </button>
      </div>
    </form>
  )
}

/** The token of a link, or of what is left of one. */
function tokenOf(link: string): string {
  return link.trim().split('#').at(-1) ?? ''
}
