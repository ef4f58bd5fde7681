// The rules registry over HTTP: who answers for rules reads it, privacy officers decide.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { manifestChanges } from './manifest-changes.ts'
import { decideRules, readRules } from './rules.service.ts'
import type { ManifestChangesReply, RulesReply } from './rules-api.ts'

const readers: readonly Role[] = ['privacy-officer', 'auditor', 'admin']
const officers: readonly Role[] = ['privacy-officer']

const count = z.number().int()
const changes = z.array(z.object({ list: z.string(), id: z.string(), reason: z.string() })).readonly()

const previewRules = z
  .array(z.object({ list: z.enum(['allow', 'mask', 'block']), id: z.string(), selector: z.string() }))
  .readonly()

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
              preview: z.exactOptional(z.object({ added: previewRules, removed: previewRules })),
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

const changesReply: z.ZodType<ManifestChangesReply, ManifestChangesReply> = z.object({
  release: z.string(),
  comparedTo: z.exactOptional(z.string()),
  addedCount: count,
  removedCount: count,
  added: z.array(z.string()).readonly(),
  removed: z.array(z.string()).readonly(),
})

/** What a release's manifest of static texts adds and takes away. */
export const manifestChangesRoute: Route = defineRoute({
  method: 'get',
  path: '/api/rules/manifests/changes',
  summary: 'Static texts that a release adds and takes away, against the release published before it',
  permission: readers,
  audit: 'rules.view',
  query: z.object({
    app: z.string().regex(/^[a-z0-9-]{1,64}$/u),
    release: z.string().min(1).max(128),
    search: z.exactOptional(z.string().max(200)),
  }),
  reply: changesReply,
  handle: ({ actor, query, client, requestId }, deps): Promise<ManifestChangesReply> =>
    manifestChanges(deps, { actor, client, requestId }, query),
})
