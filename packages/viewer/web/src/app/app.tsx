// The frame of the viewer: who is signed in, where one can go, the trust line, and the page of the address.
import { Suspense, useEffect, useRef } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { Address } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate, replaceAddress, useAddress } from '../address/use-address.ts'
import { getMe, signOut } from '../api/sign-in.ts'
import { signedOutEvent } from '../api/signed-out.ts'
import { useResource } from '../api/use-resource.ts'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { TrustLine } from '../integrity/trust-line.tsx'
import { SignedOut } from '../sign-in/signed-out.tsx'
import { StepUpDialog } from '../step-up/step-up-dialog.tsx'
import { CommandMap } from './command-map.tsx'
import { useKeys } from './keyboard.ts'
import { isAt, type NavigationGroup, navigationFor } from './navigation.ts'
import { PageOf } from './pages.tsx'
import { switchTheme } from './theme.ts'

export function App() {
  const { resource, reload } = useResource('me', getMe)
  useEffect(() => {
    window.addEventListener(signedOutEvent, reload)
    return () => window.removeEventListener(signedOutEvent, reload)
  }, [reload])
  if (resource.state === 'loading') return null
  if (resource.state === 'ready') return <Shell me={resource.value} onSignedOut={reload} />
  if (resource.failure.code === 'not_signed_in') return <SignedOut onSignedIn={reload} />
  return <FailureNotice failure={resource.failure} onRetry={reload} />
}

function Shell({ me, onSignedOut }: { readonly me: MeReply; readonly onSignedOut: () => void }) {
  const asked = useAddress()
  const groups = navigationFor(me.user.roles)
  const seesSessions = me.user.roles.some((role) => role !== 'admin')
  const address = seesSessions ? asked : beginWithAudit(asked)
  useEffect(() => {
    if (address !== asked) replaceAddress(address)
  })
  const map = useRef<HTMLDialogElement>(null)
  const showMap = () => map.current?.showModal()
  const goTo = groups
    .flatMap(({ pages }) => pages)
    .flatMap(({ key, to }) => (key === undefined ? [] : [[`g ${key}`, () => navigate(to)] as const]))
  useKeys({ ...Object.fromEntries(goTo), '?': showMap })
  const leave = async () => {
    const atProvider = await signOut()
    if (atProvider === undefined) onSignedOut()
    else window.location.assign(atProvider)
  }
  const group = groups.find(({ pages }) => pages.some((page) => isAt(page, address)))
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        Skip to the page
      </a>
      <header className="top">
        <Link to={{ page: 'sessions' }} className="brand">
          <BrandMark />
          Reseal
        </Link>
        <nav className="tabs" aria-label="Pages">
          {groups.map((each) => {
            const first = each.pages[0]
            return (
              first !== undefined && (
                <Link key={each.label} to={first.to} className="tab" current={each === group}>
                  {each.label}
                </Link>
              )
            )
          })}
        </nav>
        <div className="trust">
          <TrustLine />
          <span className="who" title={`Signed in as ${me.user.id}: ${me.user.roles.join(', ')}`}>
            <Link to={{ page: 'sign-ins' }} className="row-link">
              {me.user.name} <span className="quiet">{me.user.roles.join(', ')}</span>
            </Link>
          </span>
        </div>
        <div className="top-actions">
          <button type="button" className="button button-plain" title="Keys" onClick={showMap}>
            ?<span className="visually-hidden">Keys</span>
          </button>
          <button type="button" className="button button-plain" title="Light or dark" onClick={switchTheme}>
            ◐<span className="visually-hidden">Light or dark</span>
          </button>
          <button type="button" className="button button-plain" onClick={() => void leave()}>
            Sign out
          </button>
        </div>
      </header>
      <div className="shell-page" id="main" tabIndex={-1}>
        {group !== undefined && group.pages.length > 1 && <PagesOf group={group} address={address} />}
        <Suspense fallback={<main className="page" aria-busy="true" />}>
          <PageOf address={address} me={me} />
        </Suspense>
      </div>
      <CommandMap dialog={map} />
      <StepUpDialog me={me} />
    </div>
  )
}

/** The pages of a group, in a line of their own below the groups. */
function PagesOf({ group, address }: { readonly group: NavigationGroup; readonly address: Address }) {
  return (
    <nav className="subtabs" aria-label={group.label}>
      {group.pages.map((page) => (
        <Link key={page.label} to={page.to} className="subtab" current={isAt(page, address)}>
          {page.label}
        </Link>
      ))}
    </nav>
  )
}

// Everyone begins at the sessions. An admin has none to see, and asking for them would be refused and recorded.
function beginWithAudit(asked: Address): Address {
  return asked.page === 'sessions' || asked.page === 'sign-in' ? { page: 'audit' } : asked
}

function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M2 4h12M2 8h12M2 12h7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <circle cx="13" cy="12" r="1.6" fill="var(--accent)" />
    </svg>
  )
}
