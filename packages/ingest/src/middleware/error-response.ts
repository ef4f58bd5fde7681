// The one place where errors become responses: `{ "error": { "code", "requestId" } }` and nothing else.
import { randomUUID } from 'node:crypto'
import { StoreError } from '@reseal/store'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { IngestEnv } from '../app-env.ts'
import { IngestError, refusals } from '../errors.ts'
import type { Log } from '../logging/log-line.ts'
import { commonHeaders, corsHeaders, quotaHeaders } from './response-headers.ts'

/** Creates the handler for everything that is thrown. */
export function createErrorHandler(log: Log): (error: Error, c: Context<IngestEnv>) => Response {
  return (error, c) => {
    const refusal = refusalOf(error)
    const { status } = refusals[refusal.code]
    // The only thing that ties a log line to a response.
    const requestId = randomUUID()
    if (status >= 500) log({ event: 'error', code: causeCode(error) ?? refusal.code, requestId })
    const origin = c.get('allowedOrigin')
    const headers: Record<string, string> = {
      ...(origin === undefined ? commonHeaders : corsHeaders(origin)),
      ...(refusal.wantedIndex !== undefined && { 'Reseal-Wanted-Index': String(refusal.wantedIndex) }),
      ...((status === 503 || status === 429) && { 'Retry-After': String(refusal.retryAfterSeconds ?? 2) }),
      ...(refusal.quota !== undefined && quotaHeaders(refusal.quota, refusal.retryAfterSeconds ?? 2)),
      ...(refusal.closesConnection && { Connection: 'close' }),
    }
    return c.json({ error: { code: refusal.code, requestId } }, status as ContentfulStatusCode, headers)
  }
}

function refusalOf(error: Error): IngestError {
  if (error instanceof IngestError) return error
  if (error instanceof StoreError) return new IngestError('unavailable', { cause: error })
  return new IngestError('internal', { cause: error })
}

// Codes of the store and of the system are words from a fixed list, safe to log; messages are not.
function causeCode(error: Error): string | undefined {
  const source = error instanceof IngestError ? error.cause : error
  const code = (source as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[A-Za-z0-9_]{2,40}$/.test(code) ? code : undefined
}
