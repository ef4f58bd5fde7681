// Published rule sets and manifests, and what an officer says of a looser set.
import type { ManifestChangesReply, RulesReply } from '../../../src/rules/rules-api.ts'
import { getJson, postJson, withParameters } from './request.ts'

export function readRules(signal?: AbortSignal): Promise<RulesReply> {
  return getJson('/api/rules', signal)
}

export function decideRules(
  seq: number,
  decision: { readonly approve: boolean; readonly reason: string; readonly comparedTo?: string },
): Promise<void> {
  return postJson(`/api/rules/${seq}/decision`, decision)
}

export function readManifestChanges(
  query: { readonly app: string; readonly release: string; readonly search?: string },
  signal?: AbortSignal,
): Promise<ManifestChangesReply> {
  return getJson(withParameters('/api/rules/manifests/changes', query), signal)
}
