// POST /v1/apps/:appKey/withdrawals: someone who was recorded asks for the session to be destroyed (docs/protocol.md §7.1).
// Ingest leaves the request for the private zone; it can neither judge it nor read it back.
import { limits, ProtocolError, parseWithdrawal, type Withdrawal } from '@reseal/protocol'
import type { IngestRepository } from '@reseal/store'
import { Hono } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import { IngestError } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { appAccess } from '../middleware/app-access.ts'
import type { AppDirectory } from '../middleware/app-directory.ts'
import { declaredLength, readBody } from '../middleware/body.ts'
import { type ClientKeyOptions, createClientKeyer } from '../middleware/client-key.ts'
import { incomingOf, requestHeader } from '../middleware/node-request.ts'
import type { Quota } from '../middleware/quota.ts'
import { corsHeaders } from '../middleware/response-headers.ts'
import { type RouteDeclaration, refusalSchema } from '../openapi/route-declaration.ts'

/** What the route is made of. */
export interface WithdrawalRouteParts extends ClientKeyOptions {
  readonly apps: AppDirectory
  readonly appQuota: Quota
  readonly clientQuota: Quota
  readonly repository: Pick<IngestRepository, 'insertWithdrawal'>
  readonly metrics: Pick<Metrics, 'add'>
}

/** Asking for a session to be destroyed. */
export const withdrawalRoute: RouteDeclaration = {
  method: 'post',
  path: '/v1/apps/:appKey/withdrawals',
  operationId: 'postWithdrawal',
  summary: 'Takes the request that the recordings of a session be destroyed',
  description:
    'A CORS-simple request like a parcel. The answer is the same whether or not there is such a session and whether or ' +
    'not the token is its own: both are found out later, where ingest cannot look. May be sent again at any time.',
  parameters: {
    appKey: { in: 'path', description: 'public key of the app' },
    Origin: { in: 'header', description: 'set by the browser; exactly one of the origins of the app' },
  },
  body: { mediaType: 'application/octet-stream', description: 'a withdrawal, docs/protocol.md §7.1' },
  responses: {
    202: { description: 'The request is durable' },
    400: { description: 'Not a withdrawal', schema: refusalSchema('bad_withdrawal') },
    401: { description: 'No such app', schema: refusalSchema('unknown_app') },
    403: { description: 'Wrong origin', schema: refusalSchema('origin_not_allowed') },
    413: { description: 'Over a limit', schema: refusalSchema('too_large') },
    426: {
      description: 'The page reached the proxy in front without TLS',
      schema: refusalSchema('insecure_transport'),
    },
    429: {
      description: 'Quota; nothing is kept',
      schema: refusalSchema('over_quota'),
      headers: { 'Retry-After': 'seconds after which to try again' },
    },
    500: { description: 'A defect of ingest', schema: refusalSchema('internal') },
    503: {
      description: 'Database down; nothing is kept',
      schema: refusalSchema('overloaded', 'unavailable'),
      headers: { 'Retry-After': 'seconds after which to try again' },
    },
  },
}

// A request is a row that is kept for a month and looked at twice: it weighs as much as some segments do.
const costBytes = 64 * 1024

/** Creates the route. */
export function createWithdrawalRoutes(parts: WithdrawalRouteParts): Hono<IngestEnv> {
  const { apps, appQuota, clientQuota, repository, metrics } = parts
  const clientKey = createClientKeyer(parts)
  const maxBytes = limits.maxWithdrawalBytes

  return new Hono<IngestEnv>().post(withdrawalRoute.path, appAccess(apps), async (c) => {
    const app = c.get('app')
    const length = declaredLength(requestHeader(c, 'content-length'), maxBytes)
    clientQuota.take(clientKey(requestHeader(c, 'x-forwarded-for'), incomingOf(c)?.socket), costBytes)
    appQuota.take(app.id, costBytes)
    const { session, token } = parse(await readBody(c, { length, maxBytes }))
    await repository.insertWithdrawal({ appId: app.id, session, token })
    metrics.add('withdrawals_taken_total', 1)
    return new Response(null, { status: 202, headers: corsHeaders(c.get('allowedOrigin')) })
  })
}

function parse(body: Uint8Array): Withdrawal {
  try {
    return parseWithdrawal(body)
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new IngestError('bad_withdrawal', { cause })
    throw cause
  }
}
