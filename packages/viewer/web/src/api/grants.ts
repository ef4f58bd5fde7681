// Grants: the list, a request, break-glass, and what is answered to them.
import type { GrantListReply, GrantReply, GrantScopeReply } from '../../../src/api-types.ts'
import { getJson, postJson, withParameters } from './request.ts'

/** What somebody asks for. */
export interface GrantWish {
  readonly app: string
  readonly scope: GrantScopeReply
  readonly reason: string
}

export function listGrants(of: 'mine' | 'waiting' | 'all', signal?: AbortSignal): Promise<GrantListReply> {
  return getJson(withParameters('/api/grants', { of }), signal)
}

export function requestGrant(wish: GrantWish & { readonly hours: number }): Promise<GrantReply> {
  return postJson('/api/grants', wish)
}

export function breakGlass(wish: GrantWish & { readonly minutes: number }): Promise<GrantReply> {
  return postJson('/api/break-glass', wish)
}

export type GrantAnswer =
  | { readonly kind: 'approve' | 'deny' | 'revoke' }
  | { readonly kind: 'review'; readonly verdict: 'justified' | 'unjustified' }

export function answerGrant(id: string, { kind, ...body }: GrantAnswer): Promise<GrantReply> {
  return postJson(`/api/grants/${id}/${kind}`, body)
}
