// Who may take recordings out (design.md §8): the export permission is the privacy officers'.
import type { Actor } from '../access/actor.ts'
import { roleRefusal } from '../access/decide-replay.ts'

/** Whether a person may export. Not beside a role under which nobody watches: an admin or auditor takes nothing out. */
export function mayExport({ roles }: Pick<Actor, 'roles'>): boolean {
  return roles.includes('privacy-officer') && roleRefusal({ roles }) === undefined
}
