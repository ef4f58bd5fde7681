// Errors by group over HTTP.
import { z } from 'zod'
import { replayRoles } from '../access/app-access.ts'
import type { ErrorGroupListReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { maxSyntaxLength } from '../search/search-syntax.ts'
import { listErrors } from './error.service.ts'
import { planOfErrors } from './error-plan.ts'

const count = z.number().int()

const reply: z.ZodType<ErrorGroupListReply, ErrorGroupListReply> = z.object({
  groups: z
    .array(
      z.object({
        app: z.string(),
        fingerprint: z.string(),
        name: z.string(),
        message: z.string(),
        frames: z.array(z.object({ source: count, line: count, column: count })).readonly(),
        place: z.exactOptional(
          z.object({
            file: z.string(),
            line: count,
            column: count,
            name: z.exactOptional(z.string()),
          }),
        ),
        firstSeenMs: count,
        lastSeenMs: count,
        firstRelease: z.exactOptional(z.string()),
        lastRelease: z.exactOptional(z.string()),
        sessionCount: count,
        eventCount: count,
        trend: z.array(count).readonly(),
      }),
    )
    .readonly(),
  nextCursor: z.string().nullable(),
})

/** Errors by group, last seen first. */
export const listErrorsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/errors',
  summary: 'Errors by group: since when, in how many sessions, and how it goes',
  permission: replayRoles,
  audit: 'error.list',
  query: z.object({
    app: z.exactOptional(z.string().regex(/^[a-z0-9-]{1,64}$/u)),
    q: z.exactOptional(
      z
        .string()
        .max(maxSyntaxLength)
        .refine((text) => planOfErrors(text, 0) !== undefined),
    ),
    error: z.exactOptional(z.string().regex(/^[0-9a-f]{32}$/u)),
    cursor: z.exactOptional(z.string().max(60)),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply,
  handle: ({ actor, query, client, requestId }, deps): Promise<ErrorGroupListReply> =>
    listErrors(deps, { actor, client, requestId }, query),
})
