// What of a request is read from Node's own objects where there are any, which are made already, and from the web
// standard's otherwise.
import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import type { IngestEnv } from '../app-env.ts'

/** A header by its lower-case name. */
export function requestHeader(c: Context<IngestEnv>, name: string): string | undefined {
  const incoming = incomingOf(c)
  if (incoming === undefined) return c.req.header(name)
  const value = incoming.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** Node's request; undefined where there is no socket. */
export function incomingOf(c: Context<IngestEnv>): IncomingMessage | undefined {
  return (c.env as { incoming?: IncomingMessage } | undefined)?.incoming
}
