// A random id a request, the only thing that ties a log line to a response.
import { randomUUID } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { IngestEnv } from '../app-env.ts'

/** Gives each request an id. */
export const requestId: MiddlewareHandler<IngestEnv> = (c, next) => {
  c.set('requestId', randomUUID())
  return next()
}
