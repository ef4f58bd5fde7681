// Quarantined sessions over HTTP, for privacy officers alone.
import { findingPlaces, quarantineStates } from '@reseal/store'
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import type { FindingTrendReply, QuarantineListReply, QuarantineReply } from '../api-types.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { getQuarantine, listQuarantines, readTrend, releaseQuarantine } from './quarantine.service.ts'

const officers: readonly Role[] = ['privacy-officer']

const count = z.number().int()
const state = z.enum(quarantineStates)
const cause = z.enum(['finding', 'unknown-rule-set', 'unknown-manifest'])

const summaryShape = {
  session: z.string(),
  app: z.string(),
  state,
  cause,
  beganAtMs: count,
  decidedAtMs: z.exactOptional(count),
  detectors: z.array(z.object({ detector: z.string(), count })).readonly(),
  sureCount: count,
  releases: z.array(z.string()).readonly(),
}

const listReply: z.ZodType<QuarantineListReply, QuarantineListReply> = z.object({
  quarantines: z.array(z.object(summaryShape)).readonly(),
  nextCursor: z.string().nullable(),
})

const finding = z.object({
  stream: z.string(),
  segmentIndex: count,
  eventIndex: count,
  timeMs: count,
  detector: z.string(),
  confidence: z.enum(['high', 'low']),
  place: z.enum(findingPlaces),
  path: z.string(),
  accepted: z.boolean(),
  ruleSetHash: z.string(),
  release: z.exactOptional(z.string()),
  proposedRule: z.exactOptional(z.object({ id: z.string(), selector: z.string() })),
  narrow: z.exactOptional(z.object({ list: z.string(), id: z.exactOptional(z.string()) })),
})

const reply: z.ZodType<QuarantineReply, QuarantineReply> = z.object({
  ...summaryShape,
  startedAtMs: count,
  findings: z.array(finding).readonly(),
})

const trendReply: z.ZodType<FindingTrendReply, FindingTrendReply> = z.object({
  weeks: z
    .array(
      z.object({
        app: z.string(),
        release: z.exactOptional(z.string()),
        week: z.string(),
        findingCount: count,
        sessionCount: count,
      }),
    )
    .readonly(),
})

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

/** Pages of sessions that are or were quarantined. */
export const listQuarantinesRoute: Route = defineRoute({
  method: 'get',
  path: '/api/quarantines',
  summary: 'List quarantined sessions, newest first: detectors and counts, no text',
  permission: officers,
  audit: 'quarantine.list',
  query: z.object({
    app: z.exactOptional(z.string().regex(/^[a-z0-9-]{1,64}$/u)),
    state: z.exactOptional(state),
    detector: z.exactOptional(z.string().regex(/^[a-z-]{1,32}$/u)),
    release: z.exactOptional(z.string().min(1).max(128)),
    cursor: z.exactOptional(z.string().max(100)),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: listReply,
  handle: ({ actor, query, client, requestId }, deps): Promise<QuarantineListReply> =>
    listQuarantines(deps, { actor, client, requestId }, query),
})

/** Hits by app, release and week. */
export const findingTrendRoute: Route = defineRoute({
  method: 'get',
  path: '/api/quarantines/trend',
  summary: 'Findings of the last twelve weeks by app and release',
  permission: officers,
  audit: 'quarantine.list',
  reply: trendReply,
  handle: ({ actor, client, requestId }, deps): Promise<FindingTrendReply> =>
    readTrend(deps, { actor, client, requestId }),
})

/** What the sentinel found in a session. */
export const getQuarantineRoute: Route = defineRoute({
  method: 'get',
  path: '/api/quarantines/:id',
  summary: 'One quarantine with its findings: detector, element and time, no text',
  permission: officers,
  audit: 'quarantine.view',
  params: z.object({ id: z.uuid() }),
  reply,
  handle: ({ actor, params, client, requestId }, deps): Promise<QuarantineReply> =>
    getQuarantine(deps, { actor, client, requestId }, params.id.toLowerCase()),
})

/** Ends a quarantine. */
export const releaseQuarantineRoute: Route = defineRoute({
  method: 'post',
  path: '/api/quarantines/:id/release',
  summary: 'Release a quarantined session, with a reason',
  permission: officers,
  audit: 'quarantine.release',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    reason: text(noteLimit),
    ticket: z.exactOptional(text(64)),
    accept: z.boolean().default(false),
  }),
  status: 204,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<Response> => {
    const session = params.id.toLowerCase()
    await releaseQuarantine(deps, { actor, client, requestId }, { ...body, session })
    return new Response(null, { status: 204 })
  },
})
