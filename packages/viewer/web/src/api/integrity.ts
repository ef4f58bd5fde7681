// How far both logs are anchored, and what a page needs to verify the audit log itself.
import type { IntegrityReply } from '../../../src/api-types.ts'
import type { CheckpointsReply } from '../../../src/audit/audit-questions-api.ts'
import { readLines } from './ndjson.ts'
import { getJson, request } from './request.ts'

export function getIntegrity(signal?: AbortSignal): Promise<IntegrityReply> {
  return getJson('/api/integrity', signal)
}

export function getCheckpoints(signal?: AbortSignal): Promise<CheckpointsReply> {
  return getJson('/api/integrity/checkpoints', signal)
}

/** Every line of the audit log's export, in the log's order. */
export async function* readAuditLog(signal: AbortSignal): AsyncGenerator<string> {
  yield* readLines(await request('/api/audit/export?format=jsonl', { signal }))
}
