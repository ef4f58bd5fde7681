// POST /v1/apps/:appKey/parcels: the one request recorders make (design.md §5.5, §5.6).
import { limits } from '@reseal/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import type { IngestEnv } from '../app-env.ts'
import { IngestError } from '../errors.ts'
import type { AnnouncedBytes } from '../limits/announced-bytes.ts'
import type { DailyUse } from '../limits/daily-use.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { appAccess } from '../middleware/app-access.ts'
import type { AppDirectory, RegisteredApp } from '../middleware/app-directory.ts'
import { declaredLength, readBody } from '../middleware/body.ts'
import { type ClientKeyOptions, createClientKeyer } from '../middleware/client-key.ts'
import type { MemoryAdmission } from '../middleware/memory-admission.ts'
import { incomingOf, requestHeader } from '../middleware/node-request.ts'
import type { Quota } from '../middleware/quota.ts'
import { corsHeaders } from '../middleware/response-headers.ts'
import { type RouteDeclaration, refusalSchema } from '../openapi/route-declaration.ts'
import type { ParcelService } from './parcels.service.ts'

/** What the route asks before it hands a body to the service. */
export interface ParcelRouteParts extends ClientKeyOptions {
  readonly apps: AppDirectory
  readonly admission: MemoryAdmission
  readonly appQuota: Quota
  readonly clientQuota: Quota
  readonly announced: AnnouncedBytes
  readonly dailyUse: DailyUse
  isStopping(): boolean
  readonly service: ParcelService
  readonly metrics: Pick<Metrics, 'countResponse'>
}

const receiptSchema = z.strictObject({
  stream: z.uuid().describe('the stream'),
  index: z.int().nonnegative().describe('index of the last segment of the parcel'),
  link: z.string().describe('link after that segment, base64url'),
  signature: z.string().describe('ECDSA P-256 with SHA-256, IEEE P1363, base64url'),
})

const acknowledgementSchema = z.strictObject({
  receipt: receiptSchema,
  command: z.string().optional().describe('what the recorder is to do: one of four words without data'),
})

const retryAfter = { 'Retry-After': 'seconds after which to try again' }
const quotaHeaderTexts = {
  ...retryAfter,
  RateLimit: 'which quota it is and in how many seconds it is free again, as a structured field',
  'RateLimit-Policy': 'the quota in bytes and its window in seconds, as a structured field',
}

/** Posting a parcel. */
export const parcelRoute: RouteDeclaration = {
  method: 'post',
  path: '/v1/apps/:appKey/parcels',
  operationId: 'postParcel',
  summary: 'Stores the segments of a parcel and acknowledges the last of them',
  description:
    'A CORS-simple request: no content type is needed, no credentials are used. The receipt acknowledges its ' +
    'segment and, by the chain, all before it. The same parcel may be sent again at any time.',
  parameters: {
    appKey: { in: 'path', description: 'public key of the app' },
    Origin: { in: 'header', description: 'set by the browser; exactly one of the origins of the app' },
  },
  body: { mediaType: 'application/octet-stream', description: 'a parcel, docs/protocol.md §7' },
  responses: {
    200: { description: 'Segments and rows are durable', schema: acknowledgementSchema },
    400: {
      description: 'Not a parcel, or of a stream under a sealing key that the app does not have',
      schema: refusalSchema('bad_parcel', 'key_not_accepted'),
    },
    401: {
      description: 'No such app, or its parcels are refused: recorders stop and keep their queue',
      schema: refusalSchema('unknown_app', 'app_refused'),
    },
    403: {
      description: 'Wrong origin, or not the append key of the stream',
      schema: refusalSchema('origin_not_allowed', 'wrong_append_key'),
    },
    408: { description: 'The body came too slowly', schema: refusalSchema('too_slow') },
    409: {
      description:
        'A gap: segments from the wanted index on are missing. Or a conflict: the stream has other bytes at an ' +
        'index of the parcel and must be abandoned',
      schema: refusalSchema('gap', 'conflict'),
      headers: { 'Reseal-Wanted-Index': 'of a gap: the first index that is missing' },
    },
    410: { description: 'The stream has ended', schema: refusalSchema('stream_closed') },
    413: { description: 'Over a limit', schema: refusalSchema('too_large') },
    426: {
      description: 'The page reached the proxy in front without TLS',
      schema: refusalSchema('insecure_transport'),
    },
    429: {
      description: 'A quota is used up: of the client, app, session or stream, or of the app for the day',
      schema: refusalSchema('over_quota'),
      headers: quotaHeaderTexts,
    },
    500: { description: 'A defect of ingest', schema: refusalSchema('internal') },
    503: {
      description: 'Overload, or database or object store down; nothing is acknowledged',
      schema: refusalSchema('overloaded', 'unavailable'),
      headers: retryAfter,
    },
  },
}

/** Creates the route. */
export function createParcelRoutes(parts: ParcelRouteParts): Hono<IngestEnv> {
  const { admission, announced, appQuota, clientQuota, dailyUse, service } = parts
  const clientKey = createClientKeyer(parts)

  function charge(appId: string, client: string, sizeBytes: number): void {
    clientQuota.take(client, sizeBytes)
    appQuota.take(appId, sizeBytes)
  }

  return new Hono<IngestEnv>().post(parcelRoute.path, appAccess(parts.apps), async (c) => {
    if (parts.isStopping()) {
      throw new IngestError('overloaded', { retryAfterSeconds: 1, closesConnection: true })
    }
    const app = c.get('app')
    if (app.parcelsRefused) throw new IngestError('app_refused')
    dailyUse.assertWithin(app.id, app.dailyQuotaBytes)
    const length = declaredLength(requestHeader(c, 'content-length'), limits.maxParcelBytes)
    const client = clientKey(requestHeader(c, 'x-forwarded-for'), incomingOf(c)?.socket)
    const arrived = announced.announce(client, length ?? limits.maxParcelBytes)
    let release: (() => void) | undefined
    try {
      release = admission.reserve(length ?? limits.maxParcelBytes)
      charge(app.id, client, length ?? 0)
      const body = await readBody(c, { length, maxBytes: limits.maxParcelBytes })
      arrived()
      if (length === undefined) charge(app.id, client, body.length)
      const sizeBytes = body.length
      const receipt = await new Promise<string>((resolve, reject) =>
        service.accept(app, body, { resolve, reject }),
      )
      dailyUse.count(app.id, sizeBytes)
      parts.metrics.countResponse(200)
      return new Response(acknowledgementOf(app, receipt), { headers: headersFor(c.get('allowedOrigin')) })
    } finally {
      arrived()
      release?.()
    }
  })
}

/**
 * What a parcel is answered with.
 * @param receipt text of its JSON
 */
export function acknowledgementOf({ command }: Pick<RegisteredApp, 'command'>, receipt: string): string {
  return `{"receipt":${receipt}${command === undefined ? '' : `,"command":${JSON.stringify(command)}`}}`
}

function headersFor(origin: string): Record<string, string> {
  return { 'Content-Type': 'application/json', ...corsHeaders(origin) }
}
