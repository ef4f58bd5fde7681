// Clear values beside the audit log against the commitments in its leaves: HMAC-SHA-256 under each value's own salt
// (design.md §7). Erased values are no finding; changed ones would put another name to an access.
import { createHmac } from 'node:crypto'
import type { ProblemCollector } from './problem.ts'
import type { DatabaseSource, PersonalRow } from './sources.ts'
import type { VisitedLeaf } from './verify-log.ts'

/** A visitor of audit leaves that checks what the database shows beside them. */
export function createPersonalCheck(
  database: DatabaseSource,
  problems: ProblemCollector,
): (leaves: readonly VisitedLeaf[]) => Promise<void> {
  return async (leaves) => {
    const first = leaves[0]
    const last = leaves.at(-1)
    if (!first || !last) return
    const byIndex = Map.groupBy(await database.personal(first.index, last.index + 1), (row) => row.leafIndex)
    for (const { index, leaf } of leaves) {
      const event = parseLeaf(leaf)
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

function parseLeaf(leaf: Uint8Array): object | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(leaf).toString('utf8'))
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}

function opensCommitment(event: object, { field, salt, value }: PersonalRow): boolean {
  let at: unknown = event
  for (const name of field.split('.')) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[name] : undefined
  }
  return at === createHmac('sha256', salt).update(value, 'utf8').digest('hex')
}
