// The state of the deployment and a test of its identity provider, for admins.
import type { ProviderCheckReply, SystemReply } from '../../../src/system/system-api.ts'
import { getJson, postJson } from './request.ts'

export function readSystem(signal?: AbortSignal): Promise<SystemReply> {
  return getJson('/api/system', signal)
}

/** `groups`: what a person's token would say. */
export function checkProvider(
  groups: readonly string[] | undefined,
  signal?: AbortSignal,
): Promise<ProviderCheckReply> {
  return postJson('/api/identity-provider/check', groups === undefined ? {} : { groups }, signal)
}
