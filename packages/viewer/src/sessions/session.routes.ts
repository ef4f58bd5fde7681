// The sessions list, and one session's streams: metadata only, no key is touched.
import { z } from 'zod'
import { sessionListRoles } from '../access/app-access.ts'
import type { SessionListReply, SessionNewsReply, SessionReply } from '../api-types.ts'
import { purposes } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { filterQuery } from '../search/search-filter.ts'
import { countNewSessions, getSession, listSessions } from './session.service.ts'

const count = z.number().int()

const vital = z.object({ value: z.number(), rating: z.enum(['good', 'needs-improvement', 'poor']) })

const summaryShape = {
  id: z.string(),
  app: z.string(),
  startedAtMs: count,
  endedAtMs: count,
  durationMs: count,
  streamCount: count,
  segmentCount: count,
  sizeBytes: count,
  state: z.enum(['open', 'closed', 'shredded', 'withdrawn']),
  quarantined: z.exactOptional(z.literal(true)),
  held: z.exactOptional(z.literal(true)),
  counts: z.exactOptional(
    z.object({
      errors: z.exactOptional(count),
      handledErrors: z.exactOptional(count),
      consoleErrors: z.exactOptional(count),
      failedRequests: z.exactOptional(count),
      slowRequests: z.exactOptional(count),
      rageClicks: z.exactOptional(count),
      deadClicks: z.exactOptional(count),
      errorClicks: z.exactOptional(count),
    }),
  ),
  release: z.exactOptional(z.string()),
  pages: z.exactOptional(z.array(z.string()).readonly()),
  pageCount: z.exactOptional(count),
  vitals: z.exactOptional(
    z.object({
      LCP: z.exactOptional(vital),
      CLS: z.exactOptional(vital),
      INP: z.exactOptional(vital),
      TTFB: z.exactOptional(vital),
      FCP: z.exactOptional(vital),
    }),
  ),
  activity: z.exactOptional(z.array(count).readonly()),
  errors: z.exactOptional(
    z.array(z.object({ fingerprint: z.string(), name: z.string(), count, firstMs: count })).readonly(),
  ),
}

const listReply: z.ZodType<SessionListReply, SessionListReply> = z.object({
  sessions: z.array(z.object(summaryShape)).readonly(),
  nextCursor: z.string().nullable(),
  total: count.nullable(),
  lookedBackToMs: z.exactOptional(count),
  sorted: z.exactOptional(z.object({ among: count, isAll: z.boolean() })),
})

const newsReply: z.ZodType<SessionNewsReply, SessionNewsReply> = z.object({ count })

const segment = z.object({
  index: count,
  startMs: count,
  endMs: count,
  keyframe: z.boolean(),
  sizeBytes: count,
})

const stream = z.object({
  stream: z.string(),
  startedAtMs: count,
  endedAtMs: count,
  segmentCount: count,
  gaps: z.array(z.object({ fromMs: count, toMs: count })).readonly(),
  segments: z.exactOptional(z.array(segment).readonly()),
  consentHash: z.exactOptional(z.string()),
})

const sessionReply: z.ZodType<SessionReply, SessionReply> = z.object({
  ...summaryShape,
  streams: z.array(stream).readonly(),
  keptUntilMs: z.exactOptional(count),
  keptBy: z.exactOptional(z.enum(['deployment', 'app', 'label', 'errors'])),
  activity: z.array(count).readonly(),
  purposes: z.array(z.enum(purposes)).readonly(),
})

/** Pages of sessions, newest first: an engineer's own apps, all apps for privacy officers and auditors. */
export const listSessionsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sessions',
  summary:
    'List sessions, newest first; with `sort:` in `q` by what they have most of, among the newest thousand that match',
  permission: sessionListRoles,
  audit: 'session.list',
  query: z.object({
    app: z.exactOptional(z.string().regex(/^[a-z0-9-]{1,64}$/u)),
    cursor: z.exactOptional(z.string().max(100)),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    ...filterQuery,
  }),
  reply: listReply,
  handle: ({ actor, query, client, requestId }, deps): Promise<SessionListReply> =>
    listSessions(deps, { actor, client, requestId }, query),
})

/** Whether a list is worth asking for again: a number, and nothing of any session. */
export const sessionNewsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sessions/news',
  summary: 'How many sessions began after the one that a list begins with',
  permission: sessionListRoles,
  audit: 'none',
  query: z.object({
    app: z.exactOptional(z.string().regex(/^[a-z0-9-]{1,64}$/u)),
    since: z.exactOptional(z.uuid()),
  }),
  reply: newsReply,
  handle: ({ actor, query }, deps): Promise<SessionNewsReply> => countNewSessions(deps, { actor }, query),
})

/** A session's streams and segments: what the timeline draws before anything is opened. */
export const getSessionRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sessions/:id',
  summary: 'One session with its streams and segments: metadata only',
  permission: sessionListRoles,
  audit: 'session.view',
  params: z.object({ id: z.uuid() }),
  query: z.object({ segments: z.enum(['all', 'none']).default('all') }),
  reply: sessionReply,
  handle: ({ actor, params, query, client, requestId }, deps): Promise<SessionReply> =>
    getSession(deps, { actor, client, requestId }, { id: params.id, withSegments: query.segments === 'all' }),
})
