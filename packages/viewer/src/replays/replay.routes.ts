// Opening a replay, and reading its ranges: the two routes through which anyone watches anything.
import { z } from 'zod'
import { replayRoles } from '../access/app-access.ts'
import type { ReplayReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { openReplay } from './open-replay.service.ts'
import { noteLimit, purposes } from './purpose.ts'
import { readRange } from './read-range.service.ts'

const reply: z.ZodType<ReplayReply, ReplayReply> = z.object({
  replayId: z.string(),
  expiresAtMs: z.number().int(),
})

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

const time = z.coerce.number().int().min(0).max(8_640_000_000_000_000)

/** Opens a session's replay for a purpose of use. */
export const openReplayRoute: Route = defineRoute({
  method: 'post',
  path: '/api/sessions/:id/replays',
  summary: 'Open a replay for a purpose of use',
  permission: replayRoles,
  audit: 'replay.open',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    purpose: z.enum(purposes),
    note: z.exactOptional(text(noteLimit)),
    ticket: z.exactOptional(text(64)),
  }),
  reply,
  status: 201,
  handle: ({ actor, params, body, client, requestId }, deps): Promise<ReplayReply> =>
    openReplay(deps, { ...body, session: params.id, actor, client, requestId }),
})

/** A range of a stream as NDJSON: one event a line, and a last line that says how it ended. */
export const readRangeRoute: Route = defineRoute({
  method: 'get',
  path: '/api/replays/:replayId/streams/:stream/events',
  summary: 'Read a range of a stream: events as NDJSON, from the keyframe before it',
  permission: replayRoles,
  audit: 'replay.read',
  params: z.object({ replayId: z.uuid(), stream: z.uuid() }),
  query: z
    .object({
      fromMs: time,
      toMs: time,
      fromIndex: z.exactOptional(
        z.coerce
          .number()
          .int()
          .min(0)
          .max(2 ** 20),
      ),
    })
    .refine((range) => range.fromMs <= range.toMs),
  mediaType: 'application/x-ndjson',
  handle: ({ actor, params, query, client, requestId }, deps) =>
    readRange(deps, {
      replayId: params.replayId,
      wanted: { stream: params.stream, ...query },
      actor,
      client,
      requestId,
    }),
})
