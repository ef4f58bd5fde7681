// Starts the web app: the theme, the one-time link or invitation if there is one, then the pages.
import { lazy, StrictMode, Suspense, useCallback, useState } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/geist/wght.css'
import '@fontsource-variable/geist-mono/wght.css'
import { replaceAddress } from './address/use-address.ts'
import { App } from './app/app.tsx'
import { startTheme } from './app/theme.ts'
import { takeInvitation } from './passkeys/invitation-token.ts'
import { SignInPage, takeToken } from './sign-in/sign-in-page.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'

const InvitationPage = lazy(async () => ({
  default: (await import('./passkeys/invitation-page.tsx')).InvitationPage,
}))

interface StartProps {
  readonly token: string | undefined
  readonly invitation: string | undefined
}

function Start({ token, invitation }: StartProps) {
  const [signingIn, setSigningIn] = useState((token ?? invitation) !== undefined)
  const enter = useCallback(() => {
    replaceAddress({ page: 'sessions' })
    setSigningIn(false)
  }, [])
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
    <Start token={takeToken()} invitation={takeInvitation()} />
  </StrictMode>,
)
