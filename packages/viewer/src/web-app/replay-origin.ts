// The replay origin: static files of the replay frame, no cookie, no API (design.md §8).
import { Hono } from 'hono'
import { decideHost } from '../http/origin.ts'
import { replaySecurityHeaders } from '../http/security-headers.ts'
import { type StaticFiles, staticResponse } from './static-files.ts'

/** What the replay origin needs to know. */
export interface ReplayOriginDeps {
  publicOrigin: string
  replayOrigin: string
  files: StaticFiles
}

/** Builds the replay origin. It reads nothing of a request but method, host and path. */
export function createReplayOrigin(deps: ReplayOriginDeps): Hono {
  const app = new Hono()
  const headers = Object.entries(replaySecurityHeaders(deps.publicOrigin))
  app.use(async (context, next) => {
    await next()
    for (const [name, value] of headers) context.header(name, value)
  })
  app.get('/*', (context) => {
    if (decideHost(context.req.header('host'), deps.replayOrigin).kind !== 'serve') return refuse(421)
    const path = context.req.path === '/' ? '/index.html' : context.req.path
    const file = deps.files.find(path)
    return file === undefined ? refuse(404) : staticResponse(file)
  })
  app.all('/*', () => refuse(405))
  return app
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } })
}
