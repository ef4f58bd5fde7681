// Opens a range as the browser takes it and writes its events as NDJSON; afterwards `replay.delivered` records what
// was written, however it ended (design.md §5.9).
import { keyName, type OpenedSegment } from '@reseal/opening'
import type { RangeEnd, RangeTrailer } from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { compress } from '../http/content-encoding.ts'
import { causeCodes } from '../http/log-line.ts'
import { toViewerError } from '../http/to-viewer-error.ts'
import { publicCode, ViewerError } from '../viewer-error.ts'
import { toEventLines } from './event-lines.ts'
import type { RangePlan } from './plan-range.ts'
import type { CommittedRange } from './read-range.service.ts'

const encoder = new TextEncoder()

/**
 * The answer for a range whose event is committed. The first segment is opened before the answer begins, so that
 * what cannot be opened at all is an error and not an answer that breaks off.
 * @throws ViewerError `open_failed` and those of `openRange`; StoreError where the objects do not answer
 */
export async function deliverRange(deps: ViewerDeps, range: CommittedRange): Promise<Response> {
  const delivery = createDelivery(deps, range)
  const opened = deps.ranges.openRange(range.committed, range.plan.sealed)
  deps.keyWatch.add(range.plan.stream, keyName(range.plan.sealed.stream.headerBytes))
  const lines = writeLines(deps, { opened, plan: range.plan, delivery })
  const first = await lines.next().catch(async (error: unknown) => {
    await delivery.finish('error')
    throw error
  })
  const { encoding } = range.request
  const body = toStream(deps, { range, lines, first, delivery })
  return new Response(encoding === undefined ? body : compress(body, encoding), {
    headers: {
      'content-type': 'application/x-ndjson',
      vary: 'accept-encoding',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      'cache-control': 'no-store',
      // Of the event that released this range: GET /api/audit/<index>/receipt proves it offline.
      'x-audit-index': String(range.committed.index),
    },
  })
}

/** Counts what was written, and records it once. */
interface Delivery {
  count(opened: OpenedSegment, sizeBytes: number): void
  finish(outcome: 'success' | 'error'): Promise<void>
}

function createDelivery(deps: ViewerDeps, { plan, request, replay }: CommittedRange): Delivery {
  const segments: OpenedSegment['segment'][] = []
  let bytes = 0
  let finished: Promise<void> | undefined

  async function record(outcome: 'success' | 'error'): Promise<void> {
    const { actor, client, requestId } = request
    const times = segments.length === 0 ? {} : timesOf(segments)
    const replayMs = segments.length === 0 ? 0 : timesOf(segments).toMs - timesOf(segments).fromMs
    const { stream } = plan
    try {
      await recordEvent(deps, {
        action: 'replay.delivered',
        outcome,
        actor,
        client,
        requestId,
        purpose: replay.purpose,
        target: { app: replay.appId, session: replay.session, stream, replay: replay.id, ...times },
        extent: { replayMs, segments: segments.length, bytes },
        ...(plan.viewRules === undefined ? {} : { ruleSetVersion: plan.viewRules.version }),
      })
    } catch (error) {
      // `replay.read` covers everything that left; this event only narrows it.
      deps.log({
        level: 'error',
        event: 'failure',
        requestId,
        code: 'delivery_unrecorded',
        cause: causeCodes(error),
      })
    }
  }

  return {
    count: ({ segment }, sizeBytes) => {
      segments.push(segment)
      bytes += sizeBytes
    },
    finish: (outcome) => {
      finished ??= record(outcome)
      return finished
    },
  }
}

interface Times {
  readonly fromMs: number
  readonly toMs: number
  readonly fromIndex: number
  readonly toIndex: number
}

function timesOf(segments: readonly OpenedSegment['segment'][]): Times {
  return {
    fromMs: Math.min(...segments.map((segment) => segment.startMs)),
    toMs: Math.max(...segments.map((segment) => segment.endMs)),
    fromIndex: Math.min(...segments.map((segment) => segment.index)),
    toIndex: Math.max(...segments.map((segment) => segment.index)),
  }
}

interface OpenedRange {
  readonly opened: AsyncGenerator<OpenedSegment, void>
  readonly plan: RangePlan
  readonly delivery: Delivery
}

async function* writeLines(
  deps: ViewerDeps,
  { opened, plan, delivery }: OpenedRange,
): AsyncGenerator<Uint8Array, void> {
  const { stream, sealed, firstIndex, viewRules } = plan
  const redactor = viewRules?.createRedactor()
  for await (const each of opened) {
    // What was forgotten while it is being sent is sent no further, whatever is in memory.
    if (!(await deps.deletions.livingOf([stream])).has(stream)) {
      deps.openers.forget(keyName(sealed.stream.headerBytes))
      throw new ViewerError('shredded')
    }
    const bytes = encoder.encode(toEventLines(each.plaintext, redactor))
    if (each.segment.index < firstIndex) continue
    // Before it is handed over: what the other side may have is counted.
    delivery.count(each, bytes.byteLength)
    yield bytes
  }
}

interface Writing {
  readonly range: CommittedRange
  readonly lines: AsyncGenerator<Uint8Array, void>
  readonly first: IteratorResult<Uint8Array, void>
  readonly delivery: Delivery
}

function toStream(deps: ViewerDeps, { range, lines, first, delivery }: Writing): ReadableStream<Uint8Array> {
  let pending: IteratorResult<Uint8Array, void> | undefined = first
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const next = pending ?? (await lines.next())
          pending = undefined
          if (!next.done) return controller.enqueue(next.value)
          controller.enqueue(trailer({ end: endOf(range) }))
          await delivery.finish('success')
        } catch (error) {
          const { code, cause } = toViewerError(error)
          const { requestId } = range.request
          deps.log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(cause) })
          controller.enqueue(trailer({ error: { code: publicCode(code), requestId } }))
          await delivery.finish('error')
        }
        controller.close()
      },
      cancel: async () => {
        await lines.return()
        await delivery.finish('success')
      },
    },
    // Nothing is opened before it is asked for.
    { highWaterMark: 0 },
  )
}

function trailer(line: RangeTrailer): Uint8Array {
  return encoder.encode(`${JSON.stringify(line)}\n`)
}

function endOf({ plan }: CommittedRange): RangeEnd {
  const { sealed, firstIndex, fromMs, toMs, nextIndex, untilMs, isLast } = plan
  const lastIndex = sealed.segments[0].index + sealed.segments.length - 1
  return { fromMs, toMs, firstIndex, lastIndex, nextIndex, untilMs, isLast }
}
