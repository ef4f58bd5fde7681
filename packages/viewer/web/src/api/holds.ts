// Legal holds: the list, placing one, lifting one.
import type { HoldListReply, HoldScopeReply } from '../../../src/holds/holds-api.ts'
import { getJson, postJson, withParameters } from './request.ts'

export function listHolds(session: string | undefined, signal?: AbortSignal): Promise<HoldListReply> {
  return getJson(withParameters('/api/holds', { session }), signal)
}

export function placeHold(hold: {
  readonly scope: HoldScopeReply
  readonly reason: string
  readonly authority?: string
}): Promise<{ readonly id: string }> {
  return postJson('/api/holds', hold)
}

export function liftHold(id: string, reason: string): Promise<void> {
  return postJson(`/api/holds/${id}/lift`, { reason })
}
