// Service tokens: which there are, a new one, and the end of one.
import type { NewServiceTokenReply, ServiceTokensReply } from '../../../src/api-types.ts'
import { getJson, postJson } from './request.ts'

/** What a token is to be. */
export interface ServiceTokenOrder {
  readonly name: string
  readonly apps: readonly string[]
  readonly purposes: readonly string[]
  /** 1 to 90. */
  readonly days: number
}

export function listServiceTokens(signal?: AbortSignal): Promise<ServiceTokensReply> {
  return getJson('/api/service-tokens', signal)
}

/** The answer shows the token this once. @throws ApiFailure */
export function createServiceToken(order: ServiceTokenOrder): Promise<NewServiceTokenReply> {
  return postJson('/api/service-tokens', order)
}

export function revokeServiceToken(id: string): Promise<void> {
  return postJson(`/api/service-tokens/${id}/revoke`, {})
}
