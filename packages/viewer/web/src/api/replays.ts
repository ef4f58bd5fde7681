// Opening a replay for a purpose, and reading its ranges. Each read is an audit event on the server.
import type { ErrorReply, RangeEnd, RangeTrailer, ReplayReply } from '../../../src/api-types.ts'
import type { Purpose } from '../../../src/replays/purpose.ts'
import type { PlayedStream } from '../replay/played-spans.ts'
import { ApiFailure } from './api-failure.ts'
import { readLines } from './ndjson.ts'
import { postJson, request, withParameters } from './request.ts'

/** Why a replay is opened. */
export interface PurposeOfUse {
  readonly purpose: Purpose
  readonly note?: string
  readonly ticket?: string
}

/** An event as the recorder made it: rrweb's format, redacted. `timestamp` is milliseconds since 1970. */
export interface ReplayEvent {
  readonly type: number
  readonly timestamp: number
  readonly data: unknown
}

/**
 * What to read of a stream. `fromIndex` goes on behind an earlier range, without a keyframe lead-in; `heldFrom` and
 * `heldTo` name segments that are held: where the keyframe is one of them, the range begins behind them.
 */
export interface RangeRequest {
  readonly fromMs: number
  readonly toMs: number
  readonly fromIndex?: number
  readonly heldFrom?: number
  readonly heldTo?: number
}

/** A range that was read to its end. */
export interface Range {
  readonly events: readonly ReplayEvent[]
  readonly end: RangeEnd
}

/** @throws ApiFailure with the deny reason as code */
export function openReplay(session: string, why: PurposeOfUse): Promise<ReplayReply> {
  return postJson(`/api/sessions/${session}/replays`, why)
}

/** Reads one range to its end. @throws ApiFailure, also when the range breaks off */
export async function readRange(
  source: { readonly replayId: string; readonly stream: string },
  range: RangeRequest,
  signal?: AbortSignal,
): Promise<Range> {
  const path = withParameters(`/api/replays/${source.replayId}/streams/${source.stream}/events`, { ...range })
  const response = await request(path, signal === undefined ? {} : { signal })
  const events: ReplayEvent[] = []
  for await (const line of readLines(response)) {
    const value = parseLine(line)
    if (!isTrailer(value)) events.push(value)
    else if ('end' in value) return { events, end: value.end }
    else throw new ApiFailure({ ...value.error, status: response.status })
  }
  throw new ApiFailure({ code: 'offline', status: response.status })
}

/** Reports what was played. With `isLeaving` the request outlives the page. @throws ApiFailure */
export async function reportPlayed(
  replayId: string,
  streams: readonly PlayedStream[],
  isLeaving: boolean,
): Promise<void> {
  await request(`/api/replays/${replayId}/played`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ streams }),
    keepalive: isLeaving,
  })
}

function parseLine(line: string): ReplayEvent | RangeTrailer {
  try {
    return JSON.parse(line) as ReplayEvent | RangeTrailer
  } catch (error) {
    throw new ApiFailure({ code: 'unreadable_answer', status: 200 }, { cause: error })
  }
}

function isTrailer(value: ReplayEvent | RangeTrailer): value is { end: RangeEnd } | ErrorReply {
  return !('type' in value)
}
