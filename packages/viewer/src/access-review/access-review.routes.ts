// The weekly review over HTTP (design.md §8): auditors and privacy officers read it, auditors sign it off.
import { z } from 'zod'
import type { ReviewListReply, ReviewReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { listReviews, readReview, signOffReview } from './access-review.service.ts'
import { accessFlags } from './flags.ts'

const count = z.number().int()
const signed = z.object({ by: z.string().nullable(), atMs: count })
const state = z.enum(['running', 'waiting', 'overdue', 'signed'])

const listReply: z.ZodType<ReviewListReply, ReviewListReply> = z.object({
  weeks: z
    .array(z.object({ week: z.string(), state, dueAtMs: count, signed: z.exactOptional(signed) }))
    .readonly(),
})

const session = z.object({
  session: z.string(),
  opens: count,
  exports: count,
  denied: count,
  releasedMs: count,
  firstMs: count,
})

const entry = z.object({
  issuer: z.string(),
  person: z.string().nullable(),
  roles: z.array(z.string()).readonly(),
  app: z.string().nullable(),
  flags: z.array(z.enum(accessFlags)).readonly(),
  sessionCount: count,
  usualCount: count,
  opens: count,
  exports: count,
  denied: count,
  releasedMs: count,
  firstMs: count,
  lastMs: count,
  purposes: z.array(z.string()).readonly(),
  sessions: z.array(session).readonly(),
})

const reviewReply: z.ZodType<ReviewReply, ReviewReply> = z.object({
  week: z.string(),
  fromMs: count,
  toMs: count,
  fromIndex: count,
  toIndex: count,
  state,
  dueAtMs: count,
  entries: z.array(entry).readonly(),
  signed: z.exactOptional(signed.extend({ root: z.string() })),
})

const params: z.ZodObject<{ week: z.ZodString }> = z.object({
  week: z.string().regex(/^\d{4}-\d{2}-\d{2}$/u),
})

/** The last weeks. */
const listReviewsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/reviews',
  summary: 'Weeks of accesses: signed off, waiting, overdue',
  permission: ['auditor', 'privacy-officer'],
  audit: 'audit.read',
  reply: listReply,
  handle: ({ actor, client, requestId }, deps): Promise<ReviewListReply> =>
    listReviews(deps, { actor, client, requestId }),
})

/** One week. */
const readReviewRoute: Route = defineRoute({
  method: 'get',
  path: '/api/reviews/:week',
  summary: 'Who watched what in a week, flagged first',
  permission: ['auditor', 'privacy-officer'],
  audit: 'audit.read',
  params,
  reply: reviewReply,
  handle: ({ actor, params: { week }, client, requestId }, deps): Promise<ReviewReply> =>
    readReview(deps, { actor, client, requestId }, week),
})

/** Signs it off. */
const signOffReviewRoute: Route = defineRoute({
  method: 'post',
  path: '/api/reviews/:week/sign-off',
  summary: 'Sign a week off, of which one watched nothing',
  permission: ['auditor'],
  audit: 'review.sign_off',
  params,
  body: z.strictObject({
    toIndex: z.number().int().min(0),
    note: z.exactOptional(
      z
        .string()
        .trim()
        .min(1)
        .max(500)
        .refine((value) => value.isWellFormed() && !value.includes('\0')),
    ),
  }),
  reply: reviewReply,
  handle: ({ actor, params: { week }, body, client, requestId }, deps): Promise<ReviewReply> =>
    signOffReview(deps, { actor, client, requestId }, { week, ...body }),
})

/** All of them. */
export const accessReviewRoutes: readonly Route[] = [listReviewsRoute, readReviewRoute, signOffReviewRoute]
