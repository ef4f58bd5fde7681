// Every page of the viewer with someone who may enter it: what the navigation leads to, and what lies behind it.
import { formatAddress } from '../../packages/viewer/web/src/address/address.ts'
import { navigationFor } from '../../packages/viewer/web/src/app/navigation.ts'
import type { Person } from './clinic-team.ts'

/** A page to look at. */
export interface PageToSee {
  readonly name: string
  readonly path: string
  readonly person: Person
}

const rolesOf = {
  'eng-1': 'engineer',
  'privacy-1': 'privacy-officer',
  'auditor-1': 'auditor',
  'admin-1': 'admin',
} as const

/** Pages of the navigation, each with the first person who has it, and pages that every person has. */
export function everyPage(session: string): readonly PageToSee[] {
  const pages = new Map<string, PageToSee>()
  for (const [person, role] of Object.entries(rolesOf)) {
    for (const { to } of navigationFor([role]).flatMap(({ pages }) => pages)) {
      const path = formatAddress(to)
      if (!pages.has(path)) pages.set(path, { name: to.page, path, person: person as Person })
    }
  }
  return [
    ...pages.values(),
    { name: 'purpose', path: `/sessions/${session}`, person: 'eng-1' },
    { name: 'sign-ins', path: '/sign-ins', person: 'eng-1' },
    { name: 'passkeys', path: '/passkeys', person: 'eng-1' },
    { name: 'missing', path: '/no-such-page', person: 'eng-1' },
  ]
}
