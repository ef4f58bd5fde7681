// The way of parcels that come as nearly all do: a known app, an allowed origin, a declared length. Straight from the
// connection's bytes and by callbacks: what a request leaves behind until its commit is what the garbage collector copies
// again and again, and the app's way leaves many times as much (measured). Whatever is unusual is left to the app, before
// anything of it is read or charged.
import { STATUS_CODES } from 'node:http'
import type { PlainRequest, TakePlain } from '@reseal/listener'
import { limits } from '@reseal/protocol'
import type { Waiter } from '../batches/group-committer.ts'
import { IngestError } from '../errors.ts'
import { isAllowedOrigin } from '../middleware/allowed-origin.ts'
import type { RegisteredApp } from '../middleware/app-directory.ts'
import { createClientKeyer } from '../middleware/client-key.ts'
import type { DescribeRefusal } from '../middleware/error-response.ts'
import { corsHeaders } from '../middleware/response-headers.ts'
import { acknowledgementOf, type ParcelRouteParts } from './parcels.routes.ts'

/** What the lane needs beside what the route asks. */
export interface ParcelLaneParts extends ParcelRouteParts {
  readonly describeRefusal: DescribeRefusal
}

/** A request on its way. */
interface Passage {
  readonly app: RegisteredApp
  readonly origin: string
  readonly request: PlainRequest
  /** Gives back what was set aside for it. */
  release: () => void
}

const prefix = '/v1/apps/'
const suffix = '/parcels'
const nothing = (): void => {}

/** Creates the lane. */
export function createParcelLane(parts: ParcelLaneParts): TakePlain {
  const { apps, admission, announced, appQuota, clientQuota, dailyUse, service, metrics } = parts
  const clientKey = createClientKeyer(parts)
  const acknowledgementLines = createAcknowledgementLines()

  function refuse({ request, origin, release }: Passage, error: unknown): void {
    release()
    const { status, headers, body } = parts.describeRefusal(error, origin)
    const date = new Date().toUTCString()
    request.answer(linesOf(status, { ...headers, Date: date, 'Content-Length': String(body.length) }), body)
  }

  function acknowledge({ app, request, origin, release }: Passage, receipt: string): void {
    release()
    dailyUse.count(app.id, request.head.lengthBytes)
    metrics.countResponse(200)
    const body = acknowledgementOf(app, receipt)
    request.answer(acknowledgementLines(origin, body.length), body)
  }

  /**
   * Sets aside what the request needs, in the order in which the app does.
   * @returns to be called once the body is there or will not come
   * @throws IngestError overloaded, over_quota
   */
  function admit(passage: Passage): () => void {
    const { app, request } = passage
    const { lengthBytes, forwardedFor } = request.head
    dailyUse.assertWithin(app.id, app.dailyQuotaBytes)
    const client = clientKey(forwardedFor, request.socket)
    const arrived = announced.announce(client, lengthBytes)
    try {
      passage.release = admission.reserve(lengthBytes)
      clientQuota.take(client, lengthBytes)
      appQuota.take(app.id, lengthBytes)
      return arrived
    } catch (error) {
      arrived()
      throw error
    }
  }

  function waiterFor(passage: Passage): Waiter<string> {
    return {
      resolve: (receipt) => acknowledge(passage, receipt),
      reject: (error) => refuse(passage, error),
    }
  }

  return (request) => {
    const { target, origin, lengthBytes } = request.head
    if (!target.startsWith(prefix) || !target.endsWith(suffix) || parts.isStopping()) return undefined
    const app = apps.known(target.slice(prefix.length, -suffix.length))
    if (app === undefined || app.parcelsRefused || lengthBytes > limits.maxParcelBytes) return undefined
    if (origin === undefined || !isAllowedOrigin(origin, app.origins)) return undefined
    const passage: Passage = { app, origin, request, release: nothing }
    let arrived: () => void
    try {
      arrived = admit(passage)
    } catch (error) {
      refuse(passage, error)
      return { whole: nothing, lost: nothing }
    }
    return {
      whole(body) {
        arrived()
        service.accept(app, body, waiterFor(passage))
      },
      lost() {
        arrived()
        refuse(passage, new IngestError('bad_parcel'))
      },
    }
  }
}

/** Lines of an acknowledgement, which are the same for all of a second on an origin, but for the length. */
function createAcknowledgementLines(): (origin: string, bodyBytes: number) => string {
  let second = -1
  const byOrigin = new Map<string, string>()
  return (origin, bodyBytes) => {
    const nowMs = Date.now()
    if (Math.floor(nowMs / 1000) !== second) {
      second = Math.floor(nowMs / 1000)
      byOrigin.clear()
    }
    let lines = byOrigin.get(origin)
    if (lines === undefined) {
      const date = new Date(nowMs).toUTCString()
      lines = linesOf(200, { 'Content-Type': 'application/json', ...corsHeaders(origin), Date: date })
      byOrigin.set(origin, lines)
    }
    return `${lines}Content-Length: ${bodyBytes}\r\n`
  }
}

/** Status line and headers as they go over the wire. */
function linesOf(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}`
}
