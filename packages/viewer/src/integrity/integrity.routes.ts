// How far the logs are anchored, for the trust line that every page of the web app shows.
import { encodeVerifierKey } from '@reseal/protocol/log'
import { z } from 'zod'
import type { IntegrityReply } from '../api-types.ts'
import type { CheckpointsReply, LogCheckpointReply } from '../audit/audit-questions-api.ts'
import type { ViewerDeps } from '../deps.ts'
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

const checkpoint = z.object({
  note: z.string().nullable(),
  verifierKey: z.string(),
  origin: z.string().nullable(),
})

const checkpointsReply: z.ZodType<CheckpointsReply, CheckpointsReply> = z.object({
  audit: checkpoint,
  recordings: checkpoint,
})

/** What whoever verifies in a page begins with. */
export const checkpointsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/integrity/checkpoints',
  summary: 'The newest signed checkpoint of each log, its key and its first leaf',
  permission: ['auditor', 'privacy-officer'],
  audit: 'none',
  reply: checkpointsReply,
  handle: async (_, deps): Promise<CheckpointsReply> => {
    const [audit, recordings] = await Promise.all([
      readCheckpoint(deps, 'audit'),
      readCheckpoint(deps, 'recordings'),
    ])
    return { audit, recordings }
  },
})

async function readCheckpoint(
  { anchor, auditQuestions }: ViewerDeps,
  log: 'audit' | 'recordings',
): Promise<LogCheckpointReply> {
  const [newest, origin] = await Promise.all([anchor.latestCheckpoint(log), auditQuestions.firstLeaf(log)])
  return {
    note: newest?.note ?? null,
    verifierKey: encodeVerifierKey(anchor.verifiers[log]),
    origin: origin ?? null,
  }
}
