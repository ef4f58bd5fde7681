// Retention over HTTP: privacy officers set rules, decide about each other's and look before; auditors read.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { ask, decide, dryRun, read, set } from './retention.service.ts'
import type { DryRunReply, RetentionReply } from './retention-api.ts'

const readers: readonly Role[] = ['privacy-officer', 'auditor']
const officers: readonly Role[] = ['privacy-officer']

const timeMs = z.number().int().min(0)
const count = z.number().int().min(0)
const days = z.number().int()

const rules = z.object({
  minimumDays: days,
  maximumDays: days,
  days,
  daysWithErrors: z.exactOptional(days),
  apps: z.record(
    z.string(),
    z.object({ days: z.exactOptional(days), daysWithErrors: z.exactOptional(days) }),
  ),
  labels: z.array(z.object({ name: z.string(), value: z.exactOptional(z.string()), days })).readonly(),
})

const reply: z.ZodType<RetentionReply, RetentionReply> = z.object({
  sets: z
    .array(
      z.object({
        seq: count,
        state: z.enum(['in-force', 'replaced', 'waiting', 'refused', 'overtaken']),
        rules,
        setAtMs: timeMs,
        setBy: z.exactOptional(z.string()),
        reason: z.exactOptional(z.string()),
        decidedBy: z.exactOptional(z.string()),
      }),
    )
    .readonly(),
  runs: z
    .array(
      z.object({
        id: count,
        cause: z.enum(['schedule', 'asked']),
        startedAtMs: z.exactOptional(timeMs),
        endedAtMs: z.exactOptional(timeMs),
        lookedCount: count,
        forgottenCount: count,
        heldCount: count,
        busyCount: count,
        streamCount: count,
      }),
    )
    .readonly(),
  batches: z.object({ emptied: count, rewritten: count, deletedBytes: count, waitingBytes: count }),
  nextRunAtMs: z.exactOptional(timeMs),
})

const due = z.object({
  app: z.string(),
  cause: z.enum(['deployment', 'app', 'label', 'errors']),
  sessions: count,
  streams: count,
  oldestMs: timeMs,
})

const dryRunReply: z.ZodType<DryRunReply, DryRunReply> = z.object({
  due: z.array(due).readonly(),
  held: z.array(due).readonly(),
  isWhole: z.boolean(),
})

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const reason = z
  .string()
  .trim()
  .min(1)
  .max(noteLimit)
  .refine((value) => value.isWellFormed() && !value.includes('\0'))

const seq = z.string().regex(/^\d{1,15}$/u)

const readRetentionRoute: Route = defineRoute({
  method: 'get',
  path: '/api/retention',
  summary: 'For how long sessions are kept: the rules with their history, and the last runs',
  permission: readers,
  audit: 'retention.view',
  reply,
  handle: ({ actor, client, requestId }, deps): Promise<RetentionReply> =>
    read(deps, { actor, client, requestId }),
})

const setRetentionRoute: Route = defineRoute({
  method: 'post',
  path: '/api/retention',
  summary:
    'Set for how long sessions are kept; what keeps something for less time waits for another privacy officer',
  permission: officers,
  audit: 'retention.change',
  stepUp: true,
  // What is wrong with rules is said by field: see `checkRetentionRules` of the store.
  body: z.strictObject({ rules: z.unknown(), reason }),
  reply: z.object({ seq: count, state: z.enum(['waiting', 'in-force']) }),
  status: 201,
  handle: (
    { actor, body, client, requestId },
    deps,
  ): Promise<{ seq: number; state: 'waiting' | 'in-force' }> => set(deps, { actor, client, requestId }, body),
})

const decideRetentionRoute: Route = defineRoute({
  method: 'post',
  path: '/api/retention/:seq/decision',
  summary: 'Approve or refuse rules that keep something for less time, as another privacy officer',
  permission: officers,
  audit: 'retention.change',
  stepUp: true,
  params: z.object({ seq }),
  body: z.strictObject({ approve: z.boolean(), reason }),
  status: 204,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<Response> => {
    await decide(deps, { actor, client, requestId }, { seq: Number(params.seq), ...body })
    return new Response(null, { status: 204 })
  },
})

const dryRunRoute: Route = defineRoute({
  method: 'get',
  path: '/api/retention/due',
  summary:
    'What a run of retention would forget now, by the rules in force or by others, and what holds keep',
  permission: readers,
  audit: 'retention.view',
  query: z.object({ seq: z.exactOptional(seq) }),
  reply: dryRunReply,
  handle: ({ actor, query, client, requestId }, deps): Promise<DryRunReply> =>
    dryRun(deps, { actor, client, requestId }, query.seq === undefined ? {} : { seq: Number(query.seq) }),
})

const askRunRoute: Route = defineRoute({
  method: 'post',
  path: '/api/retention/runs',
  summary: 'Have the worker begin a run of retention now',
  permission: officers,
  audit: 'retention.ask',
  stepUp: true,
  body: z.strictObject({}),
  status: 204,
  handle: async ({ actor, client, requestId }, deps): Promise<Response> => {
    await ask(deps, { actor, client, requestId })
    return new Response(null, { status: 204 })
  },
})

/** Retention. */
export const retentionRoutes: readonly Route[] = [
  readRetentionRoute,
  setRetentionRoute,
  decideRetentionRoute,
  dryRunRoute,
  askRunRoute,
]
