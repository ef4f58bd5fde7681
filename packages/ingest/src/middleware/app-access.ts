// Who may post: a page of a registered app, on one of its origins (design.md §5.6).
import type { MiddlewareHandler } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import { IngestError } from '../errors.ts'
import { isAllowedOrigin } from './allowed-origin.ts'
import type { AppDirectory } from './app-directory.ts'
import { requestHeader } from './node-request.ts'

/**
 * Lets requests through whose path names a registered app and whose `Origin` is one of its origins. A
 * browser sends `Origin` with every cross-origin POST, so a request without one is no page's.
 */
export function appAccess(directory: AppDirectory): MiddlewareHandler<IngestEnv> {
  return async (c, next) => {
    const app = await directory.find(c.req.param('appKey') ?? '')
    if (app === undefined) throw new IngestError('unknown_app')
    // Before the origin is looked at: what is refused of an app is told to whoever sets it up.
    c.set('app', app)
    const origin = requestHeader(c, 'origin')
    if (origin === undefined || !isAllowedOrigin(origin, app.origins))
      throw new IngestError('origin_not_allowed')
    c.set('allowedOrigin', origin)
    await next()
  }
}
