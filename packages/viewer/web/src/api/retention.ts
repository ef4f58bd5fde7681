// Retention: rules and runs, what would go, setting rules, deciding about them, asking for a run.
import type {
  DryRunReply,
  RetentionReply,
  RetentionRulesReply,
} from '../../../src/retention/retention-api.ts'
import { getJson, postJson, withParameters } from './request.ts'

export function readRetention(signal?: AbortSignal): Promise<RetentionReply> {
  return getJson('/api/retention', signal)
}

export function countDue(seq: number | undefined): Promise<DryRunReply> {
  return getJson(withParameters('/api/retention/due', { seq: seq === undefined ? undefined : String(seq) }))
}

export function setRetention(rules: RetentionRulesReply, reason: string): Promise<{ state: string }> {
  return postJson('/api/retention', { rules, reason })
}

export function decideRetention(seq: number, approve: boolean, reason: string): Promise<void> {
  return postJson(`/api/retention/${seq}/decision`, { approve, reason })
}

export function askForRun(): Promise<void> {
  return postJson('/api/retention/runs', {})
}
