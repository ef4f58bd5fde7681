// Liveness, readiness and the health page: public, for probes and people, without any data.
import { z } from 'zod'
import type { ViewerDeps } from '../deps.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { healthPagePolicy, renderHealthPage } from './health-page.ts'

/** The process answers. */
export const healthzRoute: Route = defineRoute({
  method: 'get',
  path: '/healthz',
  summary: 'The process answers',
  permission: 'public',
  audit: 'none',
  reply: z.object({ ok: z.literal(true) }),
  handle: async () => ({ ok: true as const }),
})

/** Whether a balancer may send requests: all required parts answer, and no stop has begun. */
export async function readReadiness({
  health,
  isLeaving,
}: Pick<ViewerDeps, 'health' | 'isLeaving'>): Promise<Readiness> {
  if (isLeaving()) return { ok: false }
  const failing = (await health()).parts.filter(({ required, state }) => required && state === 'bad')
  if (failing.length === 0) return { ok: true }
  return { ok: false, failing: failing.map(({ name, detail }) => ({ name, detail })) }
}

/** Whether requests may come, and which parts stand in the way. */
export interface Readiness {
  readonly ok: boolean
  readonly failing?: readonly { readonly name: string; readonly detail: string }[]
}

/** Everything that a replay needs answers. */
export const readyzRoute: Route = defineRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Database and objects answer; 503 otherwise, and from the moment in which a stop begins',
  permission: 'public',
  audit: 'none',
  handle: async (_, deps) => {
    const readiness = await readReadiness(deps)
    return Response.json(readiness, {
      status: readiness.ok ? 200 : 503,
      headers: { 'cache-control': 'no-store' },
    })
  },
})

/** The health page. */
export const healthRoute: Route = defineRoute({
  method: 'get',
  path: '/health',
  summary: 'Health of all parts as a page',
  permission: 'public',
  audit: 'none',
  mediaType: 'text/html',
  handle: async (_, { health }) =>
    new Response(renderHealthPage(await health()), {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': healthPagePolicy,
        'cache-control': 'no-store',
      },
    }),
})
