// The audit log over HTTP. Reading it is an audit event itself, committed before the first line leaves.
import {
  type AuditFilter,
  auditActions,
  auditFormats,
  auditPurposes,
  createAuditFormatter,
  describeFilter,
} from '@reseal/store'
import { z } from 'zod'
import { roles } from '../access/actor.ts'
import type { AuditEventReply, AuditListReply, SessionAccessReply, WhoSawReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { findWhoSaw, isWholeLogReader, listAuditEvents, readAuditEvents } from './audit.service.ts'
import { recordEvent } from './record-event.ts'
import { streamLines } from './stream-lines.ts'

const count = z.number().int()
const optional = { text: z.exactOptional(z.string()), count: z.exactOptional(count) }

const event: z.ZodType<AuditEventReply, AuditEventReply> = z.object({
  index: count,
  id: z.string(),
  timeMs: count,
  action: z.string(),
  outcome: z.enum(['success', 'denied', 'error']),
  denyReason: optional.text,
  actor: z.object({
    issuer: z.string(),
    subject: z.string().nullable(),
    roles: z.array(z.string()).readonly(),
    method: z.string(),
  }),
  client: z.object({ ip: z.string().nullable(), userAgent: z.string().nullable() }),
  purpose: optional.text,
  note: optional.text,
  ticket: optional.text,
  target: z.exactOptional(
    z.object({
      app: optional.text,
      session: optional.text,
      stream: optional.text,
      replay: optional.text,
      note: optional.text,
      fromMs: optional.count,
      toMs: optional.count,
      fromIndex: optional.count,
      toIndex: optional.count,
      key: optional.text,
      user: optional.text,
    }),
  ),
  extent: z.exactOptional(
    z.object({
      replayMs: optional.count,
      spans: z.exactOptional(z.array(z.string()).readonly()),
      notes: optional.count,
      segments: optional.count,
      bytes: optional.count,
      sessions: optional.count,
      events: optional.count,
      values: optional.count,
      objects: optional.count,
      requests: optional.count,
      unrecorded: optional.count,
      findings: optional.count,
    }),
  ),
  ruleSetVersion: optional.text,
  requestId: optional.text,
  filters: z.exactOptional(z.array(z.string()).readonly()),
  change: z.exactOptional(z.object({ setting: z.string(), from: optional.text, to: optional.text })),
  cause: optional.text,
  verdict: optional.text,
  grant: optional.text,
  approver: optional.text,
  anchored: z.boolean(),
})

const listReply: z.ZodType<AuditListReply, AuditListReply> = z.object({
  events: z.array(event).readonly(),
  nextBefore: count.nullable(),
  size: count,
})

const index = z.coerce.number().int().min(0)
const time = z.exactOptional(z.coerce.number().int().min(0))

const conditions = {
  actor: z.exactOptional(z.string().min(1).max(256)),
  action: z.exactOptional(z.enum(auditActions)),
  app: z.exactOptional(z.string().min(1).max(64)),
  session: z.exactOptional(z.uuid()),
  ticket: z.exactOptional(z.string().min(1).max(64)),
  purpose: z.exactOptional(z.enum(auditPurposes)),
  outcome: z.exactOptional(z.enum(['success', 'denied', 'error'])),
  fromMs: time,
  toMs: time,
}

const conditionsSchema = z.object(conditions)

function toFilter({ actor, action, ...same }: z.output<typeof conditionsSchema>): AuditFilter {
  return {
    ...same,
    ...(actor !== undefined && { subject: actor }),
    ...(action !== undefined && { actions: [action] }),
  }
}

/** Pages of audit events: all for auditors and privacy officers, own ones for engineers, configuration for admins. */
export const listAuditRoute: Route = defineRoute({
  method: 'get',
  path: '/api/audit',
  summary: 'List audit events, newest first',
  permission: roles,
  audit: 'audit.read',
  query: z.object({
    before: z.exactOptional(index),
    limit: z.coerce.number().int().min(1).max(500).default(100),
    ...conditions,
  }),
  reply: listReply,
  handle: async ({ actor, query, client, requestId }, deps): Promise<AuditListReply> => {
    const { before, limit, ...given } = query
    const filter = toFilter(given)
    const read = await recordEvent(deps, {
      action: 'audit.read',
      outcome: 'success',
      actor,
      client,
      requestId,
      ...describeFilter(filter),
    })
    const page = { limit, filter, ...(before !== undefined && { before }) }
    return { ...(await listAuditEvents(deps, actor, page)), size: read.index + 1 }
  },
})

const ranges = z.array(z.object({ stream: z.string(), fromMs: count, toMs: count })).readonly()

const access: z.ZodType<SessionAccessReply, SessionAccessReply> = z.object({
  session: z.string(),
  app: z.string().nullable(),
  issuer: z.string(),
  subject: z.string().nullable(),
  roles: z.array(z.string()).readonly(),
  firstMs: count,
  lastMs: count,
  views: count,
  opens: count,
  exports: count,
  denied: count,
  releasedMs: count,
  playedMs: count,
  released: ranges,
  played: ranges,
  leaves: z.array(count).readonly(),
  purposes: z.array(z.string()).readonly(),
  tickets: z.array(z.string()).readonly(),
})

const whoSawReply: z.ZodType<WhoSawReply, WhoSawReply> = z.object({
  session: z.exactOptional(z.string()),
  sessions: z.exactOptional(z.array(z.string()).readonly()),
  isPartial: z.boolean(),
  accesses: z.array(access).readonly(),
})

// A report about one person's sessions; each is a question of its own to the log.
const mostSessions = 50
const sessionList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.uuid()).min(1).max(mostSessions))

