// On what consent sessions were recorded, for those who answer for it: receipts' hashes, and what the receipts say.
import {
  type AuditFilterName,
  type ConsentQuery,
  consentFormats,
  createConsentFormatter,
} from '@reseal/store'
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { recordEvent } from '../audit/record-event.ts'
import { streamLines } from '../audit/stream-lines.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import type { ConsentListReply } from './consents-api.ts'

const readers: readonly Role[] = ['privacy-officer', 'auditor']

const timeMs = z.coerce.number().int().min(0).max(8_640_000_000_000_000)

const listReply: z.ZodType<ConsentListReply, ConsentListReply> = z.object({
  consents: z
    .array(
      z.object({
        app: z.string(),
        session: z.string(),
        stream: z.string(),
        startedAtMs: z.number().int(),
        consentHash: z.exactOptional(z.string()),
        said: z.exactOptional(
          z.object({
            grantedAtMs: z.number(),
            how: z.exactOptional(z.string()),
            noticeVersion: z.exactOptional(z.string()),
          }),
        ),
        proven: z.boolean(),
        forgotten: z.exactOptional(z.enum(['withdrawal', 'redaction', 'officer', 'retention'])),
      }),
    )
    .readonly(),
  nextCursor: z.string().nullable(),
})

const conditions = {
  app: z.exactOptional(z.string().regex(/^[a-z0-9-]{1,64}$/u)),
  from: z.exactOptional(timeMs),
  to: z.exactOptional(timeMs),
  notice: z.exactOptional(z.string().regex(/^[\w.:-]{1,64}$/u)),
}
const conditionsSchema = z.object(conditions)

function toQuery({
  app,
  from,
  to,
  notice,
}: z.output<typeof conditionsSchema>): Omit<ConsentQuery, 'cursor' | 'limit'> {
  return {
    ...(app === undefined ? {} : { app }),
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
    ...(notice === undefined ? {} : { notice }),
  }
}

const filterNames = ['app', 'from', 'to', 'notice', 'cursor'] as const satisfies readonly AuditFilterName[]

/** Pages of consents. */
export const listConsentsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/consents',
  summary:
    'List the consent receipts that sessions were recorded on, newest first: hash, notice, time, and whether withdrawn',
  permission: readers,
  audit: 'session.list',
  query: z.object({
    ...conditions,
    cursor: z.exactOptional(z.string().max(100)),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: listReply,
  handle: async ({ actor, query, client, requestId }, deps): Promise<ConsentListReply> => {
    const { app, cursor, limit } = query
    const page = { limit, ...(cursor === undefined ? {} : { cursor }) }
    const { consents, nextCursor } = await deps.consents.list({ ...toQuery(query), ...page })
    await recordEvent(deps, {
      action: 'session.list',
      outcome: 'success',
      actor,
      client,
      requestId,
      filters: filterNames.filter((name) => query[name] !== undefined),
      ...(app === undefined ? {} : { target: { app } }),
      extent: { sessions: new Set(consents.map(({ session }) => session)).size },
    })
    return { consents: consents.map((consent) => ({ ...consent })), nextCursor: nextCursor ?? null }
  },
})

/** What the list shows, whole, as a file. */
export const exportConsentsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/consents/export',
  summary: 'Consents as CSV or JSON Lines, one line a stream, newest sessions first',
  permission: readers,
  audit: 'consent.export',
  query: z.object({ format: z.enum(consentFormats), ...conditions }),
  mediaType: 'text/csv',
  handle: async ({ actor, query, client, requestId }, deps): Promise<Response> => {
    const { format, ...given } = query
    const committed = await recordEvent(deps, {
      action: 'consent.export',
      outcome: 'success',
      actor,
      client,
      requestId,
      filters: filterNames.filter((name) => name !== 'cursor' && given[name] !== undefined),
      ...(given.app === undefined ? {} : { target: { app: given.app } }),
    })
    const formatter = createConsentFormatter(format)
    return new Response(streamLines(deps.consents.readAll(toQuery(given)), formatter), {
      headers: {
        'content-type': formatter.mediaType,
        // The leaf says who took it, and when.
        'content-disposition': `attachment; filename="reseal-consents-${committed.index}.${format}"`,
        'cache-control': 'no-store',
      },
    })
  },
})
