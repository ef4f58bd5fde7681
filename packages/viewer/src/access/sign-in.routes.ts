// Sign-in, sign-out, and who is signed in.
import { z } from 'zod'
import type { AppReply, MeReply } from '../api-types.ts'
import type { ViewerDeps } from '../deps.ts'
import { endedCookie, sessionCookie } from '../http/session-cookie.ts'
import { noteLimit, purposes } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { type Actor, roles } from './actor.ts'
import { visibleApps } from './app-access.ts'
import { signOut } from './browser-session.service.ts'
import { signIn } from './sign-in.service.ts'

const me: z.ZodType<MeReply, MeReply> = z.object({
  user: z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(roles)).readonly() }),
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
    const started = await signIn(deps, { token: body.token, cookie, client, requestId })
    return empty(sessionCookie(deps.publicOrigin, started.token, deps.config.sessionMs))
  },
})

export const signOutRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-out',
  summary: 'End this browser session',
  permission: 'signed-in',
  audit: 'user.sign_out',
  status: 204,
  handle: async ({ actor, cookie, client, requestId }, deps) => {
    await signOut(deps, actor, { cookie, client, requestId })
    return empty(endedCookie(deps.publicOrigin))
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

function empty(cookie: string): Response {
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie, 'cache-control': 'no-store' } })
}
