// Consent receipts that sessions were recorded on.
import type { ConsentListReply } from '../../../src/consents/consents-api.ts'
import { getJson, withParameters } from './request.ts'

/** Which ones. Times are milliseconds since 1970. */
export interface ConsentConditions {
  readonly app?: string | undefined
  readonly notice?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

export function listConsents(
  query: ConsentConditions & { readonly cursor?: string | undefined; readonly limit: number },
  signal?: AbortSignal,
): Promise<ConsentListReply> {
  return getJson(withParameters('/api/consents', { ...query }), signal)
}

/** Where the browser downloads all that fit, not one page. */
export function consentExportPath(conditions: ConsentConditions, format: 'csv' | 'jsonl'): string {
  return withParameters('/api/consents/export', { format, ...conditions })
}
