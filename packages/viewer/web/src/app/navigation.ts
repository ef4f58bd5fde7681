// Where one can go: the pages in their groups, for which roles, under which keys. One line a page.
import type { MeReply } from '../../../src/api-types.ts'
import type { Address } from '../address/address.ts'

type Role = MeReply['user']['roles'][number]

/** A page that the navigation leads to. */
export interface NavigationPage {
  readonly to: Address
  readonly label: string
  /** The second key after `g`. */
  readonly key?: string
  readonly roles: readonly Role[]
}

/** Pages under one heading; a group of which one may enter a single page shows that page's label. */
export interface NavigationGroup {
  readonly label: string
  readonly pages: readonly NavigationPage[]
}

const watchers: readonly Role[] = ['engineer', 'privacy-officer', 'auditor']
const everyone: readonly Role[] = [...watchers, 'admin']

const groups: readonly NavigationGroup[] = [
  {
    label: 'Sessions',
    pages: [{ to: { page: 'sessions' }, label: 'Sessions', key: 's', roles: watchers }],
  },
  {
    label: 'Errors',
    pages: [{ to: { page: 'errors' }, label: 'Errors', key: 'e', roles: ['engineer', 'privacy-officer'] }],
  },
  {
    label: 'Access',
    pages: [{ to: { page: 'access' }, label: 'Access', key: 'c', roles: watchers }],
  },
  {
    label: 'Privacy',
    pages: [
      { to: { page: 'quarantine' }, label: 'Quarantine', key: 'q', roles: ['privacy-officer'] },
      { to: { page: 'rules' }, label: 'Rules', key: 'r', roles: ['privacy-officer', 'auditor', 'admin'] },
      { to: { page: 'holds' }, label: 'Holds', key: 'h', roles: ['privacy-officer', 'auditor'] },
      { to: { page: 'retention' }, label: 'Retention', roles: ['privacy-officer', 'auditor'] },
      { to: { page: 'deletions' }, label: 'Deletions', key: 'd', roles: ['privacy-officer', 'auditor'] },
      { to: { page: 'consents' }, label: 'Consents', roles: ['privacy-officer', 'auditor'] },
    ],
  },
  {
    label: 'Audit',
    pages: [
      { to: { page: 'audit' }, label: 'Audit log', key: 'a', roles: everyone },
      { to: { page: 'reviews' }, label: 'Weekly review', key: 'w', roles: ['privacy-officer', 'auditor'] },
      {
        to: { page: 'breach-scope' },
        label: 'Breach scope',
        key: 'b',
        roles: ['privacy-officer', 'auditor'],
      },
      { to: { page: 'integrity' }, label: 'Integrity', key: 'i', roles: ['privacy-officer', 'auditor'] },
    ],
  },
  {
    label: 'Admin',
    pages: [
      { to: { page: 'people' }, label: 'People', key: 'p', roles: ['admin'] },
      { to: { page: 'apps' }, label: 'Apps', roles: ['admin'] },
      { to: { page: 'setup' }, label: 'Set up', roles: ['admin'] },
      { to: { page: 'sealing-keys' }, label: 'Sealing keys', roles: ['privacy-officer', 'admin'] },
      { to: { page: 'identity-provider' }, label: 'Identity provider', roles: ['admin'] },
      { to: { page: 'system' }, label: 'System', roles: ['admin'] },
      { to: { page: 'service-tokens' }, label: 'Service tokens', roles: ['privacy-officer', 'admin'] },
    ],
  },
]

/** Every page that someone may reach by keys, whatever their roles: the key map lists them. */
export const keyedPages: readonly NavigationPage[] = groups.flatMap(({ pages }) =>
  pages.filter(({ key }) => key !== undefined),
)

/** The groups and pages that these roles may enter; groups without any are left out. */
export function navigationFor(roles: readonly Role[]): readonly NavigationGroup[] {
  return groups
    .map(({ label, pages }) => ({ label, pages: pages.filter((page) => mayEnter(page, roles)) }))
    .filter(({ pages }) => pages.length > 0)
    .map((group) => {
      const [only, ...others] = group.pages
      return only === undefined || others.length > 0 ? group : { ...group, label: only.label }
    })
}

/** Whether the navigation's entry is where the address lies. */
export function isAt(page: NavigationPage, address: Address): boolean {
  return page.to.page === address.page || (page.to.page === 'sessions' && address.page === 'replay')
}

// Whoever is an admin or an auditor beside another role keeps that role's pages: the server decides what they see.
function mayEnter(page: NavigationPage, roles: readonly Role[]): boolean {
  return page.roles.some((role) => roles.includes(role))
}
