// Who saw what: pages of the audit log, its answers to auditors' questions, exports, and the receipt of one event.
import type { AuditListReply, WhoSawReply } from '../../../src/api-types.ts'
import type {
  AccessTrendReply,
  AttentionReply,
  BreachScopeReply,
} from '../../../src/audit/audit-questions-api.ts'
import { parseSpan } from '../../../src/search/search-syntax.ts'
import type { AuditAddress } from '../address/address.ts'
import { getJson, request, withParameters } from './request.ts'

export function listAuditEvents(
  address: AuditAddress,
  limit: number,
  signal?: AbortSignal,
): Promise<AuditListReply> {
  const { before } = address
  return getJson(withParameters('/api/audit', { ...conditionsOf(address), before, limit }), signal)
}

/** About sessions, about a person, or about what one person saw of some sessions. */
export interface WhoSawAsked {
  readonly sessions?: readonly string[]
  readonly actor?: string
  readonly fromMs?: number
  readonly toMs?: number
}

export function getWhoSaw(asked: WhoSawAsked, signal?: AbortSignal): Promise<WhoSawReply> {
  const { sessions, ...others } = asked
  return getJson(withParameters('/api/audit/who-saw', { session: sessions?.join(','), ...others }), signal)
}

export function getAccessTrend(days: number, signal?: AbortSignal): Promise<AccessTrendReply> {
  return getJson(withParameters('/api/audit/trend', { days }), signal)
}

export function getAttention(signal?: AbortSignal): Promise<AttentionReply> {
  return getJson('/api/attention', signal)
}

/** A question about a breach. Times are milliseconds since 1970, both included. */
export interface BreachAsked {
  readonly actor?: string
  readonly key?: string
  readonly app?: string
  readonly fromMs: number
  readonly toMs: number
  readonly readableAfter?: string
  readonly readFrom?: number
  readonly part?: 'readable' | 'read'
}

export function getBreachScope(asked: BreachAsked, signal?: AbortSignal): Promise<BreachScopeReply> {
  return getJson(withParameters('/api/audit/breach-scope', { ...asked }), signal)
}

/** Where the browser downloads what the page shows, and all that is older. */
export function auditExportPath(address: AuditAddress, format: 'jsonl' | 'csv' | 'fhir' | 'ocsf'): string {
  return withParameters('/api/audit/export', { format, ...conditionsOf(address) })
}

/** C2SP tlog-proof. */
export async function getAuditReceipt(index: number): Promise<string> {
  return (await request(`/api/audit/${index}/receipt`, {})).text()
}

const dayMs = 24 * 60 * 60_000
const minuteMs = 60_000

function conditionsOf(address: AuditAddress): Readonly<Record<string, string | number | undefined>> {
  const { page: _, before: __, last, ...same } = address
  return {
    ...same,
    from: undefined,
    to: undefined,
    ...timeOf({ ...same, ...(last !== undefined && { last }) }),
  }
}

/** The time that an address asks about. */
export function timeOf({ last, from, to }: Pick<AuditAddress, 'last' | 'from' | 'to'>): {
  readonly fromMs?: number
  readonly toMs?: number
} {
  const span = last === undefined ? undefined : parseSpan(last)
  // To the minute, so that the same page asks the same.
  const sinceMs = span === undefined ? undefined : Math.floor((Date.now() - span) / minuteMs) * minuteMs
  const fromMs = from === undefined ? sinceMs : Math.max(Date.parse(from), sinceMs ?? 0)
  return {
    ...(fromMs !== undefined && { fromMs }),
    ...(to !== undefined && { toMs: Date.parse(to) + dayMs - 1 }),
  }
}
