// Whether this process lives, and whether it can take parcels.

import { StoreError } from '@reseal/store'
import { Hono } from 'hono'
import { z } from 'zod'
import type { IngestEnv } from '../app-env.ts'
import { commonHeaders } from '../middleware/response-headers.ts'
import type { RouteDeclaration } from '../openapi/route-declaration.ts'

/** Asks something that ingest depends on; throws when it does not answer. */
export type Probe = () => Promise<void>

/** What readiness consists of. */
export interface HealthParts {
  readonly database: Probe
  readonly objects: Probe
  /** True once a stop is announced or has begun. */
  isStopping(): boolean
}

/** Whether parcels can be taken. */
export interface Readiness {
  readonly status: 'ok' | 'failing' | 'stopping'
  /** `restoring`: older than its logs, and to be reindexed first. */
  readonly database: 'ok' | 'failing' | 'restoring'
  readonly objects: 'ok' | 'failing'
}

/** Asks for readiness; answers within a second of the last one share it. */
export type ReadinessReader = () => Promise<Readiness>

const stateSchema = z.enum(['ok', 'failing'])
const readinessSchema = z.object({
  status: z.enum(['ok', 'failing', 'stopping']),
  database: z.enum(['ok', 'failing', 'restoring']),
  objects: stateSchema,
})

/** The process answers. */
export const healthRoute: RouteDeclaration = {
  method: 'get',
  path: '/healthz',
  operationId: 'getHealth',
  summary: 'Whether the process answers',
  responses: { 200: { description: 'It does', schema: z.object({ status: z.literal('ok') }) } },
}

/** The process can take parcels. */
export const readinessRoute: RouteDeclaration = {
  method: 'get',
  path: '/readyz',
  operationId: 'getReadiness',
  summary: 'Whether database and object store answer',
  responses: {
    200: { description: 'Both do', schema: readinessSchema },
    503: { description: 'One does not, or a stop has been announced', schema: readinessSchema },
  },
}

// Anyone may ask; the parts are asked at most this often.
const cacheMs = 1000
const probeTimeoutMs = 3000

/** Creates the reader. */
export function createReadinessReader(parts: HealthParts): ReadinessReader {
  let cached: { readonly answer: Promise<Readiness>; readonly untilMs: number } | undefined

  async function ask(): Promise<Readiness> {
    const [database, objects] = await Promise.all([stateOf(parts.database), stateOf(parts.objects)])
    const status = database === 'ok' && objects === 'ok' ? 'ok' : 'failing'
    return { status, database, objects: objects === 'ok' ? 'ok' : 'failing' }
  }

  return async () => {
    if (cached === undefined || performance.now() >= cached.untilMs) {
      cached = { answer: ask(), untilMs: performance.now() + cacheMs }
    }
    const answer = await cached.answer
    return parts.isStopping() ? { ...answer, status: 'stopping' } : answer
  }
}

/** Creates both routes. */
export function createHealthRoutes(readReadiness: ReadinessReader): Hono<IngestEnv> {
  return new Hono<IngestEnv>()
    .get(healthRoute.path, (c) => c.json({ status: 'ok' }, 200, { ...commonHeaders }))
    .get(readinessRoute.path, async (c) => {
      const answer = await readReadiness()
      return c.json(answer, answer.status === 'ok' ? 200 : 503, { ...commonHeaders })
    })
}

async function stateOf(probe: Probe): Promise<Readiness['database']> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<'failing'>((resolve) => {
    timer = setTimeout(resolve, probeTimeoutMs, 'failing')
  })
  const answer = probe().then(
    () => 'ok' as const,
    (error: unknown) =>
      error instanceof StoreError && error.code === 'restore_pending'
        ? ('restoring' as const)
        : ('failing' as const),
  )
  try {
    return await Promise.race([answer, timeout])
  } finally {
    clearTimeout(timer)
  }
}
