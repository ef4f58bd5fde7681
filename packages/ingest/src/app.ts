// The service's routes, and what every request passes.
import { Hono } from 'hono'
import type { IngestEnv } from './app-env.ts'
import { IngestError } from './errors.ts'
import {
  createHealthRoutes,
  healthRoute,
  type ReadinessReader,
  readinessRoute,
} from './health/health.routes.ts'
import type { DescribeRefusal } from './middleware/error-response.ts'
import { requestHeader } from './middleware/node-request.ts'
import type { NoteRefusal } from './middleware/refusal-notes.ts'
import type { RouteDeclaration } from './openapi/route-declaration.ts'
import { createParcelRoutes, type ParcelRouteParts, parcelRoute } from './parcels/parcels.routes.ts'
import type { Tracing } from './tracing/tracing.ts'
import {
  createWithdrawalRoutes,
  type WithdrawalRouteParts,
  withdrawalRoute,
} from './withdrawals/withdrawals.routes.ts'

/** What the app is made of. */
export interface IngestParts {
  readonly parcels: ParcelRouteParts
  readonly withdrawals: WithdrawalRouteParts
  readonly readiness: ReadinessReader
  readonly tracing: Tracing | undefined
  readonly describeRefusal: DescribeRefusal
  readonly noteRefusal: NoteRefusal
}

/** Every route of ingest; a test compares them with what the app answers. */
export const routes: readonly RouteDeclaration[] = [parcelRoute, withdrawalRoute, healthRoute, readinessRoute]

/** Assembles the routes. */
export function createApp(parts: IngestParts): Hono<IngestEnv> {
  const app = new Hono<IngestEnv>()
  app.onError((error, c) => {
    const refused = c.get('app') as IngestEnv['Variables']['app'] | undefined
    if (refused !== undefined && error instanceof IngestError)
      parts.noteRefusal(refused.id, error.code, requestHeader(c, 'origin'))
    const { status, headers, body } = parts.describeRefusal(error, c.get('allowedOrigin'))
    return new Response(body, { status, headers })
  })
  const { tracing } = parts
  if (tracing !== undefined) for (const { path } of routes) app.use(path, tracing.traceRequests(path))
  app.notFound(() => {
    throw new IngestError('not_found')
  })
  app.route('/', createParcelRoutes(parts.parcels))
  app.route('/', createWithdrawalRoutes(parts.withdrawals))
  app.route('/', createHealthRoutes(parts.readiness))
  return app
}
