// Audit events as lines of an export: JSON Lines, or CSV by RFC 4180.
import type { AuditRecord } from '@reseal/store'

/** The forms that `reseal audit export` writes. */
export const auditFormats = ['jsonl', 'csv'] as const

/**
 * One event as a JSON line: its index, leaf hash (hex), the exact text that is hashed, and the event with the clear
 * values that were not erased.
 */
export function toJsonLine({ index, event, leaf, leafHash }: AuditRecord): string {
  const line = {
    index,
    leaf_hash: Buffer.from(leafHash).toString('hex'),
    leaf: Buffer.from(leaf).toString('utf8'),
    event: toWire(event),
  }
  return `${JSON.stringify(line)}\n`
}

function toWire(value: object): object {
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    const isObject = typeof member === 'object' && member !== null && !Array.isArray(member)
    return [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      isObject ? toWire(member) : member,
    ]
  })
  return Object.fromEntries(entries)
}

type Field = string | number | undefined
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

/** The first line of a CSV export. */
export const csvHeader: string = `${columns.map(([name]) => name).join(',')}\r\n`

/** One event as a CSV line. */
export function toCsvLine(record: AuditRecord): string {
  return `${columns.map(([, read]) => csvField(read(record))).join(',')}\r\n`
}

function csvField(value: Field): string {
  if (value === undefined) return ''
  const text = String(value)
  // Spreadsheets run what begins so as a formula, and user agents and notes are other people's text.
  const guarded = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}
