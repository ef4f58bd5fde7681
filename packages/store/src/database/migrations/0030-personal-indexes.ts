// What finds events about a person beside those by them, since a breach's scope asks which rights they had and when, and
// events by their ticket.

/** Beside writers: the log is appended to meanwhile. */
export const targetUserIndex: readonly string[] = [
  'DROP INDEX CONCURRENTLY IF EXISTS audit_personal_by_target_user',
  "CREATE INDEX CONCURRENTLY audit_personal_by_target_user ON audit_personal (value, leaf_index) WHERE field = 'target.user'",
]

/** Likewise. */
export const ticketIndex: readonly string[] = [
  'DROP INDEX CONCURRENTLY IF EXISTS audit_personal_by_ticket',
  "CREATE INDEX CONCURRENTLY audit_personal_by_ticket ON audit_personal (value, leaf_index) WHERE field = 'ticket'",
]
