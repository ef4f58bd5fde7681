// Opening a replay, and reading its ranges: the two routes through which anyone watches anything.
import { z } from 'zod'
import { replayRoles } from '../access/app-access.ts'
import type { ReplayReply } from '../api-types.ts'
import { chooseEncoding } from '../http/content-encoding.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { closeReplay } from './close-replay.service.ts'
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

const segmentIndex = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 20)

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
      fromIndex: z.exactOptional(segmentIndex),
      heldFrom: z.exactOptional(segmentIndex),
      heldTo: z.exactOptional(segmentIndex),
    })
    .refine((range) => range.fromMs <= range.toMs),
  mediaType: 'application/x-ndjson',
  handle: ({ actor, params, query, client, requestId, acceptEncoding, signal }, deps) =>
    readRange(deps, {
      signal,
      encoding: chooseEncoding(acceptEncoding),
      replayId: params.replayId,
      wanted: { stream: params.stream, ...query },
      actor,
      client,
      requestId,
    }),
})

const span = z.strictObject({ fromMs: time, toMs: time }).refine(({ fromMs, toMs }) => fromMs < toMs)

/** What of a replay was played since the last report: at its end, and meanwhile. */
export const closeReplayRoute: Route = defineRoute({
  method: 'post',
  path: '/api/replays/:replayId/played',
  summary: 'Report what of an opened replay was played; only what was released to it counts',
  permission: replayRoles,
  audit: 'replay.close',
  params: z.object({ replayId: z.uuid() }),
  body: z.strictObject({
    streams: z.array(z.strictObject({ stream: z.uuid(), spans: z.array(span).max(64) })).max(32),
  }),
  status: 204,
  handle: async ({ actor, params, body, client, requestId }, deps): Promise<Response> => {
    await closeReplay(deps, { ...params, ...body, actor, client, requestId })
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  },
})
