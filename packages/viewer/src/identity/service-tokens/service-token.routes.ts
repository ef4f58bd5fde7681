// Service tokens: made by privacy officers, seen and revoked by them and by admins, who cannot watch (design.md §8).
import { z } from 'zod'
import type { NewServiceTokenReply, ServiceTokenReply, ServiceTokensReply } from '../../api-types.ts'
import { purposes } from '../../replays/purpose.ts'
import { defineRoute, type Route } from '../../routing/route.ts'
import { createServiceToken, listServiceTokens, revokeServiceToken } from './service-token.service.ts'

const tokenShape = {
  id: z.string(),
  name: z.string(),
  apps: z.array(z.string()).readonly(),
  purposes: z.array(z.enum(purposes)).readonly(),
  createdBy: z.string(),
  createdAtMs: z.number(),
  expiresAtMs: z.number(),
  lastUsedAtMs: z.number().nullable(),
  state: z.enum(['usable', 'expired', 'revoked']),
}
const reply: z.ZodType<ServiceTokenReply, ServiceTokenReply> = z.object(tokenShape)
const newReply: z.ZodType<NewServiceTokenReply, NewServiceTokenReply> = z.object({
  ...tokenShape,
  token: z.string(),
})

const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text))

export const listTokensRoute: Route = defineRoute({
  method: 'get',
  path: '/api/service-tokens',
  summary: 'Which service tokens there are; never a token itself',
  permission: ['privacy-officer', 'admin'],
  audit: 'none',
  reply: z.object({ tokens: z.array(reply).readonly() }),
  handle: (_, deps): Promise<ServiceTokensReply> => listServiceTokens(deps),
})

export const createTokenRoute: Route = defineRoute({
  method: 'post',
  path: '/api/service-tokens',
  summary: 'Make a service token, which the answer shows once',
  permission: ['privacy-officer'],
  audit: 'token.create',
  stepUp: true,
  body: z.strictObject({
    name,
    apps: z
      .array(z.string().regex(/^[a-z0-9-]{1,64}$/u))
      .min(1)
      .max(64),
    purposes: z.array(z.enum(purposes)).min(1).max(purposes.length),
    days: z.number().int().min(1).max(90),
  }),
  reply: newReply,
  status: 201,
  handle: ({ body, actor, client, requestId }, deps): Promise<NewServiceTokenReply> =>
    createServiceToken(deps, body, { actor, client, requestId }),
})

export const revokeTokenRoute: Route = defineRoute({
  method: 'post',
  path: '/api/service-tokens/:id/revoke',
  summary: 'Revoke a service token: it opens nothing any more',
  permission: ['privacy-officer', 'admin'],
  audit: 'token.revoke',
  params: z.object({ id: z.uuid() }),
  status: 204,
  handle: async ({ params, actor, client, requestId }, deps) => {
    await revokeServiceToken(deps, params.id, { actor, client, requestId })
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  },
})
