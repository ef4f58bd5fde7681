// What of a replay was really played, as its player reports it (design.md §5.9): held against what was released to that
// replay, so that a report can say less than was seen and never more.
import type { AuditEventInput, OpenedReplay, PlayedSpan } from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'

/** What a player says was played of one stream since its last report. */
export interface PlayedStream {
  readonly stream: string
  readonly spans: readonly PlayedSpan[]
}

/** A report of a player. */
export interface PlayedReport {
  readonly replayId: string
  readonly streams: readonly PlayedStream[]
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

// What one event can list; the shortest are left out.
const mostSpans = 64

/**
 * Records a report: one event for each stream of which something was played.
 * @throws ViewerError `not_found`
 */
export async function closeReplay(deps: ViewerDeps, report: PlayedReport): Promise<void> {
  const { actor, client, requestId, replayId } = report
  const replay = await deps.replays.findReplay(replayId)
  if (replay === undefined || replay.userId !== actor.userId) {
    const denyReason = replay === undefined ? 'not_found' : 'other_user'
    const target = { replay: replayId }
    await recordEvent(deps, {
      action: 'replay.close',
      outcome: 'denied',
      denyReason,
      actor,
      client,
      requestId,
      target,
    })
    throw new ViewerError('not_found')
  }
  const events = await Promise.all(report.streams.map((played) => toEvents(deps, report, { replay, played })))
  const played = events.flat()
  if (played.length > 0) await deps.audit.appendInTransaction(async () => played)
}

async function toEvents(
  deps: ViewerDeps,
  { actor, client, requestId }: PlayedReport,
  { replay, played }: { readonly replay: OpenedReplay; readonly played: PlayedStream },
): Promise<readonly AuditEventInput<'replay.close'>[]> {
  const { stream } = played
  const spans = longest(await deps.replays.clipToReleased({ replay: replay.id, stream }, played.spans))
  const [first, last] = [spans[0], spans.at(-1)]
  if (first === undefined || last === undefined) return []
  const target = { app: replay.appId, session: replay.session, stream, replay: replay.id }
  return [
    toAuditEvent({
      action: 'replay.close',
      outcome: 'success',
      actor,
      client,
      requestId,
      purpose: replay.purpose,
      target: { ...target, fromMs: first.fromMs, toMs: last.toMs },
      extent: {
        replayMs: spans.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
        spans: spans.map(({ fromMs, toMs }) => `${fromMs}-${toMs}`),
      },
    }),
  ]
}

function longest(spans: readonly PlayedSpan[]): readonly PlayedSpan[] {
  if (spans.length <= mostSpans) return spans
  return spans
    .toSorted((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs))
    .slice(0, mostSpans)
    .toSorted((a, b) => a.fromMs - b.fromMs)
}
