// The page of an address. Everything but the sessions is loaded when it is first entered.
import { type ComponentType, lazy } from 'react'
import type { MeReply } from '../../../src/api-types.ts'
import type { Address } from '../address/address.ts'
import { Link } from '../address/link.tsx'
import { SessionsPage } from '../sessions/sessions-page.tsx'

function page<Props>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }))
}

const ReplayPage = page(async () => (await import('../replay/replay-page.tsx')).ReplayPage)
const ErrorsPage = page(async () => (await import('../errors/errors-page.tsx')).ErrorsPage)
const AuditPage = page(async () => (await import('../audit/audit-page.tsx')).AuditPage)
const BreachScopePage = page(async () => (await import('../audit/breach-scope-page.tsx')).BreachScopePage)
const IntegrityPage = page(async () => (await import('../integrity/integrity-page.tsx')).IntegrityPage)
const QuarantinePage = page(async () => (await import('../quarantine/quarantine-page.tsx')).QuarantinePage)
const RulesPage = page(async () => (await import('../rules/rules-page.tsx')).RulesPage)
const HoldsPage = page(async () => (await import('../holds/holds-page.tsx')).HoldsPage)
const RetentionPage = page(async () => (await import('../retention/retention-page.tsx')).RetentionPage)
const DeletionsPage = page(async () => (await import('../deletions/deletions-page.tsx')).DeletionsPage)
const ConsentsPage = page(async () => (await import('../consents/consents-page.tsx')).ConsentsPage)
const AccessPage = page(async () => (await import('../access/access-page.tsx')).AccessPage)
const ReviewsPage = page(async () => (await import('../access-review/reviews-page.tsx')).ReviewsPage)
const PeoplePage = page(async () => (await import('../people/people-page.tsx')).PeoplePage)
const AppsPage = page(async () => (await import('../apps/apps-page.tsx')).AppsPage)
const SetupPage = page(async () => (await import('../setup/setup-page.tsx')).SetupPage)
const SystemPage = page(async () => (await import('../system/system-page.tsx')).SystemPage)
const SealingKeysPage = page(
  async () => (await import('../sealing-keys/sealing-keys-page.tsx')).SealingKeysPage,
)
const IdentityProviderPage = page(
  async () => (await import('../identity-provider/identity-provider-page.tsx')).IdentityProviderPage,
)
const SignInsPage = page(async () => (await import('../sign-ins/sign-ins-page.tsx')).SignInsPage)
const PasskeysPage = page(async () => (await import('../passkeys/passkeys-page.tsx')).PasskeysPage)
const ServiceTokensPage = page(
  async () => (await import('../service-tokens/service-tokens-page.tsx')).ServiceTokensPage,
)

/** What is shown at the address. */
export function PageOf({ address, me }: { readonly address: Address; readonly me: MeReply }) {
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
    case 'holds':
      return <HoldsPage address={address} me={me} />
    case 'retention':
      return <RetentionPage me={me} />
    case 'deletions':
      return <DeletionsPage address={address} me={me} />
    case 'consents':
      return <ConsentsPage address={address} />
    case 'access':
      return <AccessPage address={address} me={me} />
    case 'reviews':
      return <ReviewsPage address={address} me={me} />
    case 'breach-scope':
      return <BreachScopePage address={address} me={me} />
    case 'integrity':
      return <IntegrityPage />
    case 'people':
      return <PeoplePage />
    case 'apps':
      return <AppsPage {...(address.app === undefined ? {} : { app: address.app })} />
    case 'setup':
      return <SetupPage {...(address.app === undefined ? {} : { app: address.app })} />
    case 'system':
      return <SystemPage />
    case 'sealing-keys':
      return <SealingKeysPage me={me} />
    case 'identity-provider':
      return <IdentityProviderPage />
    case 'sign-ins':
      return <SignInsPage me={me} everyone={address.everyone === true} />
    case 'passkeys':
      return <PasskeysPage />
    case 'service-tokens':
      return <ServiceTokensPage me={me} />
    case 'missing':
      return (
        <main className="notice">
          <h1 className="notice-title">There is no page at this address.</h1>
          <p className="notice-text">
            <Link to={{ page: 'sessions' }}>Go to the sessions</Link>
          </p>
        </main>
      )
  }
}
