// Sealing keys: the list, and their retirements.
import type { SealingKeysReply } from '../../../src/sealing-keys/sealing-keys-api.ts'
import { getJson, postJson } from './request.ts'

export function listSealingKeys(signal?: AbortSignal): Promise<SealingKeysReply> {
  return getJson('/api/sealing-keys', signal)
}

export function askRetirement(
  key: string,
  question: { readonly reason: string; readonly withShred: boolean },
): Promise<{ readonly id: string }> {
  return postJson(`/api/sealing-keys/${key}/retirement`, question)
}

export function approveRetirement(id: string): Promise<void> {
  return postJson(`/api/key-retirements/${id}/approve`, {})
}

export function refuseRetirement(id: string, reason: string): Promise<void> {
  return postJson(`/api/key-retirements/${id}/refuse`, { reason })
}
