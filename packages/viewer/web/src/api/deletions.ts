// What was forgotten on purpose, and the certificate of it.
import type { DeletionCertificate, DeletionListReply } from '../../../src/deletions/deletions-api.ts'
import { getJson, withParameters } from './request.ts'

export function listDeletions(
  query: { readonly app?: string | undefined; readonly before?: number | undefined },
  signal?: AbortSignal,
): Promise<DeletionListReply> {
  return getJson(withParameters('/api/deletions', query), signal)
}

export function getCertificate(session: string, signal?: AbortSignal): Promise<DeletionCertificate> {
  return getJson(`/api/sessions/${session}/deletion`, signal)
}
