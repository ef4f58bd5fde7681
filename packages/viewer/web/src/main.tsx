// Starts the web app: the theme, the one-time link if there is one, then the pages.
import { StrictMode, useCallback, useState } from 'react'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/geist/wght.css'
import '@fontsource-variable/geist-mono/wght.css'
import { replaceAddress } from './address/use-address.ts'
import { App } from './app/app.tsx'
import { startTheme } from './app/theme.ts'
import { SignInPage, takeToken } from './sign-in/sign-in-page.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/shell.css'

function Start({ token }: { readonly token: string | undefined }) {
  const [signingIn, setSigningIn] = useState(token !== undefined)
  const enter = useCallback(() => {
    replaceAddress({ page: 'sessions' })
    setSigningIn(false)
  }, [])
  if (signingIn && token !== undefined) return <SignInPage token={token} onSignedIn={enter} />
  return <App />
}

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
startTheme()
createRoot(root).render(
  <StrictMode>
    <Start token={takeToken()} />
  </StrictMode>,
)
