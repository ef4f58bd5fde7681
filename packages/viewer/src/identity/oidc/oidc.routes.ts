// Sign-in and step-up by the identity provider.
import { z } from 'zod'
import type { ProviderReply } from '../../api-types.ts'
import type { ViewerDeps } from '../../deps.ts'
import { causeCodes } from '../../http/log-line.ts'
import { ceremonyCookie, sessionCookie } from '../../http/session-cookie.ts'
import { toViewerError } from '../../http/to-viewer-error.ts'
import { defineRoute, type Route } from '../../routing/route.ts'
import { statusOf } from '../../viewer-error.ts'
import { endByLogoutToken } from './back-channel.service.ts'
import { ceremonyMs, isLocalPath } from './ceremony.ts'
import { beginOidcSignIn, callbackPath, endOidcSignIn } from './oidc-sign-in.service.ts'

const body = z.strictObject({ returnTo: z.string().max(1000).refine(isLocalPath).default('/') })

/** Begins a sign-in: the answer says where the browser goes. */
export const beginOidcRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-in/oidc',
  summary: 'Begin a sign-in at the identity provider',
  permission: 'public',
  audit: 'none',
  body,
  handle: ({ body: { returnTo } }, deps) => begin(deps, { returnTo }),
})

/** Begins a fresh authentication of the person who is signed in. */
export const stepUpOidcRoute: Route = defineRoute({
  method: 'post',
  path: '/api/step-up/oidc',
  summary: 'Begin a fresh authentication at the identity provider',
  permission: 'signed-in',
  audit: 'user.step_up',
  body,
  handle: ({ actor, body: { returnTo } }, deps) => begin(deps, { returnTo, confirms: actor.signInId }),
})

async function begin(
  deps: ViewerDeps,
  purpose: { readonly returnTo: string; readonly confirms?: string },
): Promise<Response> {
  const { url, cookie } = await beginOidcSignIn(deps, purpose)
  const reply: ProviderReply = { url }
  return Response.json(reply, {
    headers: {
      'cache-control': 'no-store',
      'set-cookie': ceremonyCookie(deps.publicOrigin, cookie, ceremonyMs),
    },
  })
}

/** The provider sends the browser here, from another site: state, in a cookie of this browser's, says that it was asked to. */
export const oidcCallbackRoute: Route = defineRoute({
  method: 'get',
  path: callbackPath,
  summary: 'Where the identity provider sends the browser back to',
  permission: 'public',
  audit: 'user.sign_in',
  query: z.record(z.string().max(100), z.string().max(8192)),
  status: 303,
  mediaType: 'text/html',
  handle: async ({ query, cookie, ceremonyCookie: ceremony, client, requestId }, deps) => {
    const ended = ceremonyCookie(deps.publicOrigin, '', 0)
    const url = new URL(`${deps.publicOrigin}${callbackPath}`)
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
    try {
      const callback = { ceremonyCookie: ceremony, url, cookie, client, requestId }
      const { started, returnTo } = await endOidcSignIn(deps, callback)
      const lastsMs = started.expiresAtMs - deps.now()
      return goTo(returnTo, [ended, sessionCookie(deps.publicOrigin, started.token, lastsMs)])
    } catch (error) {
      const { code, cause } = toViewerError(error)
      if (statusOf[code] >= 500) {
        deps.log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(cause) })
      }
      // Whoever signed in as somebody else knows it.
      return goTo(`/sign-in?problem=${code}&request=${requestId}`, [ended])
    }
  },
})

/** The provider itself comes here, without a cookie: what it is about, and that it is from there, is in the token it signs. */
export const backChannelRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sign-in/oidc/logout',
  summary: 'Where the identity provider says that somebody’s session there is over',
  permission: 'public',
  audit: 'user.log_off',
  signedForm: true,
  body: z.object({ logout_token: z.string().max(12_000) }),
  handle: async ({ body: { logout_token: token }, requestId }, deps) => {
    await endByLogoutToken(deps, { token, requestId })
    return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } })
  },
})

function goTo(path: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location: path, 'cache-control': 'no-store' })
  for (const cookie of cookies) headers.append('set-cookie', cookie)
  return new Response(null, { status: 303, headers })
}
