// Starts the web app: the theme, the one-time link, invitation or other window of a proof if it is one, then the pages.
import { lazy, StrictMode, Suspense, useCallback, useState } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/geist/wght.css'
import '@fontsource-variable/geist-mono/wght.css'
import { replaceAddress } from './address/use-address.ts'
import type { ApiFailure } from './api/api-failure.ts'
import { App } from './app/app.tsx'
import { startTheme } from './app/theme.ts'
import { takeInvitation } from './passkeys/invitation-token.ts'
import { SignInPage, takeToken } from './sign-in/sign-in-page.tsx'
import { SignInProblem, takeProblem } from './sign-in/signed-out.tsx'
import { StepUpPage, stepUpPageOf } from './step-up/step-up-pages.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'

const InvitationPage = lazy(async () => ({
  default: (await import('./passkeys/invitation-page.tsx')).InvitationPage,
}))

interface StartProps {
  readonly token: string | undefined
  readonly invitation: string | undefined
  readonly problem: ApiFailure | undefined
  readonly stepUp: 'begin' | 'end' | undefined
}

function Start({ token, invitation, problem, stepUp }: StartProps) {
  const [signingIn, setSigningIn] = useState((token ?? invitation ?? problem) !== undefined)
  const enter = useCallback(() => {
    replaceAddress({ page: 'sessions' })
    setSigningIn(false)
  }, [])
  if (stepUp !== undefined) return <StepUpPage part={stepUp} />
  if (signingIn && problem !== undefined) return <SignInProblem problem={problem} onSignedIn={enter} />
  if (signingIn && token !== undefined) return <SignInPage token={token} onSignedIn={enter} />
  if (signingIn && invitation !== undefined) {
    return (
      <Suspense fallback={null}>
        <InvitationPage token={invitation} onSignedIn={enter} />
      </Suspense>
    )
  }
  return <App />
}

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
startTheme()
createRoot(root).render(
  <StrictMode>
    <Start
      token={takeToken()}
      invitation={takeInvitation()}
      problem={takeProblem()}
      stepUp={stepUpPageOf(window.location.pathname)}
    />
  </StrictMode>,
)
