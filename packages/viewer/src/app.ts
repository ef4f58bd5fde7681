// The viewer's origin: API, web app and health, behind one host check, one set of headers and one error answer.
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ViewerDeps } from './deps.ts'
import { readClientInfo } from './http/client-info.ts'
import { causeCodes } from './http/log-line.ts'
import { decideHost } from './http/origin.ts'
import type { ViewerEnv } from './http/request-context.ts'
import { viewerSecurityHeaders } from './http/security-headers.ts'
import { toViewerError } from './http/to-viewer-error.ts'
import { knownMethod } from './metrics/metrics.ts'
import { viewerRoutes } from './routes.ts'
import { mountRoutes } from './routing/mount-routes.ts'
import { traceRequest } from './tracing/trace-request.ts'
import { publicCode, retryAfterOf, statusOf, ViewerError, type ViewerErrorCode } from './viewer-error.ts'

/** Builds the viewer's origin. Inert: it listens nowhere and asks nothing before the first request. */
export function createApp(deps: ViewerDeps): Hono<ViewerEnv> {
  const app = new Hono<ViewerEnv>()
  const headers = Object.entries(viewerSecurityHeaders(deps.replayOrigin))

  app.use(async (context, next) => {
    const startedAtMs = performance.now()
    const requestId = randomUUID()
    context.set('requestId', requestId)
    context.set(
      'client',
      readClientInfo(
        {
          peer: context.env?.incoming?.socket.remoteAddress,
          forwardedFor: context.req.header('x-forwarded-for'),
          userAgent: context.req.header('user-agent'),
        },
        deps.config.trustedProxies,
      ),
    )
    await next()
    for (const [name, value] of headers) if (!context.res.headers.has(name)) context.header(name, value)
    context.header('x-request-id', requestId)
    const answered = {
      method: knownMethod(context.req.method),
      // The pattern, never the path: ids stay out of logs, metrics and traces.
      route: context.get('route') ?? 'undeclared',
      status: context.res.status,
      durationMs: Math.round(performance.now() - startedAtMs),
    }
    const level = answered.status >= 500 ? 'error' : 'info'
    deps.log({ level, event: 'request', requestId, ...answered })
    deps.metrics.countRequest(answered)
    traceRequest(answered)
  })

  app.use(async (context, next) => {
    const decision = decideHost(context.req.header('host'), deps.publicOrigin)
    if (decision.kind === 'refuse') throw new ViewerError('unknown_host')
    if (decision.kind === 'redirect') {
      if (context.req.method !== 'GET') throw new ViewerError('unknown_host')
      const { pathname, search } = new URL(context.req.url)
      return context.redirect(`${decision.origin}${pathname}${search}`, 307)
    }
    return next()
  })

  mountRoutes(app, viewerRoutes, deps)
  app.notFound((context) => errorAnswer('not_found', context.get('requestId')))
  app.onError((error, context) => {
    const { code, cause } = toViewerError(error)
    const requestId = context.get('requestId')
    if (statusOf[code] >= 500)
      deps.log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(cause) })
    return errorAnswer(code, requestId)
  })
  return app
}

function errorAnswer(code: ViewerErrorCode, requestId: string): Response {
  const retryAfter = retryAfterOf[code]
  return Response.json(
    { error: { code: publicCode(code), requestId } },
    {
      status: statusOf[code] as ContentfulStatusCode,
      headers: {
        'cache-control': 'no-store',
        ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      },
    },
  )
}
