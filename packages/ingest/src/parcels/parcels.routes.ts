// POST /v1/apps/:appKey/parcels: the one request recorders make (design.md §5.5, §5.6).
import { encodeReceipt, limits } from '@reseal/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import type { IngestEnv } from '../app-env.ts'
import { IngestError } from '../errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { appAccess } from '../middleware/app-access.ts'
import type { AppDirectory } from '../middleware/app-directory.ts'
import { declaredLength, readBody } from '../middleware/body.ts'
import { type ClientKeyOptions, createClientKeyer } from '../middleware/client-key.ts'
import type { MemoryAdmission } from '../middleware/memory-admission.ts'
import { requestHeader } from '../middleware/node-request.ts'
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
    400: { description: 'Not a parcel', schema: refusalSchema('bad_parcel') },
    401: { description: 'No such app', schema: refusalSchema('unknown_app') },
    403: {
      description: 'Wrong origin, or not the append key of the stream',
      schema: refusalSchema('origin_not_allowed', 'wrong_append_key'),
    },
    409: {
      description:
        'A gap: segments from the wanted index on are missing. Or a conflict: the stream has other bytes at an ' +
        'index of the parcel and must be abandoned',
      schema: refusalSchema('gap', 'conflict'),
      headers: { 'Reseal-Wanted-Index': 'of a gap: the first index that is missing' },
    },
    410: { description: 'The stream has ended', schema: refusalSchema('stream_closed') },
    413: { description: 'Over a limit', schema: refusalSchema('too_large') },
    500: { description: 'A defect of ingest', schema: refusalSchema('internal') },
    503: {
      description: 'Overload or quota, or database or object store down; nothing is acknowledged',
      schema: refusalSchema('overloaded', 'unavailable'),
      headers: retryAfter,
    },
  },
}

/** Creates the route. */
export function createParcelRoutes(parts: ParcelRouteParts): Hono<IngestEnv> {
  const { admission, appQuota, clientQuota, service } = parts
  const clientKey = createClientKeyer(parts)

  function charge(appId: string, client: string, sizeBytes: number): void {
    clientQuota.take(client, sizeBytes)
    appQuota.take(appId, sizeBytes)
  }

  return new Hono<IngestEnv>().post(parcelRoute.path, appAccess(parts.apps), async (c) => {
    if (parts.isStopping()) {
      throw new IngestError('overloaded', { retryAfterSeconds: 1, closesConnection: true })
    }
    const length = declaredLength(requestHeader(c, 'content-length'), limits.maxParcelBytes)
    const release = admission.reserve(length ?? limits.maxParcelBytes)
    try {
      const app = c.get('app')
      const client = clientKey(c)
      charge(app.id, client, length ?? 0)
      const body = await readBody(c, { length, maxBytes: limits.maxParcelBytes })
      if (length === undefined) charge(app.id, client, body.length)
      const receipt = encodeReceipt(await service.accept(app, body))
      parts.metrics.countResponse(200)
      const { command } = app
      const acknowledgement = JSON.stringify({ receipt, ...(command !== undefined && { command }) })
      return new Response(acknowledgement, { headers: headersFor(c.get('allowedOrigin')) })
    } finally {
      release()
    }
  })
}

function headersFor(origin: string): Record<string, string> {
  return { 'Content-Type': 'application/json', ...corsHeaders(origin) }
}
