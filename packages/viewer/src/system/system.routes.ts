// The state of the deployment and a test of its identity provider, for admins.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { testProvider } from './provider-check.service.ts'
import type { ProviderCheckReply, SystemReply } from './system-api.ts'

const admins: readonly Role[] = ['admin']

const count = z.number().int()
const state = z.enum(['good', 'late', 'bad'])
const log = z.object({
  size: count,
  anchoredSize: count,
  anchorAgeMs: z.number().nullable(),
  unanchoredForMs: z.number(),
})

const systemReply: z.ZodType<SystemReply, SystemReply> = z.object({
  atMs: count,
  version: z.string(),
  schema: z.object({ newest: z.string(), count }),
  state,
  parts: z.array(z.object({ name: z.string(), required: z.boolean(), state, detail: z.string() })).readonly(),
  logs: z.object({ audit: log, recordings: log }),
  anchorMaxAgeMs: count,
  index: z.array(z.object({ app: z.string(), streams: count, ageMs: z.number(), failed: count })).readonly(),
  jobs: z
    .array(z.object({ job: z.string(), isLed: z.boolean(), succeededAgoMs: z.number().nullable() }))
    .readonly(),
  storage: z.object({ databaseBytes: count, batches: count, batchBytes: count }),
  notifications: z.object({ waiting: count, failing: count, oldestMs: z.number() }),
  signals: z.object({ waiting: count, oldestMs: z.number() }),
  sinks: z.array(z.object({ name: z.string(), behindLeaves: count, isFailing: z.boolean() })).readonly(),
  quarantined: count,
})

const providerReply: z.ZodType<ProviderCheckReply, ProviderCheckReply> = z.object({
  links: z.boolean(),
  provider: z.exactOptional(
    z.object({
      issuer: z.string(),
      clientId: z.string(),
      redirectUri: z.string(),
      groupsClaim: z.string(),
      mapsRoles: z.boolean(),
      mapsApps: z.boolean(),
      findings: z.array(z.object({ kind: z.enum(['good', 'problem', 'note']), text: z.string() })).readonly(),
      given: z.exactOptional(
        z.object({
          roles: z.array(z.string()).readonly(),
          apps: z.array(z.string()).readonly(),
          unknown: z.array(z.string()).readonly(),
        }),
      ),
    }),
  ),
})

/** Numbers and states, which name nobody. */
const systemRoute: Route = defineRoute({
  method: 'get',
  path: '/api/system',
  summary: 'State of the deployment: parts, logs, jobs, queues, sizes and versions',
  permission: admins,
  audit: 'none',
  reply: systemReply,
  handle: (_, deps): Promise<SystemReply> => deps.system(),
})

/** Asks the provider; a request of its own, since it leaves the deployment. */
const checkProviderRoute: Route = defineRoute({
  method: 'post',
  path: '/api/identity-provider/check',
  summary: 'Ask the identity provider what it offers, and what groups come to; nobody signs in',
  permission: admins,
  audit: 'configuration.view',
  body: z.strictObject({
    groups: z.exactOptional(z.array(z.string().min(1).max(200)).max(100)),
  }),
  reply: providerReply,
  handle: ({ actor, client, requestId, body }, deps): Promise<ProviderCheckReply> =>
    testProvider(deps, { actor, client, requestId }, body.groups),
})

/** Both. */
export const systemRoutes: readonly Route[] = [systemRoute, checkProviderRoute]
