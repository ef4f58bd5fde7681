// Orders over HTTP, for privacy officers alone; whoever proposes or confirms proves anew who they are.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { decide, listOfSession, listOpen, propose } from './order.service.ts'
import type { OrderListReply, OrderReply } from './orders-api.ts'

const officers: readonly Role[] = ['privacy-officer']

const count = z.number().int()
const rule = z.object({ id: z.string(), selector: z.string() })

const order: z.ZodType<OrderReply, OrderReply> = z.object({
  id: z.string(),
  kind: z.enum(['redact', 'shred']),
  app: z.string(),
  session: z.string(),
  state: z.enum(['proposed', 'confirmed', 'done', 'refused', 'failed']),
  proposedAtMs: count,
  proposedBy: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  decidedAtMs: z.exactOptional(count),
  decidedBy: z.exactOptional(z.string()),
  endedAtMs: z.exactOptional(count),
  failure: z.exactOptional(z.string()),
  redaction: z.exactOptional(
    z.object({
      mask: z.array(rule).readonly(),
      block: z.array(rule).readonly(),
      without: z.array(z.object({ list: z.string(), id: z.exactOptional(z.string()) })).readonly(),
    }),
  ),
  isOwn: z.boolean(),
})

const listReply: z.ZodType<OrderListReply, OrderListReply> = z.object({ orders: z.array(order).readonly() })

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

/** Open orders of all sessions. */
export const listOpenOrdersRoute: Route = defineRoute({
  method: 'get',
  path: '/api/orders',
  summary: 'List open orders of privacy officers, oldest first',
  permission: officers,
  audit: 'audit.read',
  reply: listReply,
  handle: ({ actor, client, requestId }, deps): Promise<OrderListReply> =>
    listOpen(deps, { actor, client, requestId }),
})

/** Orders about one session. */
export const listSessionOrdersRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sessions/:id/orders',
  summary: 'List the orders about a session, newest first, with their reasons',
  permission: officers,
  audit: 'audit.read',
  params: z.object({ id: z.uuid() }),
  reply: listReply,
  handle: ({ actor, params, client, requestId }, deps): Promise<OrderListReply> =>
    listOfSession(deps, { actor, client, requestId }, params.id.toLowerCase()),
})

/** Proposes a redaction or a shred. */
export const proposeOrderRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sessions/:id/orders',
  summary: 'Propose to redact or shred a session; another officer confirms it',
  permission: officers,
  audit: 'order.propose',
  stepUp: true,
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    kind: z.enum(['redact', 'shred']),
    reason: text(noteLimit),
    ticket: z.exactOptional(text(64)),
    redaction: z.exactOptional(
      z.strictObject({
        mask: z.array(z.unknown()).max(200).exactOptional(),
        block: z.array(z.unknown()).max(200).exactOptional(),
        without: z.array(z.unknown()).max(200).exactOptional(),
      }),
    ),
  }),
  reply: z.object({ id: z.string() }),
  status: 201,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<{ id: string }> => ({
    id: await propose(deps, { actor, client, requestId }, { ...body, session: params.id.toLowerCase() }),
  }),
})

/** Confirms an order. */
export const confirmOrderRoute: Route = defineRoute({
  method: 'post',
  path: '/api/orders/:id/confirm',
  summary: 'Confirm an order that another officer proposed; the worker carries it out',
  permission: officers,
  audit: 'order.confirm',
  stepUp: true,
  params: z.object({ id: z.uuid() }),
  status: 204,
  handle: async ({ actor, params, client, requestId }, deps): Promise<Response> => {
    await decide(deps, { actor, client, requestId }, { id: params.id.toLowerCase(), state: 'confirmed' })
    return new Response(null, { status: 204 })
  },
})

/** Refuses an order, or takes one's own back. */
export const refuseOrderRoute: Route = defineRoute({
  method: 'post',
  path: '/api/orders/:id/refuse',
  summary: 'Refuse a proposed order, or take it back, with a reason',
  permission: officers,
  audit: 'order.refuse',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ reason: text(noteLimit) }),
  status: 204,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<Response> => {
    const decision = { id: params.id.toLowerCase(), state: 'refused', reason: body.reason } as const
    await decide(deps, { actor, client, requestId }, decision)
    return new Response(null, { status: 204 })
  },
})
