// Quarantined sessions: the list, one with its findings, the trend, a release.
import type { FindingTrendReply, QuarantineListReply, QuarantineReply } from '../../../src/api-types.ts'
import { getJson, postJson, withParameters } from './request.ts'

export function listQuarantines(
  query: {
    readonly app?: string | undefined
    readonly state?: string | undefined
    readonly detector?: string | undefined
    readonly release?: string | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
  signal?: AbortSignal,
): Promise<QuarantineListReply> {
  return getJson(withParameters('/api/quarantines', query), signal)
}

export function getQuarantine(session: string, signal?: AbortSignal): Promise<QuarantineReply> {
  return getJson(`/api/quarantines/${session}`, signal)
}

export function getFindingTrend(signal?: AbortSignal): Promise<FindingTrendReply> {
  return getJson('/api/quarantines/trend', signal)
}

export function releaseQuarantine(
  session: string,
  release: { readonly reason: string; readonly ticket?: string; readonly accept: boolean },
): Promise<void> {
  return postJson(`/api/quarantines/${session}/release`, release)
}
