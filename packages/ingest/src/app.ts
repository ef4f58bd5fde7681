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
import type { Log } from './logging/log-line.ts'
import type { Metrics } from './metrics/metrics.ts'
import { createErrorHandler } from './middleware/error-response.ts'
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
  readonly metrics: Pick<Metrics, 'countResponse'>
  readonly tracing: Tracing | undefined
  readonly log: Log
}

/** Every route of ingest; a test compares them with what the app answers. */
export const routes: readonly RouteDeclaration[] = [parcelRoute, withdrawalRoute, healthRoute, readinessRoute]

/** Assembles the routes. */
export function createApp(parts: IngestParts): Hono<IngestEnv> {
  const app = new Hono<IngestEnv>()
  const handleError = createErrorHandler(parts.log)
  app.onError((error, c) => {
    const response = handleError(error, c)
    const otherwise = response.status === 503 ? 'unavailable' : 'internal'
    const quota = error instanceof IngestError && error.quota !== undefined ? `_${error.quota.policy}` : ''
    const code = error instanceof IngestError ? `${error.code}${quota}` : otherwise
    parts.metrics.countResponse(response.status, code)
    return response
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
