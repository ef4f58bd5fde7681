// Consent receipts that sessions were recorded on.
import type { ConsentListReply } from '../../../src/consents/consents-api.ts'
import { getJson, withParameters } from './request.ts'

export function listConsents(
  query: {
    readonly app?: string | undefined
    readonly notice?: string | undefined
    readonly from?: number | undefined
    readonly to?: number | undefined
    readonly cursor?: string | undefined
    readonly limit: number
  },
  signal?: AbortSignal,
): Promise<ConsentListReply> {
  return getJson(withParameters('/api/consents', query), signal)
}
