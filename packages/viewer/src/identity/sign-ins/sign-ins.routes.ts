// Lists of sign-ins, and the end of one.
import { z } from 'zod'
import type { SignInListReply } from '../../api-types.ts'
import { defineRoute, type Route } from '../../routing/route.ts'
import { listAllSignIns, listOwnSignIns, revokeSignIn } from './sign-ins.service.ts'

const signIn = z.object({
  id: z.string(),
  isThis: z.boolean(),
  method: z.string(),
  issuer: z.string(),
  amr: z.array(z.string()).readonly(),
  startedAtMs: z.number(),
  authenticatedAtMs: z.number(),
  lastUsedAtMs: z.number(),
  expiresAtMs: z.number(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  user: z.exactOptional(z.object({ id: z.string(), name: z.string() })),
})

const reply: z.ZodType<SignInListReply, SignInListReply> = z.object({ signIns: z.array(signIn).readonly() })

/** One's own. */
export const listSignInsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sign-ins',
  summary: 'One’s own sign-ins: since when, where and how',
  permission: 'signed-in',
  audit: 'none',
  reply,
  handle: async ({ actor, client, requestId }, deps): Promise<SignInListReply> => ({
    signIns: await listOwnSignIns(deps, { actor, client, requestId }),
  }),
})

/** Everybody's. */
export const listAllSignInsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sign-ins/all',
  summary: 'Everybody’s sign-ins',
  permission: ['admin'],
  audit: 'sign_in.list',
  reply,
  handle: async ({ actor, client, requestId }, deps): Promise<SignInListReply> => ({
    signIns: await listAllSignIns(deps, { actor, client, requestId }),
  }),
})

/** Ends one. */
export const revokeSignInRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-ins/:id/revoke',
  summary: 'End a sign-in: one’s own or, for admins, anybody’s',
  permission: 'signed-in',
  audit: 'user.log_off',
  params: z.object({ id: z.uuid() }),
  status: 204,
  handle: async ({ actor, params, client, requestId }, deps) => {
    await revokeSignIn(deps, { actor, client, requestId }, params.id)
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  },
})
