// Orders of privacy officers about a session: proposed, confirmed, refused.
import type { OrderListReply, RedactionReply } from '../../../src/orders/orders-api.ts'
import { getJson, postJson } from './request.ts'

export function listSessionOrders(session: string, signal?: AbortSignal): Promise<OrderListReply> {
  return getJson(`/api/sessions/${session}/orders`, signal)
}

export function listOpenOrders(signal?: AbortSignal): Promise<OrderListReply> {
  return getJson('/api/orders', signal)
}

export function proposeOrder(
  session: string,
  proposal: {
    readonly kind: 'redact' | 'shred'
    readonly reason: string
    readonly redaction?: RedactionReply
  },
): Promise<{ readonly id: string }> {
  return postJson(`/api/sessions/${session}/orders`, proposal)
}

export function confirmOrder(id: string): Promise<void> {
  return postJson(`/api/orders/${id}/confirm`, {})
}

export function refuseOrder(id: string, reason: string): Promise<void> {
  return postJson(`/api/orders/${id}/refuse`, { reason })
}
