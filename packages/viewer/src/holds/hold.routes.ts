// Legal holds over HTTP: privacy officers place and lift them, with a fresh proof of who they are; auditors read.
import { z } from 'zod'
import type { Role } from '../access/actor.ts'
import { noteLimit } from '../replays/purpose.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { lift, list, place } from './hold.service.ts'
import type { HoldListReply, HoldReply } from './holds-api.ts'

const readers: readonly Role[] = ['privacy-officer', 'auditor']
const officers: readonly Role[] = ['privacy-officer']

const timeMs = z.number().int().min(0)
const app = z.string().regex(/^[a-z0-9-]{1,64}$/u)

const hold: z.ZodType<HoldReply, HoldReply> = z.object({
  id: z.string(),
  scope: z.object({
    kind: z.enum(['session', 'app', 'subject', 'window']),
    session: z.exactOptional(z.string()),
    app: z.exactOptional(z.string()),
    subject: z.exactOptional(z.string()),
    fromMs: z.exactOptional(timeMs),
    toMs: z.exactOptional(timeMs),
  }),
  placedAtMs: timeMs,
  placedBy: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  authority: z.exactOptional(z.string()),
  lifted: z.exactOptional(
    z.object({ atMs: timeMs, by: z.exactOptional(z.string()), reason: z.exactOptional(z.string()) }),
  ),
})

const listReply: z.ZodType<HoldListReply, HoldListReply> = z.object({ holds: z.array(hold).readonly() })

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

const listHoldsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/holds',
  summary:
    'List legal holds, newest first, lifted ones too, with their reasons; of a session those that hold it',
  permission: readers,
  audit: 'audit.read',
  query: z.object({ session: z.exactOptional(z.uuid()) }),
  reply: listReply,
  handle: ({ actor, query, client, requestId }, deps): Promise<HoldListReply> =>
    list(
      deps,
      { actor, client, requestId },
      query.session === undefined ? {} : { session: query.session.toLowerCase() },
    ),
})

const placeHoldRoute: Route = defineRoute({
  method: 'post',
  path: '/api/holds',
  summary:
    'Place a legal hold on a session, an app, the sessions of a subject, or those of an app with something in a time',
  permission: officers,
  audit: 'hold.place',
  stepUp: true,
  body: z.strictObject({
    scope: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('session'), session: z.uuid().toLowerCase() }),
      z.strictObject({ kind: z.literal('app'), app }),
      z.strictObject({ kind: z.literal('subject'), app, subject: text(128) }),
      z
        .strictObject({ kind: z.literal('window'), app, fromMs: timeMs, toMs: timeMs })
        .refine(({ fromMs, toMs }) => fromMs < toMs),
    ]),
    reason: text(noteLimit),
    authority: z.exactOptional(text(64)),
  }),
  reply: z.object({ id: z.string() }),
  status: 201,
  handle: async ({ actor, body, client, requestId }, deps): Promise<{ id: string }> => ({
    id: await place(deps, { actor, client, requestId }, body),
  }),
})

const liftHoldRoute: Route = defineRoute({
  method: 'post',
  path: '/api/holds/:id/lift',
  summary: 'Lift a legal hold, with a reason',
  permission: officers,
  audit: 'hold.lift',
  stepUp: true,
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ reason: text(noteLimit) }),
  status: 204,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<Response> => {
    await lift(deps, { actor, client, requestId }, { id: params.id.toLowerCase(), reason: body.reason })
    return new Response(null, { status: 204 })
  },
})

/** Legal holds. */
export const holdRoutes: readonly Route[] = [listHoldsRoute, placeHoldRoute, liftHoldRoute]
