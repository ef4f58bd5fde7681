// Who acts and from where: what a permission check and an audit event need to know (design.md §7, §8).

/** The roles of design.md §8, in the order of its table. */
export const roles = ['engineer', 'privacy-officer', 'auditor', 'admin'] as const

/** One of the four roles. */
export type Role = (typeof roles)[number]

/** A signed-in person. */
export interface Actor {
  userId: string
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
