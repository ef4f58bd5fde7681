// How far the logs are anchored, for the trust line that every page of the web app shows.
import { z } from 'zod'
import type { IntegrityReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'

const count = z.number().int()
const log = z.object({
  size: count,
  anchoredSize: count,
  anchorAgeMs: z.number().nullable(),
  unanchoredForMs: z.number(),
})

const reply: z.ZodType<IntegrityReply, IntegrityReply> = z.object({
  logs: z.object({ audit: log, recordings: log }),
  lastVerification: z.exactOptional(z.object({ atMs: z.number(), ok: z.boolean() })),
})

/** State of both logs and of the last verification. */
export const integrityRoute: Route = defineRoute({
  method: 'get',
  path: '/api/integrity',
  summary: 'How far both logs are anchored, and what the last verification found',
  permission: 'signed-in',
  audit: 'none',
  reply,
  handle: async (_, { integrity }): Promise<IntegrityReply> => {
    const [audit, recordings, lastVerification] = await Promise.all([
      integrity.read('audit'),
      integrity.read('recordings'),
      integrity.lastVerification(),
    ])
    return { logs: { audit, recordings }, ...(lastVerification === undefined ? {} : { lastVerification }) }
  },
})
