// The rules registry over HTTP: who answers for rules reads it, privacy officers decide.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { decideRules, readRules } from './rules.service.ts'
import type { RulesReply } from './rules-api.ts'

const readers: readonly Role[] = ['privacy-officer', 'auditor', 'admin']
const officers: readonly Role[] = ['privacy-officer']

const count = z.number().int()
const changes = z.array(z.object({ list: z.string(), id: z.string(), reason: z.string() })).readonly()

const reply: z.ZodType<RulesReply, RulesReply> = z.object({
  apps: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        accepts: z.enum(['registered', 'any', 'first-set']),
        sets: z
          .array(
            z.object({
              seq: count,
              version: z.string(),
              sha256: z.string(),
              state: z.enum(['approved', 'pending', 'refused']),
              inForce: z.boolean(),
              publishedAtMs: count,
              publishedBy: z.exactOptional(z.string()),
              decidedBy: z.exactOptional(z.string()),
              reason: z.exactOptional(z.string()),
              diff: z.exactOptional(z.object({ readable: changes, masked: changes })),
              comparedTo: z.exactOptional(z.string()),
            }),
          )
          .readonly(),
        manifests: z
          .array(
            z.object({
              release: z.string(),
              sha256: z.string(),
              textCount: count,
              publishedAtMs: count,
            }),
          )
          .readonly(),
      }),
    )
    .readonly(),
})

/** What is published. */
export const readRulesRoute: Route = defineRoute({
  method: 'get',
  path: '/api/rules',
  summary: 'Published rule sets and manifests of all apps; of pending sets what they would show',
  permission: readers,
  audit: 'rules.view',
  reply,
  handle: ({ actor, client, requestId }, deps): Promise<RulesReply> =>
    readRules(deps, { actor, client, requestId }),
})

/** Approves or refuses a looser set. */
export const decideRulesRoute: Route = defineRoute({
  method: 'post',
  path: '/api/rules/:seq/decision',
  summary: 'Approve or refuse a rule set that shows more than the one in force, with a reason',
  permission: officers,
  audit: 'rules.decide',
  params: z.object({ seq: z.coerce.number().int().min(1) }),
  body: z.strictObject({
    approve: z.boolean(),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(noteLimit)
      .refine((value) => value.isWellFormed() && !value.includes('\0')),
    comparedTo: z.exactOptional(z.string().regex(/^[0-9a-f]{64}$/u)),
  }),
  status: 204,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<Response> => {
    await decideRules(deps, { actor, client, requestId }, { ...body, seq: params.seq })
    return new Response(null, { status: 204 })
  },
})
