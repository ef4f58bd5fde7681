// How far both logs are anchored, for the trust line.
import type { IntegrityReply } from '../../../src/api-types.ts'
import { getJson } from './request.ts'

export function getIntegrity(signal?: AbortSignal): Promise<IntegrityReply> {
  return getJson('/api/integrity', signal)
}
