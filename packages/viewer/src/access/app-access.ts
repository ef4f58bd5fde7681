// Whose sessions a person may list, and whose they may replay (design.md §8, table of roles).
import type { DenyReason } from '../viewer-error.ts'
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

/** Why a person may not replay a session of this app; undefined where they may. */
export function replayRefusal(actor: Pick<Actor, 'roles' | 'apps'>, app: string): DenyReason | undefined {
  if (hasRole(actor, ['engineer'])) return actor.apps.includes(app) ? undefined : 'not_a_member'
  // A privacy officer watches what is quarantined or held, and nothing is: both come with a later release.
  return hasRole(actor, ['privacy-officer']) ? 'not_quarantined' : 'role_not_allowed'
}
