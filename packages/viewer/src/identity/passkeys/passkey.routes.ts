// Passkeys: sign-in, invitations, one's own, and the proof before something sensitive (design.md §8).
import { z } from 'zod'
import type { StartedSession } from '../../access/browser-session.service.ts'
import type {
  InvitationReply,
  InvitedReply,
  PasskeyCreationReply,
  PasskeyRequestReply,
  PasskeysReply,
} from '../../api-types.ts'
import type { ViewerDeps } from '../../deps.ts'
import { sessionCookie } from '../../http/session-cookie.ts'
import { defineRoute, type Route } from '../../routing/route.ts'
import { beginAssertion, countChallenge, sessionBinding } from './ceremony.service.ts'
import { assertionSchema, newCredentialSchema } from './credential-json.ts'
import { acceptInvitation, addAnother, beginAnother, beginInvited } from './enrol.service.ts'
import { invite } from './invite.service.ts'
import { listPasskeys, removePasskey, renamePasskey } from './own-passkeys.service.ts'
import { confirmWithPasskey, signInWithPasskey } from './passkey-sign-in.service.ts'

const descriptor = z.object({
  type: z.literal('public-key'),
  id: z.string(),
  transports: z.array(z.string()),
})

const request: z.ZodType<PasskeyRequestReply, PasskeyRequestReply> = z.object({
  publicKey: z.object({
    rpId: z.string(),
    challenge: z.string(),
    timeout: z.number(),
    allowCredentials: z.array(descriptor).readonly(),
    userVerification: z.literal('required'),
  }),
})

const creationShape = {
  publicKey: z.object({
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    challenge: z.string(),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number() })).readonly(),
    timeout: z.number(),
    excludeCredentials: z.array(descriptor).readonly(),
    authenticatorSelection: z.object({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.literal('required'),
    }),
    attestation: z.literal('none'),
  }),
}
const creation: z.ZodType<PasskeyCreationReply, PasskeyCreationReply> = z.object(creationShape)
const invited: z.ZodType<InvitedReply, InvitedReply> = z.object({
  ...creationShape,
  name: z.string(),
  expiresAtMs: z.number(),
})

