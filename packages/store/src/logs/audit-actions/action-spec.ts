// What the catalogue of audit events says of an action.
import type { AuditDenyReason, AuditField, AuditOutcome } from '../audit-fields.ts'

/** Which part of the product appends the event. */
export type AuditAppender = 'viewer' | 'worker' | 'command'

/** What the catalogue says of an action; its class is the file that it stands in. */
export interface AuditActionSpec {
  readonly meaning: string
  /** When it is committed: before or after what. */
  readonly committed: string
  readonly by: readonly AuditAppender[]
  /** What its event may hold beside the fields of all events. */
  readonly fields: readonly AuditField[]
  readonly outcomes: readonly AuditOutcome[]
  readonly denyReasons: readonly AuditDenyReason[]
}
