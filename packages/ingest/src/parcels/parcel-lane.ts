// The way of parcels that come as nearly all do: a known app, an allowed origin, a declared length, nothing used up. Straight
// from Node's objects and by callbacks: what a request leaves behind until its commit is what the garbage collector copies
// again and again, and the app's way leaves three times as much (measured). Whatever is unusual is left to the app, before
// anything of it is read or charged, so that each refusal is worded in one place.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { limits } from '@reseal/protocol'
import type { Waiter } from '../batches/group-committer.ts'
import { IngestError } from '../errors.ts'
import { isAllowedOrigin } from '../middleware/allowed-origin.ts'
import type { RegisteredApp } from '../middleware/app-directory.ts'
import { readIncoming } from '../middleware/body.ts'
import { createClientKeyer } from '../middleware/client-key.ts'
import type { DescribeRefusal } from '../middleware/error-response.ts'
import { corsHeaders } from '../middleware/response-headers.ts'
import { acknowledgementOf, type ParcelRouteParts } from './parcels.routes.ts'

/** What the lane needs beside what the route asks. */
export interface ParcelLaneParts extends ParcelRouteParts {
  readonly describeRefusal: DescribeRefusal
}

/** Takes a request and answers it; false, and nothing done, where it is the app's to answer. */
export type ParcelLane = (request: IncomingMessage, response: ServerResponse) => boolean

/** A request on its way. */
interface Passage {
  readonly app: RegisteredApp
  readonly origin: string
  readonly lengthBytes: number
  /** Its body is there, or will not come. */
  readonly arrived: () => void
  /** It is answered or gone. */
  readonly release: () => void
}

const prefix = '/v1/apps/'
const suffix = '/parcels'
// What @hono/node-server refuses is never among these.
const plainHost = /^[a-z\d.-]+(?::\d{1,5})?$/
const plainLength = /^[1-9]\d{0,8}$/

/** Creates the lane. */
export function createParcelLane(parts: ParcelLaneParts): ParcelLane {
  const { apps, admission, announced, appQuota, clientQuota, dailyUse, service, metrics } = parts
  const clientKey = createClientKeyer(parts)
  const headersOf = createHeaders()

  /** Sets aside what the request needs; undefined, and nothing is set aside, where it is not to be had. */
  function admit(app: RegisteredApp, { headers, socket }: IncomingMessage): Passage | undefined {
    const { origin, host = '', 'content-length': length = '', 'x-forwarded-for': forwardedFor } = headers
    if (origin === undefined || !isAllowedOrigin(origin, app.origins)) return undefined
    if (!plainHost.test(host) || !plainLength.test(length)) return undefined
    const lengthBytes = Number(length)
    const forwarded = Array.isArray(forwardedFor) ? forwardedFor.join(', ') : forwardedFor
    const client = clientKey(forwarded, socket)
    const isWithin = clientQuota.allows(client, lengthBytes) && appQuota.allows(app.id, lengthBytes)
    if (lengthBytes > limits.maxParcelBytes || !isWithin) return undefined
    let arrived: (() => void) | undefined
    try {
      dailyUse.assertWithin(app.id, app.dailyQuotaBytes)
      arrived = announced.announce(client, lengthBytes)
      const release = admission.reserve(lengthBytes)
      clientQuota.take(client, lengthBytes)
      appQuota.take(app.id, lengthBytes)
      return { app, origin, lengthBytes, arrived, release }
    } catch (error) {
      arrived?.()
      if (error instanceof IngestError) return undefined
      throw error
    }
  }

  /** Answers once; a response whose connection is gone takes it and does nothing. */
  function waiterFor(
    response: ServerResponse,
    { app, origin, lengthBytes, release }: Passage,
  ): Waiter<string> {
    return {
      resolve(receipt) {
        release()
        dailyUse.count(app.id, lengthBytes)
        metrics.countResponse(200)
        const body = acknowledgementOf(app, receipt)
        response.writeHead(200, headersOf(origin, body.length)).end(body, 'latin1')
      },
      reject(error) {
        release()
        const { status, headers, body } = parts.describeRefusal(error, origin)
        response.writeHead(status, { ...headers, 'Content-Length': body.length }).end(body)
      },
    }
  }

  return (request, response) => {
    const { method, url = '' } = request
    if (method !== 'POST' || !url.startsWith(prefix) || !url.endsWith(suffix) || parts.isStopping())
      return false
    const app = apps.known(url.slice(prefix.length, -suffix.length))
    if (app === undefined || app.parcelsRefused) return false
    const passage = admit(app, request)
    if (passage === undefined) return false
    const waiter = waiterFor(response, passage)
    const { arrived, lengthBytes } = passage
    readIncoming(
      request,
      { length: lengthBytes, maxBytes: limits.maxParcelBytes },
      {
        resolve(body) {
          arrived()
          service.accept(app, body, waiter)
        },
        reject(error) {
          arrived()
          waiter.reject(error)
        },
      },
    )
    return true
  }
}

/** Headers of an acknowledgement, name after name as Node takes them with the least work. */
function createHeaders(): (origin: string, bodyBytes: number) => string[] {
  const common = Object.entries({ 'Content-Type': 'application/json', ...corsHeaders('') })
  return (origin, bodyBytes) => {
    const headers = ['Content-Length', String(bodyBytes)]
    for (const [name, value] of common) headers.push(name, name === originHeader ? origin : value)
    return headers
  }
}

const originHeader = 'Access-Control-Allow-Origin'
