// Sealing keys over HTTP: admins and privacy officers see them, admins ask that one be retired, privacy officers decide. Keys
// are made and given to apps by `reseal keys rotate`: the viewer has no right to either.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { askRetirement, decideRetirement } from './key-retirement.service.ts'
import { readSealingKeys } from './sealing-keys.service.ts'
import type { KeyRetirementReply, SealingKeysReply } from './sealing-keys-api.ts'

const readers: readonly Role[] = ['admin', 'privacy-officer']

const count = z.number().int()

const retirement: z.ZodType<KeyRetirementReply, KeyRetirementReply> = z.object({
  id: z.string(),
  state: z.enum(['asked', 'approved', 'done', 'refused']),
  withShred: z.boolean(),
  askedAtMs: count,
  askedBy: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  decidedAtMs: z.exactOptional(count),
  decidedBy: z.exactOptional(z.string()),
  isOwn: z.boolean(),
})

const keysReply: z.ZodType<SealingKeysReply, SealingKeysReply> = z.object({
  keys: z
    .array(
      z.object({
        id: z.string(),
        publicKey: z.string().nullable(),
        apps: z
          .array(
            z.object({
              app: z.string(),
              state: z.enum(['current', 'accepted', 'retired']),
              sinceMs: count,
              streams: count,
            }),
          )
          .readonly(),
        streams: count,
        lastUsedMs: count.nullable(),
        retiredAtMs: count.nullable(),
        retirement: z.exactOptional(retirement),
      }),
    )
    .readonly(),
})

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const reason = z
  .string()
  .trim()
  .min(1)
  .max(noteLimit)
  .refine((value) => value.isWellFormed() && !value.includes('\0'))

const listRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sealing-keys',
  summary: 'Sealing keys by their public halves, with their state by app and what lives under each',
  permission: readers,
  audit: 'configuration.view',
  reply: keysReply,
  handle: ({ actor, client, requestId }, deps): Promise<SealingKeysReply> =>
    readSealingKeys(deps, { actor, client, requestId }),
})

const askRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sealing-keys/:key/retirement',
  summary: 'Ask that a sealing key be retired; a privacy officer who is another person approves',
  permission: ['admin'],
  audit: 'key.retire_request',
  stepUp: true,
  params: z.object({ key: z.string().regex(/^[0-9a-f]{16}$/u) }),
  body: z.strictObject({ reason, withShred: z.boolean() }),
  reply: z.object({ id: z.string() }),
  status: 201,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<{ id: string }> => ({
    id: await askRetirement(deps, { actor, client, requestId }, { keyId: params.key, ...body }),
  }),
})

const params = z.object({ id: z.uuid() })

const approveRoute: Route = defineRoute({
  method: 'post',
  path: '/api/key-retirements/:id/approve',
  summary:
    'Approve that a sealing key be retired; what lives under it is shredded first, where that was asked',
  permission: ['privacy-officer'],
  audit: 'key.retire_approve',
  stepUp: true,
  params,
  status: 204,
  handle: async ({ actor, params: { id }, client, requestId }, deps): Promise<Response> => {
    await decideRetirement(deps, { actor, client, requestId }, { id: id.toLowerCase(), approves: true })
    return new Response(null, { status: 204 })
  },
})

const refuseRoute: Route = defineRoute({
  method: 'post',
  path: '/api/key-retirements/:id/refuse',
  summary: 'Refuse that a sealing key be retired, or take one’s own question back, with a reason',
  permission: readers,
  audit: 'key.retire_refuse',
  params,
  body: z.strictObject({ reason }),
  status: 204,
  handle: async ({ actor, params: { id }, body, client, requestId }, deps): Promise<Response> => {
    const decision = { id: id.toLowerCase(), approves: false, reason: body.reason }
    await decideRetirement(deps, { actor, client, requestId }, decision)
    return new Response(null, { status: 204 })
  },
})

/** Sealing keys. */
export const sealingKeyRoutes: readonly Route[] = [listRoute, askRoute, approveRoute, refuseRoute]
