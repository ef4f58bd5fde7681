// Who saw what: pages of the audit log and the receipt of one event.
import type { AuditListReply } from '../../../src/api-types.ts'
import { getJson, request, withParameters } from './request.ts'

export interface AuditQuery {
  readonly before?: number | undefined
  readonly limit: number
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly session?: string | undefined
}

export function listAuditEvents(query: AuditQuery, signal?: AbortSignal): Promise<AuditListReply> {
  return getJson(withParameters('/api/audit', { ...query }), signal)
}

/** C2SP tlog-proof. */
export async function getAuditReceipt(index: number): Promise<string> {
  return (await request(`/api/audit/${index}/receipt`, {})).text()
}