/** What a passkey is called: text that the database and a page can hold. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text))

const token = z.string().max(200)

export const passkeyChallengeRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-in/passkey/challenge',
  summary: 'Begin a sign-in with a passkey',
  permission: 'public',
  audit: 'user.sign_in',
  reply: request,
  handle: ({ client }, deps): Promise<PasskeyRequestReply> => {
    countChallenge(deps, client.ip)
    return beginAssertion(deps, { kind: 'sign-in' })
  },
})

export const passkeySignInRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-in/passkey',
  summary: 'Sign in with a passkey',
  permission: 'public',
  audit: 'user.sign_in',
  body: assertionSchema,
  status: 204,
  handle: async ({ body, cookie, client, requestId }, deps) =>
    signedIn(deps, await signInWithPasskey(deps, { assertion: body, cookie, client, requestId })),
})

export const invitationChallengeRoute: Route = defineRoute({
  method: 'post',
  path: '/api/invitation/challenge',
  summary: 'Begin the passkey of an invitation',
  permission: 'public',
  audit: 'passkey.add',
  body: z.strictObject({ token }),
  reply: invited,
  handle: ({ body, client, requestId }, deps): Promise<InvitedReply> => {
    countChallenge(deps, client.ip)
    return beginInvited(deps, body.token, { client, requestId })
  },
})

export const invitationRoute: Route = defineRoute({
  method: 'post',
  path: '/api/invitation',
  summary: 'Make the passkey of an invitation and sign in',
  permission: 'public',
  audit: 'passkey.add',
  body: z.strictObject({ token, name, credential: newCredentialSchema }),
  status: 204,
  handle: async ({ body, cookie, client, requestId }, deps) =>
    signedIn(deps, await acceptInvitation(deps, body, { cookie, client, requestId })),
})

export const listPasskeysRoute: Route = defineRoute({
  method: 'get',
  path: '/api/passkeys',
  summary: 'The passkeys of whoever is signed in',
  permission: 'signed-in',
  audit: 'none',
  reply: z.object({
    unavailable: z.enum(['address', 'provider']).nullable(),
    passkeys: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          createdAtMs: z.number(),
          lastUsedAtMs: z.number().nullable(),
          synced: z.boolean(),
        }),
      )
      .readonly(),
  }),
  handle: ({ actor }, deps): Promise<PasskeysReply> => listPasskeys(deps, actor),
})

export const addPasskeyChallengeRoute: Route = defineRoute({
  method: 'post',
  path: '/api/passkeys/challenge',
  summary: 'Begin a further passkey',
  permission: 'signed-in',
  audit: 'passkey.add',
  stepUp: true,
  reply: creation,
  handle: ({ actor, client, requestId }, deps): Promise<PasskeyCreationReply> =>
    beginAnother(deps, { actor, client, requestId }),
})

export const addPasskeyRoute: Route = defineRoute({
  method: 'post',
  path: '/api/passkeys',
  summary: 'Make a further passkey',
  permission: 'signed-in',
  audit: 'passkey.add',
  body: z.strictObject({ name, credential: newCredentialSchema }),
  reply: z.object({ id: z.string() }),
  status: 201,
  handle: async ({ body, actor, client, requestId }, deps) => ({
    id: await addAnother(deps, body, { actor, client, requestId }),
  }),
})

export const renamePasskeyRoute: Route = defineRoute({
  method: 'post',
  path: '/api/passkeys/:id/name',
  summary: 'Give a passkey another name',
  permission: 'signed-in',
  audit: 'passkey.rename',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ name }),
  status: 204,
  handle: async ({ params, body, actor, client, requestId }, deps) => {
    await renamePasskey(deps, { id: params.id, actor, client, requestId }, body.name)
    return noContent()
  },
})

export const removePasskeyRoute: Route = defineRoute({
  method: 'post',
  path: '/api/passkeys/:id/remove',
  summary: 'Remove a passkey',
  permission: 'signed-in',
  audit: 'passkey.remove',
  stepUp: true,
  params: z.object({ id: z.uuid() }),
  status: 204,
  handle: async ({ params, actor, client, requestId }, deps) => {
    await removePasskey(deps, { id: params.id, actor, client, requestId })
    return noContent()
  },
})

export const confirmChallengeRoute: Route = defineRoute({
  method: 'post',
  path: '/api/step-up/passkey/challenge',
  summary: 'Begin to prove once more who one is, with a passkey',
  permission: 'signed-in',
  audit: 'user.step_up',
  reply: request,
  handle: async ({ actor }, deps): Promise<PasskeyRequestReply> => {
    const ceremony = { kind: 'confirm', userId: actor.userId, boundTo: sessionBinding(actor) } as const
    return beginAssertion(deps, ceremony, await deps.passkeys.listOf(actor.userId))
  },
})

export const confirmRoute: Route = defineRoute({
  method: 'post',
  path: '/api/step-up/passkey',
  summary: 'Prove once more who one is, with a passkey',
  permission: 'signed-in',
  audit: 'user.step_up',
  body: assertionSchema,
  status: 204,
  handle: async ({ body, actor, cookie, client, requestId }, deps) =>
    signedIn(deps, await confirmWithPasskey(deps, { assertion: body, actor, cookie, client, requestId })),
})

export const inviteRoute: Route = defineRoute({
  method: 'post',
  path: '/api/users/:id/invitations',
  summary: 'Invite someone to make a passkey; ends the passkeys and sessions that they had',
  permission: ['admin'],
  audit: 'passkey.invite',
  stepUp: true,
  params: z.object({ id: z.uuid() }),
  reply: z.object({ url: z.string(), expiresAtMs: z.number(), removedPasskeys: z.number() }),
  status: 201,
  handle: ({ params, actor, client, requestId }, deps): Promise<InvitationReply> =>
    invite(deps, { userId: params.id, actor, client, requestId }),
})

function signedIn(deps: ViewerDeps, { token, expiresAtMs }: StartedSession): Response {
  const cookie = sessionCookie(deps.publicOrigin, token, expiresAtMs - deps.now())
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie, 'cache-control': 'no-store' } })
}

function noContent(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}
