// Fields of audit events that go together.
import type { AuditField } from '../audit-fields.ts'

/** A range of a stream. */
export const range: readonly AuditField[] = [
  'target.from_ms',
  'target.to_ms',
  'target.from_index',
  'target.to_index',
]

/** How much a range is. */
export const played: readonly AuditField[] = ['extent.replay_ms', 'extent.segments', 'extent.bytes']

/** What was recorded. */
export const recording: readonly AuditField[] = ['target.app', 'target.session', 'target.stream']

/** Why a person wants it. */
export const reason: readonly AuditField[] = ['purpose', 'note', 'ticket']
