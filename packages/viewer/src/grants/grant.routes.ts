// Grants over HTTP: asked for, decided by another person, revoked; break-glass and its review (design.md §8).
import { breakGlassVerdicts, type GrantScope } from '@reseal/store'
import { z } from 'zod'
import { pagePattern } from '../access/grant-scope.ts'
import type { GrantListReply, GrantReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { answerGrant, breakGlass, listGrants, requestGrant } from './grant.service.ts'

const count = z.number().int()
const step = z.object({ by: z.string().nullable(), atMs: count })

const scopeReply: z.ZodType<GrantScope, GrantScope> = z.union([
  z.object({ kind: z.literal('app') }),
  z.object({ kind: z.enum(['page', 'label', 'session']), value: z.string() }),
])

const grantReply: z.ZodType<GrantReply, GrantReply> = z.object({
  id: z.string(),
  kind: z.enum(['request', 'break-glass']),
  person: z.string().nullable(),
  isOwn: z.boolean(),
  app: z.string(),
  scope: scopeReply,
  reason: z.string(),
  durationMs: count,
  requestedAtMs: count,
  dueAtMs: count,
  state: z.enum(['waiting', 'lapsed', 'denied', 'live', 'expired', 'revoked']),
  fromMs: z.exactOptional(count),
  untilMs: z.exactOptional(count),
  decided: z.exactOptional(step),
  revoked: z.exactOptional(step),
  reviewed: z.exactOptional(step.extend({ verdict: z.enum(breakGlassVerdicts) })),
})

const listReply: z.ZodType<GrantListReply, GrantListReply> = z.object({
  grants: z.array(grantReply).readonly(),
})

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

const scope: z.ZodType<GrantScope, GrantScope> = z.union([
  z.strictObject({ kind: z.literal('app') }),
  z.strictObject({ kind: z.literal('page'), value: z.string().min(1).max(128).regex(pagePattern) }),
  z.strictObject({ kind: z.literal('label'), value: z.string().regex(/^[\w.:=-]{1,128}$/u) }),
  z.strictObject({ kind: z.literal('session'), value: z.uuid().toLowerCase() }),
])

const minuteMs = 60_000
const wish = {
  app: z.string().regex(/^[a-z0-9-]{1,64}$/u),
  scope,
  reason: text(500),
}

const params: z.ZodObject<{ id: z.ZodUUID }> = z.object({ id: z.uuid() })

/** One's own grants; those of everyone for privacy officers and auditors. */
const listGrantsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/grants',
  summary: 'Grants and requests, newest first: one’s own, or of everyone for those who decide and review',
  permission: ['engineer', 'privacy-officer', 'auditor'],
  audit: 'grant.list',
  query: z.object({ of: z.enum(['mine', 'waiting', 'all']).default('mine') }),
  reply: listReply,
  handle: async ({ actor, query, client, requestId }, deps): Promise<GrantListReply> => ({
    grants: await listGrants(deps, { actor, client, requestId }, query.of),
  }),
})

/** Asks for a grant. */
const requestGrantRoute: Route = defineRoute({
  method: 'post',
  path: '/api/grants',
  summary: 'Ask for a grant, with a reason and for hours',
  permission: ['engineer'],
  audit: 'grant.request',
  body: z.strictObject({ ...wish, hours: z.number().int().min(1).max(24) }),
  reply: grantReply,
  status: 201,
  handle: ({ actor, body, client, requestId }, deps): Promise<GrantReply> => {
    const { hours, ...rest } = body
    return requestGrant(deps, { actor, client, requestId }, { ...rest, durationMs: hours * 60 * minuteMs })
  },
})

/** Takes access in an emergency. */
const breakGlassRoute: Route = defineRoute({
  method: 'post',
  path: '/api/break-glass',
  summary: 'Take access in an emergency: an hour at most, reviewers are told, a review must follow',
  permission: ['engineer'],
  stepUp: true,
  audit: 'grant.break_glass',
  body: z.strictObject({ ...wish, minutes: z.number().int().min(1).max(60) }),
  reply: grantReply,
  status: 201,
  handle: ({ actor, body, client, requestId }, deps): Promise<GrantReply> => {
    const { minutes, ...rest } = body
    return breakGlass(deps, { actor, client, requestId }, { ...rest, durationMs: minutes * minuteMs })
  },
})

/** Approves another person's request. */
const approveGrantRoute: Route = defineRoute({
  method: 'post',
  path: '/api/grants/:id/approve',
  summary: 'Approve another person’s request, for the hours asked for or fewer',
  permission: ['privacy-officer'],
  audit: 'grant.approve',
  params,
  body: z.strictObject({ hours: z.exactOptional(z.number().int().min(1).max(24)) }),
  reply: grantReply,
  handle: ({ actor, params: { id }, body, client, requestId }, deps): Promise<GrantReply> =>
    answerGrant(
      deps,
      { actor, client, requestId },
      {
        id,
        kind: 'approve',
        ...(body.hours === undefined ? {} : { durationMs: body.hours * 60 * minuteMs }),
      },
    ),
})

/** Denies another person's request. */
const denyGrantRoute: Route = defineRoute({
  method: 'post',
  path: '/api/grants/:id/deny',
  summary: 'Deny another person’s request',
  permission: ['privacy-officer'],
  audit: 'grant.deny',
  params,
  body: z.strictObject({}),
  reply: grantReply,
  handle: ({ actor, params: { id }, client, requestId }, deps): Promise<GrantReply> =>
    answerGrant(deps, { actor, client, requestId }, { id, kind: 'deny' }),
})

/** Ends a grant, or takes a request back. */
const revokeGrantRoute: Route = defineRoute({
  method: 'post',
  path: '/api/grants/:id/revoke',
  summary: 'End a grant at once: one’s own, or anyone’s for a privacy officer',
  permission: ['engineer', 'privacy-officer'],
  audit: 'grant.revoke',
  params,
  body: z.strictObject({}),
  reply: grantReply,
  handle: ({ actor, params: { id }, client, requestId }, deps): Promise<GrantReply> =>
    answerGrant(deps, { actor, client, requestId }, { id, kind: 'revoke' }),
})

/** Reviews another person's break-glass. */
const reviewGrantRoute: Route = defineRoute({
  method: 'post',
  path: '/api/grants/:id/review',
  summary: 'Review another person’s break-glass',
  permission: ['privacy-officer', 'auditor'],
  audit: 'grant.review',
  params,
  body: z.strictObject({ verdict: z.enum(breakGlassVerdicts), note: z.exactOptional(text(500)) }),
  reply: grantReply,
  handle: ({ actor, params: { id }, body, client, requestId }, deps): Promise<GrantReply> =>
    answerGrant(deps, { actor, client, requestId }, { id, kind: 'review', ...body }),
})

/** All of them. */
export const grantRoutes: readonly Route[] = [
  listGrantsRoute,
  requestGrantRoute,
  breakGlassRoute,
  approveGrantRoute,
  denyGrantRoute,
  revokeGrantRoute,
  reviewGrantRoute,
]
