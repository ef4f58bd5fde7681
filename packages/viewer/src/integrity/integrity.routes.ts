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
  anchoring: z.object({
    maxAgeMs: z.number(),
    isStrict: z.boolean(),
    places: z.array(
      z.object({ place: z.enum(['folder', 's3', 'sink']), isRequired: z.boolean(), missingCount: count }),
    ),
    alteredCount: count,
  }),
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
  handle: async (_, { integrity, config }): Promise<IntegrityReply> => {
    const [audit, recordings, lastVerification] = await Promise.all([
      integrity.read('audit'),
      integrity.read('recordings'),
      integrity.lastVerification(),
    ])
    const anchoring = {
      maxAgeMs: config.anchorMaxAgeMs,
      isStrict: config.strictAnchors === 'yes',
      ...(await integrity.places({ audit: audit.size, recordings: recordings.size })),
    }
    return {
      logs: { audit, recordings },
      anchoring,
      ...(lastVerification === undefined ? {} : { lastVerification }),
    }
  },
})
