// What was forgotten on purpose, and the certificate of it.
import type { DeletionCertificate, DeletionListReply } from '../../../src/deletions/deletions-api.ts'
import type { ScopeCertificate, ScopeOrderListReply } from '../../../src/deletions/scope-orders-api.ts'
import { getJson, postJson, withParameters } from './request.ts'

export function listDeletions(
  query: { readonly app?: string | undefined; readonly before?: number | undefined },
  signal?: AbortSignal,
): Promise<DeletionListReply> {
  return getJson(withParameters('/api/deletions', query), signal)
}

export function getCertificate(session: string, signal?: AbortSignal): Promise<DeletionCertificate> {
  return getJson(`/api/sessions/${session}/deletion`, signal)
}

export function listScopeOrders(signal?: AbortSignal): Promise<ScopeOrderListReply> {
  return getJson('/api/deletions/orders', signal)
}

export function proposeScopeOrder(order: {
  readonly app: string
  readonly subject?: string
  readonly fromMs?: number
  readonly toMs?: number
  readonly reason: string
}): Promise<{ readonly id: string }> {
  return postJson('/api/deletions/orders', order)
}

export function confirmScopeOrder(id: string): Promise<void> {
  return postJson(`/api/deletions/orders/${id}/confirm`, {})
}

export function refuseScopeOrder(id: string, reason: string): Promise<void> {
  return postJson(`/api/deletions/orders/${id}/refuse`, { reason })
}

export function getScopeCertificate(id: string): Promise<ScopeCertificate> {
  return getJson(`/api/deletions/orders/${id}/certificate`)
}
