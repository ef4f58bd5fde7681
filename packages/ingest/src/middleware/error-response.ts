// The one place where errors become responses: `{ "error": { "code", "requestId" } }` and nothing else.
import { randomUUID } from 'node:crypto'
import { StoreError } from '@reseal/store'
import { IngestError, refusals } from '../errors.ts'
import type { Log } from '../logging/log-line.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { commonHeaders, corsHeaders, quotaHeaders } from './response-headers.ts'

/** An answer that is none of the app's own making. */
export interface RefusalAnswer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

/** What everything that is thrown is answered with, for a page on `origin` where that is known to be the app's. */
export type DescribeRefusal = (error: unknown, origin: string | undefined) => RefusalAnswer

/** Creates the function that logs, counts and words refusals. */
export function createRefusals(log: Log, metrics: Pick<Metrics, 'countResponse'>): DescribeRefusal {
  return (error, origin) => {
    const refusal = refusalOf(error)
    const { status } = refusals[refusal.code]
    // The only thing that ties a log line to a response.
    const requestId = randomUUID()
    if (status >= 500) log({ event: 'error', code: causeCode(error) ?? refusal.code, requestId })
    metrics.countResponse(status, countedCode(error, status))
    return {
      status,
      body: JSON.stringify({ error: { code: refusal.code, requestId } }),
      headers: {
        'Content-Type': 'application/json',
        ...(origin === undefined ? commonHeaders : corsHeaders(origin)),
        ...(refusal.wantedIndex !== undefined && { 'Reseal-Wanted-Index': String(refusal.wantedIndex) }),
        ...((status === 503 || status === 429) && { 'Retry-After': String(refusal.retryAfterSeconds ?? 2) }),
        ...(refusal.quota !== undefined && quotaHeaders(refusal.quota, refusal.retryAfterSeconds ?? 2)),
        ...(refusal.closesConnection && { Connection: 'close' }),
      },
    }
  }
}

function countedCode(error: unknown, status: number): string {
  if (!(error instanceof IngestError)) return status === 503 ? 'unavailable' : 'internal'
  return error.quota === undefined ? error.code : `${error.code}_${error.quota.policy}`
}

function refusalOf(error: unknown): IngestError {
  if (error instanceof IngestError) return error
  if (error instanceof StoreError) return new IngestError('unavailable', { cause: error })
  return new IngestError('internal', { cause: error })
}

// Codes of the store and of the system are words from a fixed list, safe to log; messages are not.
function causeCode(error: unknown): string | undefined {
  const source = error instanceof IngestError ? error.cause : error
  const code = (source as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[A-Za-z0-9_]{2,40}$/.test(code) ? code : undefined
}
