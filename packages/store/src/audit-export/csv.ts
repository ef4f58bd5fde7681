// Audit events as CSV by RFC 4180, safe to open in a spreadsheet.
import type { AuditRecord } from '../logs/audit.repository.ts'

type Field = string | number | boolean | undefined
type Column = readonly [name: string, read: (record: AuditRecord) => Field]

const columns: readonly Column[] = [
  ['index', ({ index }) => index],
  ['time', ({ event }) => new Date(event.timeMs).toISOString()],
  ['action', ({ event }) => event.action],
  ['outcome', ({ event }) => event.outcome],
  ['deny_reason', ({ event }) => event.denyReason],
  ['actor_issuer', ({ event }) => event.actor.issuer],
  ['actor_subject', ({ event }) => event.actor.subject],
  ['actor_roles', ({ event }) => event.actor.roles.join(' ')],
  ['actor_method', ({ event }) => event.actor.method],
  ['client_ip', ({ event }) => event.client?.ip],
  ['client_user_agent', ({ event }) => event.client?.userAgent],
  ['purpose', ({ event }) => event.purpose],
  ['note', ({ event }) => event.note],
  ['ticket', ({ event }) => event.ticket],
  ['app', ({ event }) => event.target?.app],
  ['session', ({ event }) => event.target?.session],
  ['stream', ({ event }) => event.target?.stream],
  ['replay', ({ event }) => event.target?.replay],
  ['from_ms', ({ event }) => event.target?.fromMs],
  ['to_ms', ({ event }) => event.target?.toMs],
  ['from_index', ({ event }) => event.target?.fromIndex],
  ['to_index', ({ event }) => event.target?.toIndex],
  ['replay_ms', ({ event }) => event.extent?.replayMs],
  ['segments', ({ event }) => event.extent?.segments],
  ['bytes', ({ event }) => event.extent?.bytes],
  ['rule_set_version', ({ event }) => event.ruleSetVersion],
  ['request_id', ({ event }) => event.requestId],
  ['id', ({ event }) => event.id],
  ['leaf_hash', ({ leafHash }) => Buffer.from(leafHash).toString('hex')],
]

/** The first line. */
export function toCsvHeader(): string {
  return `${columns.map(([name]) => name).join(',')}\r\n`
}

/** One event as a line. */
export function toCsvLine(record: AuditRecord): string {
  return `${columns.map(([, read]) => csvField(read(record))).join(',')}\r\n`
}

// Spreadsheets run what begins so as a formula, white space before it or not, and user agents and notes are other people's
// text. The full-width forms are taken for the plain ones by some (OWASP, CSV injection).
const formula = /^[\s\p{Cc}]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]/u

/** One field, quoted where it has to be, and no formula. */
export function csvField(value: Field): string {
  if (value === undefined) return ''
  const text = String(value)
  const guarded = typeof value === 'string' && formula.test(text) ? `'${text}` : text
  return /[",\r\n]/u.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
