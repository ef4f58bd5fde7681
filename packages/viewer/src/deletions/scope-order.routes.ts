// Orders to shred more than one session over HTTP, for privacy officers; whoever proposes or confirms proves anew who they are.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { certifyScope } from './scope-certificate.service.ts'
import { decideScope, listScopes, proposeScope } from './scope-order.service.ts'
import type { ScopeCertificate, ScopeOrderListReply, ScopeOrderReply } from './scope-orders-api.ts'

const readers: readonly Role[] = ['privacy-officer', 'auditor']
const officers: readonly Role[] = ['privacy-officer']

const count = z.number().int()
const timeMs = z.number().int().min(0)

const orderShape = {
  id: z.string(),
  app: z.string(),
  subject: z.exactOptional(z.string()),
  fromMs: count,
  toMs: count,
  state: z.enum(['proposed', 'confirmed', 'done', 'refused']),
  proposedAtMs: count,
  proposedBy: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  decidedAtMs: z.exactOptional(count),
  decidedBy: z.exactOptional(z.string()),
  endedAtMs: z.exactOptional(count),
  lookedCount: count,
  forgottenCount: count,
  heldCount: count,
  streamCount: count,
  isOwn: z.boolean(),
}
const order: z.ZodType<ScopeOrderReply, ScopeOrderReply> = z.object(orderShape)
const listReply: z.ZodType<ScopeOrderListReply, ScopeOrderListReply> = z.object({
  orders: z.array(order).readonly(),
})

const certificate: z.ZodType<ScopeCertificate, ScopeCertificate> = z.object({
  format: z.literal('reseal/deletion-certificate/1'),
  app: z.string(),
  order: z.object({ ...orderShape, auditIndex: count }),
  issuedAtMs: count,
  issuedBy: z.string(),
  streams: z
    .array(
      z.object({
        stream: z.string(),
        session: z.string(),
        headerHash: z.string(),
        cause: z.enum(['withdrawal', 'redaction', 'officer', 'retention']),
        destroyedAtMs: count,
        derived: z.exactOptional(z.string()),
        tombstone: z.object({ index: count, leaf: z.string(), proof: z.string() }),
      }),
    )
    .readonly(),
  remaining: z.object({ streamKeys: count }),
  backups: z.discriminatedUnion('declared', [
    z.object({ declared: z.literal(false) }),
    z.object({ declared: z.literal(true), maxAgeDays: count, effectiveAtMs: count }),
  ]),
  exported: z
    .array(
      z.object({
        session: z.string(),
        auditIndex: count,
        atMs: count,
        by: z.exactOptional(z.string()),
        bytes: z.exactOptional(count),
      }),
    )
    .readonly(),
  log: z.object({ origin: z.string(), publicKey: z.string() }),
})

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

const listRoute: Route = defineRoute({
  method: 'get',
  path: '/api/deletions/orders',
  summary:
    'List orders to shred more than one session, newest first, with their reasons and how far they came',
  permission: readers,
  audit: 'audit.read',
  reply: listReply,
  handle: ({ actor, client, requestId }, deps): Promise<ScopeOrderListReply> =>
    listScopes(deps, { actor, client, requestId }),
})

const proposeRoute: Route = defineRoute({
  method: 'post',
  path: '/api/deletions/orders',
  summary:
    'Propose to shred the sessions of an app, of a subject, or with something in a time; another officer confirms it',
  permission: officers,
  audit: 'order.propose',
  stepUp: true,
  body: z.strictObject({
    app: z.string().regex(/^[a-z0-9-]{1,64}$/u),
    subject: z.exactOptional(text(128)),
    fromMs: z.exactOptional(timeMs),
    toMs: z.exactOptional(timeMs),
    reason: text(noteLimit),
    ticket: z.exactOptional(text(64)),
  }),
  reply: z.object({ id: z.string() }),
  status: 201,
  handle: async ({ actor, body, client, requestId }, deps): Promise<{ id: string }> => ({
    id: await proposeScope(deps, { actor, client, requestId }, body),
  }),
})

const confirmRoute: Route = defineRoute({
  method: 'post',
  path: '/api/deletions/orders/:id/confirm',
  summary: 'Confirm an order by scope that somebody else proposed; the worker carries it out',
  permission: officers,
  audit: 'order.confirm',
  stepUp: true,
  params: z.object({ id: z.uuid() }),
  status: 204,
  handle: async ({ actor, params, client, requestId }, deps): Promise<Response> => {
    await decideScope(deps, { actor, client, requestId }, { id: params.id.toLowerCase(), state: 'confirmed' })
    return new Response(null, { status: 204 })
  },
})

const refuseRoute: Route = defineRoute({
  method: 'post',
  path: '/api/deletions/orders/:id/refuse',
  summary: 'Refuse a proposed order by scope, or take it back, with a reason',
  permission: officers,
  audit: 'order.refuse',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ reason: text(noteLimit) }),
  status: 204,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<Response> => {
    const decision = { id: params.id.toLowerCase(), state: 'refused', reason: body.reason } as const
    await decideScope(deps, { actor, client, requestId }, decision)
    return new Response(null, { status: 204 })
  },
})

const certifyRoute: Route = defineRoute({
  method: 'get',
  path: '/api/deletions/orders/:id/certificate',
  summary:
    'The certificate of an order by scope that is done: every tombstone with its inclusion proof, from when on it holds, and what had left before',
  permission: readers,
  audit: 'deletion.certify',
  params: z.object({ id: z.uuid() }),
  reply: certificate,
  handle: ({ actor, params, client, requestId }, deps): Promise<ScopeCertificate> =>
    certifyScope(deps, { actor, client, requestId }, params.id.toLowerCase()),
})

/** Orders to shred more than one session. */
export const scopeOrderRoutes: readonly Route[] = [
  listRoute,
  proposeRoute,
  confirmRoute,
  refuseRoute,
  certifyRoute,
]
