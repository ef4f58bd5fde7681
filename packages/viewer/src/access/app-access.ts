// Whose sessions a person may list (design.md §8, table of roles).
import { type Actor, hasRole, type Role } from './actor.ts'

/** Roles that may see which sessions exist: metadata only. */
export const sessionListRoles: readonly Role[] = ['engineer', 'privacy-officer', 'auditor']

/** Roles that may open a replay at all. */
export const replayRoles: readonly Role[] = ['engineer', 'privacy-officer']

/** The apps whose sessions a person may list. Privacy officers and auditors answer for all of them. */
export function visibleApps(actor: Pick<Actor, 'roles' | 'apps'>): 'all' | readonly string[] {
  if (hasRole(actor, ['privacy-officer', 'auditor'])) return 'all'
  return hasRole(actor, ['engineer']) ? actor.apps : []
}

/** Whether a person may know which sessions an app has. */
export function isVisible(actor: Pick<Actor, 'roles' | 'apps'>, app: string): boolean {
  const visible = visibleApps(actor)
  return visible === 'all' || visible.includes(app)
}
