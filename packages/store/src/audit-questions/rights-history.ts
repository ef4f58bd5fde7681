// Which rights a person had, and since when, as the audit log tells it (design.md §8): each change says all that they have
// from then on.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { decodeAuditEvent } from '../logs/audit-event.ts'

/** A change of a person's rights. */
export interface RightsStep {
  /** Leaf of its event. */
  readonly index: number
  readonly timeMs: number
  readonly roles?: readonly string[]
  readonly apps?: readonly string[]
  /** Whether the person was not there before. */
  readonly isCreation: boolean
  /** Whether it was about signing in at all. */
  readonly isDisabled?: boolean
}

// Nobody's rights change so often; the newest are known.
const mostSteps = 500

/** The changes of a person's rights below an index, in the log's order. `db` logs in as the viewer. */
export function readRightsHistory(
  db: Database,
  { subject, before }: { readonly subject: string; readonly before: number },
): Promise<readonly RightsStep[]> {
  return guardDatabase(async () => {
    const { rows } = await sql<{ index: number; leaf: Uint8Array<ArrayBuffer> }>`
      SELECT index, leaf FROM audit_leaves
      WHERE index IN (SELECT leaf_index FROM audit_personal WHERE field = 'target.user' AND value = ${subject})
        AND action IN ('user.add', 'user.change', 'user.provision') AND index < ${before}
        AND leaf_text(leaf, '{outcome}') = 'success'
      ORDER BY index DESC LIMIT ${mostSteps}`.execute(db)
    return rows.toReversed().map(({ index, leaf }) => {
      const { action, timeMs, target, cause } = decodeAuditEvent(leaf, [])
      return {
        index,
        timeMs,
        isCreation: action === 'user.add',
        ...(target?.roles !== undefined && { roles: target.roles }),
        ...(target?.apps !== undefined && { apps: target.apps }),
        ...(cause === 'disabled' && { isDisabled: true }),
        ...(cause === 'enabled' && { isDisabled: false }),
      }
    })
  })
}
