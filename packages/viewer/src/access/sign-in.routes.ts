// Sign-in, sign-out, and who is signed in.
import { z } from 'zod'
import type { AppReply, MeReply, ProviderReply, SignInWaysReply } from '../api-types.ts'
import type { ViewerDeps } from '../deps.ts'
import { endedCookie, sessionCookie } from '../http/session-cookie.ts'
import { endAtProvider } from '../identity/oidc/end-at-provider.ts'
import type { OidcSettings } from '../identity/oidc/oidc-settings.ts'
import { relyingPartyOf } from '../identity/passkeys/relying-party.ts'
import { noteLimit, purposes } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { type Actor, authenticationMethods, roles } from './actor.ts'
import { visibleApps } from './app-access.ts'
import { type StartedSession, signOut } from './browser-session.service.ts'
import { signIn, stepUpByLink } from './sign-in.service.ts'

const me: z.ZodType<MeReply, MeReply> = z.object({
  user: z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(roles)).readonly() }),
  signIn: z.object({
    method: z.enum(authenticationMethods),
    issuer: z.string(),
    authenticatedAtMs: z.number(),
  }),
  apps: z.array(z.object({ id: z.string(), name: z.string() })).readonly(),
  replayOrigin: z.string(),
  idleMs: z.number(),
  sessionExpiresAtMs: z.number(),
  purposes: z.array(z.enum(purposes)).readonly(),
  noteLimit: z.number(),
  ticketPattern: z.string(),
})

export const signInRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-in',
  summary: 'Sign in with the token of a one-time link',
  permission: 'public',
  audit: 'user.sign_in',
  body: z.strictObject({ token: z.string().max(200) }),
  status: 204,
  handle: async ({ body, cookie, client, requestId }, deps) => {
    return began(deps, await signIn(deps, { token: body.token, cookie, client, requestId }))
  },
})

const ways: z.ZodType<SignInWaysReply, SignInWaysReply> = z.object({
  oidc: z.object({ label: z.string() }).nullable(),
  passkeys: z.boolean(),
  links: z.boolean(),
})

export const signInWaysRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sign-in/ways',
  summary: 'How one can sign in here',
  permission: 'public',
  audit: 'none',
  reply: ways,
  handle: async (_, { provider, publicOrigin, config }): Promise<SignInWaysReply> => ({
    oidc: provider === undefined ? null : { label: labelOf(provider.settings) },
    passkeys: relyingPartyOf(publicOrigin) !== undefined,
    links: config.signInLinks === 'yes',
  }),
})

function labelOf({ label, issuer }: OidcSettings): string {
  return label ?? new URL(issuer).host
}

export const stepUpLinkRoute: Route = defineRoute({
  method: 'post',
  path: '/api/step-up/link',
  summary: 'Prove anew who one is, with the token of a fresh one-time link',
  permission: 'signed-in',
  audit: 'user.step_up',
  body: z.strictObject({ token: z.string().max(200) }),
  status: 204,
  handle: async ({ actor, body, cookie, client, requestId }, deps) => {
    const attempt = { token: body.token, cookie, client, requestId }
    return began(deps, await stepUpByLink(deps, actor, attempt))
  },
})

export const signOutRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-out',
  summary: 'End this browser session; the answer may say where the identity provider ends its own',
  permission: 'signed-in',
  audit: 'user.sign_out',
  status: 204,
  handle: async ({ actor, cookie, client, requestId }, deps) => {
    const url = await endAtProvider(deps, actor, cookie)
    await signOut(deps, actor, { cookie, client, requestId })
    const headers = { 'set-cookie': endedCookie(deps.publicOrigin), 'cache-control': 'no-store' }
    if (url === undefined) return new Response(null, { status: 204, headers })
    const reply: ProviderReply = { url }
    return Response.json(reply, { headers })
  },
})

export const meRoute: Route = defineRoute({
  method: 'get',
  path: '/api/me',
  summary: 'Who is signed in, and what the web app needs to start',
  permission: 'signed-in',
  audit: 'none',
  reply: me,
  handle: async ({ actor }, deps): Promise<MeReply> => ({
    user: { id: actor.userId, name: actor.name, roles: actor.roles },
    signIn: {
      method: actor.method,
      issuer: actor.issuer,
      authenticatedAtMs: actor.authenticatedAtMs,
    },
    apps: await listApps(deps, actor),
    replayOrigin: deps.replayOrigin,
    idleMs: deps.config.idleMs,
    sessionExpiresAtMs: actor.sessionExpiresAtMs,
    purposes,
    noteLimit,
    ticketPattern: deps.config.ticketPattern,
  }),
})

async function listApps(deps: ViewerDeps, actor: Actor): Promise<AppReply[]> {
  const visible = visibleApps(actor)
  const apps = await deps.apps.list()
  return apps
    .filter((app) => visible === 'all' || visible.includes(app.id))
    .map((app) => ({ id: app.id, name: app.name }))
}

function began({ publicOrigin, now }: ViewerDeps, started: StartedSession): Response {
  const cookie = sessionCookie(publicOrigin, started.token, started.expiresAtMs - now())
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie, 'cache-control': 'no-store' } })
}
