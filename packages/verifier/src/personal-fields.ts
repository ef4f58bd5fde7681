// Clear values beside the audit log against the commitments in its leaves: HMAC-SHA-256 under each value's own salt
// (design.md §7). Erased values are no finding; changed ones would put another name to an access.
import { toHex, toObject } from './bytes.ts'
import { hmacSha256 } from './hmac.ts'
import type { ProblemCollector } from './problem.ts'
import type { PersonalRow } from './sources.ts'
import type { VisitedLeaf } from './verify-log.ts'

/** Clear values with `from` ≤ leaf index < `to`. */
export type PersonalSource = (from: number, to: number) => Promise<readonly PersonalRow[]>

/** A visitor of audit leaves that checks what is shown beside them. */
export function createPersonalCheck(
  personal: PersonalSource,
  problems: ProblemCollector,
): (leaves: readonly VisitedLeaf[]) => Promise<void> {
  return async (leaves) => {
    const first = leaves[0]
    const last = leaves.at(-1)
    if (!first || !last) return
    const byIndex = Map.groupBy(await personal(first.index, last.index + 1), (row) => row.leafIndex)
    for (const { index, leaf } of leaves) {
      const event = toObject(leaf)
      const place = { log: 'audit', leafIndex: index } as const
      if (!event) problems.report('leaf_unreadable', place, 'a leaf is not an audit event')
      const rows = byIndex.get(index) ?? []
      if (event && !rows.every((row) => opensCommitment(event, row))) {
        const detail = 'a clear value beside a leaf is not the one that the leaf commits to'
        problems.report('personal_field_altered', place, detail)
      }
    }
  }
}

function opensCommitment(event: object, { field, salt, value }: PersonalRow): boolean {
  let at: unknown = event
  for (const name of field.split('.')) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined
  }
  return at === toHex(hmacSha256(salt, new TextEncoder().encode(value)))
}
