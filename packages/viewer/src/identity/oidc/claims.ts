// What the provider's claims make of a person: their name, roles and apps, and whether they proved enough.
import { type Role, roles } from '../../access/actor.ts'
import type { OidcSettings } from './oidc-settings.ts'

/** Claims about a person, from the ID token and the userinfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>

/** What is made of them. Absent roles, or apps, are not the provider's to say. */
export interface MappedPerson {
  readonly name: string
  readonly roles?: readonly Role[]
  readonly appIds?: readonly string[]
}

// As much as an audit event takes of a name.
const longestName = 256

/** The person as Reseal sees them. */
export function mapPerson(settings: OidcSettings, claims: Claims): MappedPerson {
  const groups = new Set(textsOf(claimAt(claims, settings.groupsClaim)))
  const { groupRoles, groupApps } = settings
  return {
    name: nameOf(settings, claims),
    ...(groupRoles && { roles: roles.filter((role) => ofGroups(groupRoles, groups).has(role)) }),
    ...(groupApps && { appIds: [...ofGroups(groupApps, groups)].toSorted() }),
  }
}

function ofGroups<Word extends string>(
  mapping: Readonly<Record<string, readonly Word[]>>,
  groups: ReadonlySet<string>,
): Set<Word> {
  return new Set(Object.entries(mapping).flatMap(([group, given]) => (groups.has(group) ? given : [])))
}

/** Whether the authentication was strong enough. */
export function isStrongEnough(
  { requiredAmr, requiredAcr }: Pick<OidcSettings, 'requiredAmr' | 'requiredAcr'>,
  claims: Claims,
): boolean {
  const amr = amrOf(claims)
  const acr = claims['acr']
  return (
    (requiredAmr.length === 0 || requiredAmr.some((method) => amr.includes(method))) &&
    (requiredAcr.length === 0 || (typeof acr === 'string' && requiredAcr.includes(acr)))
  )
}

/** The authentication methods that the provider names. */
export function amrOf(claims: Claims): readonly string[] {
  return textsOf(claims['amr']).slice(0, 20)
}

function nameOf({ nameClaim }: OidcSettings, claims: Claims): string {
  const verifiedEmail = claims['email_verified'] === false ? undefined : claims['email']
  const candidates =
    nameClaim === undefined
      ? [claims['preferred_username'], verifiedEmail, claims['name'], claims['sub']]
      : [claimAt(claims, nameClaim), claims['sub']]
  return candidates.map(toName).find((name) => name !== undefined) ?? 'unnamed'
}

function toName(value: unknown): string | undefined {
  if (typeof value !== 'string' || !value.isWellFormed()) return undefined
  const name = value.replaceAll(/\p{Cc}+/gu, ' ').trim()
  return name === '' || name.length > longestName ? undefined : name
}

function claimAt(claims: Claims, path: string): unknown {
  // A claim may be named by an address, which has dots of its own.
  if (Object.hasOwn(claims, path)) return claims[path]
  let at: unknown = claims
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Claims)[part]
  }
  return at
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((text): text is string => typeof text === 'string') : []
}
