// The audit log over HTTP. Reading it is an audit event itself, committed before the first line leaves.
import { auditActions } from '@reseal/store'
import { z } from 'zod'
import { roles } from '../access/actor.ts'
import type { AuditEventReply, AuditListReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { listAuditEvents } from './audit.service.ts'
import { recordEvent } from './record-event.ts'

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
      fromMs: optional.count,
      toMs: optional.count,
      fromIndex: optional.count,
      toIndex: optional.count,
    }),
  ),
  extent: z.exactOptional(
    z.object({ replayMs: optional.count, segments: optional.count, bytes: optional.count }),
  ),
  ruleSetVersion: optional.text,
  requestId: optional.text,
  anchored: z.boolean(),
})

const listReply: z.ZodType<AuditListReply, AuditListReply> = z.object({
  events: z.array(event).readonly(),
  nextBefore: count.nullable(),
  size: count,
})

const index = z.coerce.number().int().min(0)
const time = z.exactOptional(z.coerce.number().int().min(0))

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
    actor: z.exactOptional(z.string().min(1).max(256)),
    action: z.exactOptional(z.enum(auditActions)),
    session: z.exactOptional(z.uuid()),
    fromMs: time,
    toMs: time,
  }),
  reply: listReply,
  handle: async ({ actor, query, client, requestId }, deps): Promise<AuditListReply> => {
    const target = query.session === undefined ? {} : { target: { session: query.session } }
    const read = await recordEvent(deps, {
      action: 'audit.read',
      outcome: 'success',
      actor,
      client,
      requestId,
      ...target,
    })
    return { ...(await listAuditEvents(deps, actor, query)), size: read.index + 1 }
  },
})