/** Everyone who saw a session, or what one person saw; of engineers themselves alone. */
export const whoSawRoute: Route = defineRoute({
  method: 'get',
  path: '/api/audit/who-saw',
  summary: 'Who saw sessions, or what one person saw: when, how much of it, and why',
  permission: roles,
  audit: 'audit.read',
  query: z
    .object({
      /** One id, or several with commas between. */
      session: z.exactOptional(sessionList),
      actor: z.exactOptional(z.string().min(1).max(256)),
      fromMs: time,
      toMs: time,
    })
    .refine(({ session, actor }) => session !== undefined || actor !== undefined),
  reply: whoSawReply,
  handle: async ({ actor, query, client, requestId }, deps): Promise<WhoSawReply> => {
    const { session: sessions, actor: subject, ...span } = query
    const [only, ...others] = sessions ?? []
    const { target, ...asked } = describeFilter({
      ...(only !== undefined && { session: only }),
      ...(subject !== undefined && { subject }),
      ...span,
    })
    // Of several sessions each is a leaf of its own, so that each is found by its id.
    const about = { action: 'audit.read', outcome: 'success', actor, client, requestId, ...asked } as const
    const said = [
      recordEvent(deps, { ...about, ...(target !== undefined && { target }) }),
      ...others.map((session) => recordEvent(deps, { ...about, target: { ...target, session } })),
    ]
    const indexes = (await Promise.all(said)).map(({ index }) => index)
    return findWhoSaw(deps, actor, {
      ...(sessions !== undefined && { sessions }),
      ...(subject !== undefined && { actor: subject }),
      ...span,
      before: Math.min(...indexes),
    })
  },
})

/** What the list shows, whole, in the log's order, in one of the forms of `reseal audit export`. */
export const exportAuditRoute: Route = defineRoute({
  method: 'get',
  path: '/api/audit/export',
  summary: 'Audit events as JSON Lines, CSV, FHIR AuditEvent or OCSF, oldest first',
  permission: roles,
  audit: 'audit.export',
  query: z.object({ format: z.enum(auditFormats), ...conditions }),
  mediaType: 'application/x-ndjson',
  handle: async ({ actor, query, client, requestId }, deps): Promise<Response> => {
    const { format, ...given } = query
    const filter = toFilter(given)
    const committed = await recordEvent(deps, {
      action: 'audit.export',
      outcome: 'success',
      actor,
      client,
      requestId,
      ...describeFilter(filter),
    })
    const formatter = createAuditFormatter(format, {
      site: { origin: deps.anchor.verifiers.audit.name, address: deps.publicOrigin },
      isFiltered: Object.keys(filter).length > 0 || !isWholeLogReader(actor),
    })
    const records = readAuditEvents(deps, actor, { filter, before: committed.index + 1 })
    return new Response(streamLines(records, formatter), {
      headers: {
        'content-type': formatter.mediaType,
        'content-disposition': `attachment; filename="reseal-audit-${committed.index}.${formatter.extension}"`,
        'cache-control': 'no-store',
      },
    })
  },
})
