// The frame of the viewer: who is signed in, the trust line, and the page of the address.
import { lazy, Suspense, useEffect, useRef } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { Address } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { navigate, replaceAddress, useAddress } from '../address/use-address.ts'
import { getMe, signOut } from '../api/sign-in.ts'
import { signedOutEvent } from '../api/signed-out.ts'
import { useResource } from '../api/use-resource.ts'
import { AuditPage } from '../audit/audit-page.tsx'
import { FailureNotice } from '../elements/failure-notice.tsx'
import { TrustLine } from '../integrity/trust-line.tsx'
import { SessionsPage } from '../sessions/sessions-page.tsx'
import { SignedOut } from '../sign-in/signed-out.tsx'
import { StepUpDialog } from '../step-up/step-up-dialog.tsx'
import { CommandMap } from './command-map.tsx'
import { useKeys } from './keyboard.ts'
import { switchTheme } from './theme.ts'

const ReplayPage = lazy(async () => ({ default: (await import('../replay/replay-page.tsx')).ReplayPage }))

const ErrorsPage = lazy(async () => ({ default: (await import('../errors/errors-page.tsx')).ErrorsPage }))

const QuarantinePage = lazy(async () => ({
  default: (await import('../quarantine/quarantine-page.tsx')).QuarantinePage,
}))

const RulesPage = lazy(async () => ({ default: (await import('../rules/rules-page.tsx')).RulesPage }))

const AccessPage = lazy(async () => ({ default: (await import('../access/access-page.tsx')).AccessPage }))

const ReviewsPage = lazy(async () => ({
  default: (await import('../access-review/reviews-page.tsx')).ReviewsPage,
}))

const PeoplePage = lazy(async () => ({ default: (await import('../people/people-page.tsx')).PeoplePage }))

const SignInsPage = lazy(async () => ({
  default: (await import('../sign-ins/sign-ins-page.tsx')).SignInsPage,
}))

const PasskeysPage = lazy(async () => ({
  default: (await import('../passkeys/passkeys-page.tsx')).PasskeysPage,
}))

