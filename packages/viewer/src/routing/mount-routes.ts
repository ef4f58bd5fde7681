// Turns declared routes into Hono handlers: origin, permission, schemas, handler, answer, in that order.
import type { Context, Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import type { z } from 'zod'
import { type Actor, hasRole } from '../access/actor.ts'
import { type FoundActor, findActor } from '../access/find-actor.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { isSameOriginRead, isSameOriginWrite } from '../http/origin.ts'
import type { ViewerEnv } from '../http/request-context.ts'
import { ceremonyCookieName, cookieName, sessionCookie } from '../http/session-cookie.ts'
import { type FoundService, findServiceActor } from '../identity/service-tokens/find-service-actor.ts'
import { ViewerError } from '../viewer-error.ts'
import type { Route, RouteRequest } from './route.ts'

const bodyLimitBytes = 16 * 1024

/** Mounts every route of the registry. Nothing else of the viewer calls `app.get` or `app.post`. */
export function mountRoutes(app: Hono<ViewerEnv>, routes: readonly Route[], deps: ViewerDeps): void {
  for (const route of routes) app.on(route.method, route.path, (context) => answer(context, route, deps))
}

async function answer(context: Context<ViewerEnv>, route: Route, deps: ViewerDeps): Promise<Response> {
  context.set('route', route.path)
  await checkOrigin(context, route, deps)
  const cookie = getCookie(context, cookieName(deps.publicOrigin))
  const found = await authorise(context, route, { deps, cookie })
  const request: RouteRequest<never, unknown, unknown, unknown> = {
    actor: found?.actor as never,
    serviceToken: found?.serviceToken,
    params: parse(route.params, context.req.param()),
    query: parse(route.query, context.req.query()),
    body: await parseBody(context, route),
    client: context.get('client'),
    requestId: context.get('requestId'),
    path: context.req.path,
    cookie,
    ceremonyCookie: getCookie(context, ceremonyCookieName(deps.publicOrigin)),
    acceptEncoding: context.req.header('accept-encoding'),
    signal: context.req.raw.signal,
  }
  return withRenewal(toResponse(route, await route.handle(request, deps)), found, deps)
}

function toResponse(route: Route, result: unknown): Response {
  if (result instanceof Response) return result
  return Response.json(route.reply?.parse(result), {
    status: route.status,
    headers: { 'cache-control': 'no-store' },
  })
}

/** Hands the browser its next token, unless the answer begins or ends a session itself. */
function withRenewal(response: Response, found: FoundActor | undefined, deps: ViewerDeps): Response {
  if (found?.renewed === undefined || response.headers.has('set-cookie')) return response
  const { token, maxAgeMs } = found.renewed
  response.headers.append('set-cookie', sessionCookie(deps.publicOrigin, token, maxAgeMs))
  return response
}

async function checkOrigin(context: Context<ViewerEnv>, route: Route, deps: ViewerDeps): Promise<void> {
  if (route.signedForm) return
  const source = { secFetchSite: context.req.header('sec-fetch-site'), origin: context.req.header('origin') }
  const isAllowed =
    route.method === 'get'
      ? route.permission === 'public' || isSameOriginRead(source, deps.publicOrigin)
      : isSameOriginWrite(source, deps.publicOrigin)
  if (!isAllowed) await refuseAnonymous(context, { route, deps }, 'cross_site')
}

/** Whose request it is nobody knows: the event is bounded, and routes that leave none leave none here either. */
async function refuseAnonymous(
  context: Context<ViewerEnv>,
  { route, deps }: { readonly route: Route; readonly deps: ViewerDeps },
  denyReason: 'not_signed_in' | 'cross_site',
): Promise<never> {
  if (route.audit !== 'none') {
    const [client, requestId] = [context.get('client'), context.get('requestId')]
    await deps.recordRefusal({ denyReason, client, requestId })
  }
  throw new ViewerError(denyReason)
}

/** Who came, and with what. */
type Found = FoundActor & Partial<FoundService>

/** Deny by default: only 'public' goes without a person, and a list of roles admits nobody else. */
async function authorise(
  context: Context<ViewerEnv>,
  route: Route,
  { deps, cookie }: { deps: ViewerDeps; cookie: string | undefined },
): Promise<Found | undefined> {
  if (route.permission === 'public') return undefined
  const authorization = context.req.header('authorization')
  const from = { client: context.get('client'), requestId: context.get('requestId') }
  if (route.serviceToken && authorization !== undefined) {
    const session = sessionTarget(route, context)?.session
    return findServiceActor(deps, { authorization, session, ...from })
  }
  const found = await findActor(deps, { cookie, ...from })
  if (found === undefined) return refuseAnonymous(context, { route, deps }, 'not_signed_in')
  const { actor } = found
  if (route.permission === 'signed-in' || hasRole(actor, route.permission)) {
    if (route.stepUp && !isFresh(actor, deps.now())) throw new ViewerError('step_up_required')
    return found
  }
  if (route.audit !== 'none') {
    const target = sessionTarget(route, context)
    await recordEvent(deps, {
      action: route.audit,
      outcome: 'denied',
      denyReason: 'role_not_allowed',
      actor,
      ...from,
      ...(target === undefined ? {} : { target }),
    })
  }
  throw new ViewerError('role_not_allowed')
}

// NIST SP 800-63B-4, 2.2.3: what matters most asks for the person, not for a browser that somebody left.
const freshMs = 5 * 60_000

function isFresh({ authenticatedAtMs }: Actor, nowMs: number): boolean {
  return nowMs - authenticatedAtMs < freshMs
}

/** The session a refused request named, if its route is about one and the id is well formed. */
function sessionTarget(route: Route, context: Context<ViewerEnv>): { session: string } | undefined {
  if (!route.path.startsWith('/api/sessions/:id')) return undefined
  const parsed = route.params?.safeParse(context.req.param())
  return parsed?.success === true ? { session: (parsed.data as { id: string }).id } : undefined
}

function parse(schema: z.ZodType | undefined, input: unknown): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new ViewerError('bad_request')
  return parsed.data
}

async function parseBody(
  context: Context<ViewerEnv>,
  { body: schema, signedForm }: Pick<Route, 'body' | 'signedForm'>,
): Promise<unknown> {
  if (schema === undefined) return undefined
  // A form or text body is what another site can send without asking first.
  const wanted = signedForm ? /^application\/x-www-form-urlencoded(?:;|$)/u : /^application\/json(?:;|$)/u
  if (!wanted.test(context.req.header('content-type') ?? '')) throw new ViewerError('bad_request')
  const text = await readBounded(context.req.raw)
  return parse(schema, signedForm ? Object.fromEntries(new URLSearchParams(text)) : parseJson(text))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ViewerError('bad_request')
  }
}

async function readBounded(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > bodyLimitBytes) throw new ViewerError('too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
