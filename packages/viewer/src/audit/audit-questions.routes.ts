// The auditor's questions over HTTP: accesses over time, what needs attention, the scope of a breach.
import { describeFilter } from '@reseal/store'
import { z } from 'zod'
import { findOverdueWeeks } from '../access-review/access-review.service.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { toTrend } from './access-trend.service.ts'
import {
  type AccessTrendReply,
  type AttentionReply,
  type BreachScopeReply,
  breachLimits,
  reachKinds,
} from './audit-questions-api.ts'
import { findBreachScope } from './breach-scope.service.ts'
import { recordEvent } from './record-event.ts'

const count = z.number().int()
const dayMs = 24 * 60 * 60_000
const mostDays = 92

const series = z
  .array(
    z.object({
      name: z.string().nullable(),
      total: count,
      refused: count,
      counts: z.array(count).readonly(),
    }),
  )
  .readonly()

const trendReply: z.ZodType<AccessTrendReply, AccessTrendReply> = z.object({
  days: z.array(count).readonly(),
  persons: series,
  apps: series,
  purposes: series,
  total: count,
  isPartial: z.boolean(),
})

const trendRoute: Route = defineRoute({
  method: 'get',
  path: '/api/audit/trend',
  summary: 'Replays opened and recordings exported by day: by whom, of what app, for what',
  permission: ['auditor', 'privacy-officer'],
  audit: 'audit.read',
  query: z.object({ days: z.coerce.number().int().min(1).max(mostDays).default(28) }),
  reply: trendReply,
  handle: async ({ actor, query, client, requestId }, deps): Promise<AccessTrendReply> => {
    await recordEvent(deps, { action: 'audit.read', outcome: 'success', actor, client, requestId })
    const toMs = deps.now()
    const time = { fromMs: Math.floor(toMs / dayMs - query.days + 1) * dayMs, toMs }
    return toTrend(await deps.auditQuestions.trend(time), time)
  },
})

const attentionReply: z.ZodType<AttentionReply, AttentionReply> = z.object({
  sinks: z
    .array(
      z.object({
        name: z.string(),
        behind: count,
        failing: z.string().nullable(),
        deliveredAtMs: count.nullable(),
      }),
    )
    .readonly(),
  unreviewed: z.object({ count, overdue: count }),
  overdueWeeks: z.array(z.string()).readonly(),
  equivocations: count,
})

const attentionRoute: Route = defineRoute({
  method: 'get',
  path: '/api/attention',
  summary: 'What waits for an auditor, and which sinks of the log fail',
  permission: ['auditor', 'privacy-officer'],
  audit: 'none',
  reply: attentionReply,
  handle: async (_, deps): Promise<AttentionReply> => {
    const nowMs = deps.now()
    const [state, overdueWeeks] = await Promise.all([
      deps.auditQuestions.attention({ nowMs, sinceMs: nowMs - 30 * dayMs }),
      findOverdueWeeks(deps),
    ])
    return { ...state, overdueWeeks }
  },
})

const leaves = z.array(count).readonly()
const texts = z.array(z.string()).readonly()
const ranges = z.array(z.object({ stream: z.string(), fromMs: count, toMs: count })).readonly()

const breachReply: z.ZodType<BreachScopeReply, BreachScopeReply> = z.object({
  index: count,
  reach: z
    .array(
      z.object({
        by: z.enum(reachKinds),
        app: z.string().nullable(),
        fromMs: count,
        toMs: count,
        grant: z.exactOptional(z.string()),
        scope: z.exactOptional(z.string()),
        leaves,
      }),
    )
    .readonly(),
  limits: z.array(z.enum(breachLimits)).readonly(),
  readable: z
    .array(
      z.object({ session: z.string(), app: z.string(), by: z.array(z.enum(reachKinds)).readonly(), ranges }),
    )
    .readonly(),
  nextReadable: z.string().nullable(),
  read: z
    .array(
      z.object({
        session: z.string(),
        app: z.string().nullable(),
        issuer: z.string(),
        subject: z.string().nullable(),
        roles: texts,
        firstMs: count,
        lastMs: count,
        opens: count,
        exports: count,
        denied: count,
        released: ranges,
        played: ranges,
        purposes: texts,
        tickets: texts,
        leaves,
      }),
    )
    .readonly(),
  nextRead: count.nullable(),
})

const time = z.coerce.number().int().min(0).max(8_640_000_000_000_000)

const breachRoute: Route = defineRoute({
  method: 'get',
  path: '/api/audit/breach-scope',
  summary: 'For a person, a sealing key or a time: which sessions could be read, and which were',
  permission: ['auditor', 'privacy-officer'],
  audit: 'audit.read',
  query: z
    .object({
      actor: z.exactOptional(z.string().min(1).max(256)),
      key: z.exactOptional(z.string().regex(/^[\w.:+/=-]{1,128}$/u)),
      app: z.exactOptional(z.string().regex(/^[a-z0-9-]{1,64}$/u)),
      fromMs: time,
      toMs: time,
      readableAfter: z.exactOptional(z.uuid()),
      readFrom: z.exactOptional(z.coerce.number().int().min(0)),
      part: z.enum(['all', 'readable', 'read']).default('all'),
    })
    .refine(({ fromMs, toMs }) => fromMs <= toMs),
  reply: breachReply,
  handle: async ({ actor, query, client, requestId }, deps): Promise<BreachScopeReply> => {
    const { actor: subject, key, app, fromMs, toMs } = query
    const { filters, target } = describeFilter({
      ...(subject !== undefined && { subject }),
      ...(app !== undefined && { app }),
      fromMs,
      toMs,
    })
    const { index } = await recordEvent(deps, {
      action: 'audit.read',
      outcome: 'success',
      actor,
      client,
      requestId,
      ...(filters !== undefined && { filters }),
      target: { ...target, fromMs, toMs, ...(key !== undefined && { key }) },
    })
    return findBreachScope(deps, query, index)
  },
})

/** All of them. */
export const auditQuestionRoutes: readonly Route[] = [trendRoute, attentionRoute, breachRoute]