const ServiceTokensPage = lazy(async () => ({
  default: (await import('../service-tokens/service-tokens-page.tsx')).ServiceTokensPage,
}))

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
  const seesSessions = me.user.roles.some((role) => role !== 'admin')
  const isOfficer = me.user.roles.includes('privacy-officer')
  const seesErrors = isOfficer || me.user.roles.includes('engineer')
  const isAdmin = me.user.roles.includes('admin')
  const reviews = isOfficer || me.user.roles.includes('auditor')
  const seesRules = me.user.roles.some((role) => role !== 'engineer')
  const address = seesSessions ? asked : beginWithAudit(asked)
  useEffect(() => {
    if (address !== asked) replaceAddress(address)
  })
  const map = useRef<HTMLDialogElement>(null)
  const showMap = () => map.current?.showModal()
  useKeys({
    'g s': () => navigate({ page: 'sessions' }),
    'g a': () => navigate({ page: 'audit' }),
    ...(seesErrors ? { 'g e': () => navigate({ page: 'errors' }) } : {}),
    ...(isOfficer ? { 'g q': () => navigate({ page: 'quarantine' }) } : {}),
    ...(seesRules ? { 'g r': () => navigate({ page: 'rules' }) } : {}),
    ...(seesSessions ? { 'g c': () => navigate({ page: 'access' }) } : {}),
    ...(reviews ? { 'g w': () => navigate({ page: 'reviews' }) } : {}),
    ...(isAdmin ? { 'g p': () => navigate({ page: 'people' }) } : {}),
    '?': showMap,
  })
  const leave = async () => {
    const atProvider = await signOut()
    if (atProvider === undefined) onSignedOut()
    else window.location.assign(atProvider)
  }
  return (
    <div className="shell">
      <header className="top">
        <Link to={{ page: 'sessions' }} className="brand">
          <BrandMark />
          Reseal
        </Link>
        <nav className="tabs" aria-label="Pages">
          {seesSessions && (
            <Tab to={{ page: 'sessions' }} current={address.page === 'sessions' || address.page === 'replay'}>
              Sessions
            </Tab>
          )}
          {seesErrors && (
            <Tab to={{ page: 'errors' }} current={address.page === 'errors'}>
              Errors
            </Tab>
          )}
          {isOfficer && (
            <Tab to={{ page: 'quarantine' }} current={address.page === 'quarantine'}>
              Quarantine
            </Tab>
          )}
          {(isOfficer || me.user.roles.includes('admin')) && (
            <Tab to={{ page: 'service-tokens' }} current={address.page === 'service-tokens'}>
              Service tokens
            </Tab>
          )}
          {seesRules && (
            <Tab to={{ page: 'rules' }} current={address.page === 'rules'}>
              Rules
            </Tab>
          )}
          {seesSessions && (
            <Tab to={{ page: 'access' }} current={address.page === 'access'}>
              Access
            </Tab>
          )}
          {reviews && (
            <Tab to={{ page: 'reviews' }} current={address.page === 'reviews'}>
              Review
            </Tab>
          )}
          {isAdmin && (
            <Tab to={{ page: 'people' }} current={address.page === 'people'}>
              People
            </Tab>
          )}
          <Tab to={{ page: 'audit' }} current={address.page === 'audit'}>
            Audit
          </Tab>
        </nav>
        <div className="trust">
          <TrustLine />
          <span className="who" title={`Signed in as ${me.user.id}`}>
            <Link to={{ page: 'sign-ins' }} className="row-link">
              {me.user.name} <span className="quiet">{me.user.roles.join(', ')}</span>
            </Link>
          </span>
        </div>
        <div className="top-actions">
          <button type="button" className="button button-plain" title="Keys" onClick={showMap}>
            ?
          </button>
          <button type="button" className="button button-plain" title="Light or dark" onClick={switchTheme}>
            ◐<span className="visually-hidden">Light or dark</span>
          </button>
          <button type="button" className="button button-plain" onClick={() => void leave()}>
            Sign out
          </button>
        </div>
      </header>
      <Suspense fallback={null}>{renderPage(address, me)}</Suspense>
      <CommandMap dialog={map} />
      <StepUpDialog me={me} />
    </div>
  )
}

// Everyone begins at the sessions. An admin has none to see, and asking for them would be refused and recorded.
function beginWithAudit(asked: Address): Address {
  return asked.page === 'sessions' || asked.page === 'sign-in' ? { page: 'audit' } : asked
}

function renderPage(address: Address, me: MeReply) {
  switch (address.page) {
    case 'sign-in':
    case 'sessions':
      return <SessionsPage address={address.page === 'sessions' ? address : { page: 'sessions' }} me={me} />
    case 'replay':
      return <ReplayPage key={address.session} address={address} me={me} />
    case 'audit':
      return <AuditPage address={address} me={me} />
    case 'errors':
      return <ErrorsPage address={address} me={me} />
    case 'quarantine':
      return <QuarantinePage address={address} />
    case 'rules':
      return <RulesPage me={me} />
    case 'access':
      return <AccessPage address={address} me={me} />
    case 'reviews':
      return <ReviewsPage address={address} me={me} />
    case 'people':
      return <PeoplePage />
    case 'sign-ins':
      return <SignInsPage me={me} everyone={address.everyone === true} />
    case 'passkeys':
      return <PasskeysPage />
    case 'service-tokens':
      return <ServiceTokensPage me={me} />
    case 'missing':
      return (
        <div className="notice">
          <p className="notice-title">There is no page at this address.</p>
          <p className="notice-text">
            <Link to={{ page: 'sessions' }}>Go to the sessions</Link>
          </p>
        </div>
      )
  }
}

function Tab(props: { readonly to: Address; readonly current: boolean; readonly children: string }) {
  return (
    <Link to={props.to} className="tab" current={props.current}>
      {props.children}
    </Link>
  )
}

function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d="M2 4h12M2 8h12M2 12h7" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <circle cx="13" cy="12" r="1.6" fill="var(--accent)" />
    </svg>
  )
}
