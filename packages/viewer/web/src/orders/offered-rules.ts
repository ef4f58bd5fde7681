// What a finding offers to take away: the rule that would have masked it, or the one that let it through.
import type { FindingReply } from '../../../src/api-types.ts'
import type { OfferedRule } from './propose-order.tsx'

// Lists that only let something through: what is left out of them shows less.
const openingLists = ['allow', 'trust', 'attributes', 'urls', 'messages', 'network', 'events', 'tags']

/** At most one rule. */
export function offeredBy({ proposedRule, narrow }: FindingReply): readonly OfferedRule[] {
  if (proposedRule !== undefined) return [{ kind: 'mask', ...proposedRule }]
  if (narrow === undefined || !openingLists.includes(narrow.list)) return []
  return [{ kind: 'without', list: narrow.list, ...(narrow.id !== undefined && { id: narrow.id }) }]
}
