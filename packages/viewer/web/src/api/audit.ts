// Who saw what: pages of the audit log, its answer for one session, exports, and the receipt of one event.
import type { AuditListReply, WhoSawReply } from '../../../src/api-types.ts'
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

export function getWhoSaw(session: string, signal?: AbortSignal): Promise<WhoSawReply> {
  return getJson(withParameters('/api/audit/who-saw', { session }), signal)
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

function conditionsOf(address: AuditAddress): Readonly<Record<string, string | number | undefined>> {
  const { page: _, before: __, from, to, ...same } = address
  return {
    ...same,
    fromMs: from === undefined ? undefined : Date.parse(from),
    toMs: to === undefined ? undefined : Date.parse(to) + dayMs - 1,
  }
}
