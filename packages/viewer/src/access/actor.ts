// Who acts and from where: what a permission check and an audit event need to know (design.md §7, §8).

/** The roles of design.md §8, in the order of its table. */
export const roles = ['engineer', 'privacy-officer', 'auditor', 'admin'] as const

/** One of the four roles. */
export type Role = (typeof roles)[number]

/** How someone proves who they are; `service-token` is no person's. */
export const authenticationMethods = [
  'one-time-link',
  'oidc',
  'passkey',
  'invitation',
  'service-token',
] as const

/** One of them. */
export type AuthenticationMethod = (typeof authenticationMethods)[number]

/** What is known of the proof. */
export interface Authentication {
  readonly method: AuthenticationMethod
  /** Who vouches: `reseal`, or the identity provider's issuer. */
  readonly issuer: string
  /** Authentication methods as the provider names them (RFC 8176); empty where none does. */
  readonly amr: readonly string[]
  readonly acr?: string
  /** When the person last proved who they are, ms since 1970. */
  readonly authenticatedAtMs: number
}

/** A signed-in person. */
export interface Actor extends Authentication {
  userId: string
  /** UUID of the browser session: its token changes, this does not. */
  signInId: string
  name: string
  roles: readonly Role[]
  /** Ids of the apps this person is a member of. */
  apps: readonly string[]
  /** When this browser session ends in any case, ms since 1970. */
  sessionExpiresAtMs: number
}

/** Where a request came from. */
export interface ClientInfo {
  ip: string | undefined
  userAgent: string | undefined
}

/** Whether the person holds one of the roles. */
export function hasRole(actor: Pick<Actor, 'roles'>, allowed: readonly Role[]): boolean {
  return actor.roles.some((role) => allowed.includes(role))
}
