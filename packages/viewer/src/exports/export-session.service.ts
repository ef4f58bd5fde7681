// Exports a session over HTTP: for each stream the event is committed first, then its key is unwrapped and its segments are
// opened as fast as they are taken (design.md §1.3, §5.9). What has left is beyond any later shred, and the log says so.
import type { CommittedAuditEvent, PurposeOfUse, ServiceToken } from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { causeCodes } from '../http/log-line.ts'
import { toViewerError } from '../http/to-viewer-error.ts'
import { toEventLines } from '../replays/event-lines.ts'
import { anchorRefusal } from '../replays/open-replay.service.ts'
import { ViewerError } from '../viewer-error.ts'
import { type ExportedStream, type ExportPlan, type ExportRefusal, judgeExport } from './judge-export.ts'

/** Who exports which session, and why. */
export interface ExportRequest {
  readonly session: string
  readonly purpose: PurposeOfUse
  readonly note?: string
  readonly ticket?: string
  readonly actor: Actor
  /** Of a service; a person has none. */
  readonly serviceToken: ServiceToken | undefined
  readonly client: ClientInfo
  readonly requestId: string
}

const encoder = new TextEncoder()

// An export that is not taken by then is to be asked for again: meanwhile the right to it may have ended.
const exportMs = 10 * 60_000

/**
 * The events of a session as NDJSON, by stream in the order they began. The first segment is opened before the answer
 * begins, so that what cannot be exported at all is an error; what fails later breaks the answer off.
 * @throws ViewerError the deny reasons, `too_many_exports`, `open_failed` and those of opening
 */
export async function exportSession(deps: ViewerDeps, request: ExportRequest): Promise<Response> {
  const streams = await findExported(deps, request)
  const leave = deps.exportGate.enter()
  if (leave === undefined) throw new ViewerError('too_many_exports')
  const lines = writeStreams(deps, { request, streams })
  try {
    const first = await lines.next()
    return new Response(toStream(deps, { request, lines, first, leave }), {
      headers: {
        'content-type': 'application/x-ndjson',
        'content-disposition': `attachment; filename="session-${request.session}.jsonl"`,
        'cache-control': 'no-store',
      },
    })
  } catch (error) {
    leave()
    throw error
  }
}

/** All streams are judged before the first is opened, so that a session leaves whole or not at all. */
async function findExported(deps: ViewerDeps, request: ExportRequest): Promise<readonly ExportedStream[]> {
  const { serviceToken, purpose, session } = request
  if (serviceToken !== undefined && !serviceToken.purposes.includes(purpose)) {
    return refuse(deps, request, { refused: 'purpose_not_allowed' })
  }
  const streams = (await deps.replays.listStreams(session)).map(({ stream, appId }) => ({
    stream,
    app: appId,
  }))
  const app = streams[0]?.app
  if (app === undefined) return refuse(deps, request, { refused: 'not_found' })
  if (serviceToken !== undefined && !serviceToken.appIds.includes(app)) {
    return refuse(deps, request, { refused: 'app_not_allowed', app })
  }
  const stale = await anchorRefusal(deps)
  if (stale !== undefined) return refuse(deps, request, { refused: stale, app })
  const refused = await judgeWhole(deps, { request, streams })
  return refused === undefined ? streams : refuse(deps, request, { refused, app })
}

/** Why the session is not exported. Streams whose keys are destroyed are left out of it, and are no reason but all together. */
async function judgeWhole(
  deps: ViewerDeps,
  { request, streams }: Exporting,
): Promise<ExportRefusal | undefined> {
  let refused: ExportRefusal | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    let leftCount = 0
    for (const stream of streams) {
      const judgement = await judgeExport(deps, transaction, { request, stream })
      const reason = 'refused' in judgement ? judgement.refused : undefined
      if (reason === 'shredded') continue
      leftCount += 1
      refused ??= reason
    }
    if (leftCount === 0) refused = 'shredded'
    return []
  })
  return refused
}

type WholeRefusal = ExportRefusal | 'purpose_not_allowed' | 'app_not_allowed' | 'anchor_stale'

async function refuse(
  deps: ViewerDeps,
  request: ExportRequest,
  { refused, app }: { readonly refused: WholeRefusal; readonly app?: string },
): Promise<never> {
  const target = { session: request.session, ...(app === undefined ? {} : { app }), ...keyOf(request) }
  const denied = { outcome: 'denied', denyReason: refused, target } as const
  await deps.audit.append(toAuditEvent({ ...describe(request), ...denied }))
  throw new ViewerError(refused)
}

function describe({ actor, client, requestId, purpose, note, ticket }: ExportRequest) {
  return {
    action: 'recording.export',
    actor,
    client,
    requestId,
    purpose,
    ...(note === undefined ? {} : { note }),
    ...(ticket === undefined ? {} : { ticket }),
  } as const
}

function keyOf({ serviceToken }: ExportRequest): { readonly key?: string } {
  return serviceToken === undefined ? {} : { key: serviceToken.id }
}

interface Exporting {
  readonly request: ExportRequest
  readonly streams: readonly ExportedStream[]
}

async function* writeStreams(
  deps: ViewerDeps,
  { request, streams }: Exporting,
): AsyncGenerator<Uint8Array, void> {
  for (const stream of streams) {
    const { event, plan, refused } = await commitExport(deps, { request, stream })
    // Nothing of a stream whose key is destroyed leaves, and the event says so.
    if (refused !== undefined && refused !== 'shredded') throw new ViewerError(refused)
    if (plan !== undefined && event !== undefined) yield* writeStream(deps, { request, event, plan })
  }
}

interface CommittedExport {
  readonly event?: CommittedAuditEvent<'recording.export'> | undefined
  readonly plan?: ExportPlan | undefined
  readonly refused?: ExportRefusal | undefined
}

async function commitExport(
  deps: ViewerDeps,
  { request, stream }: { readonly request: ExportRequest; readonly stream: ExportedStream },
): Promise<CommittedExport> {
  let refused: ExportRefusal | undefined
  let plan: ExportPlan | undefined
  const event = await deps.audit.appendInReadTransaction(stream.stream, async (transaction) => {
    const judgement = await judgeExport(deps, transaction, { request, stream })
    const target = { ...stream, session: request.session, ...keyOf(request) }
    if ('refused' in judgement) {
      refused = judgement.refused
      return toAuditEvent({ ...describe(request), outcome: 'denied', denyReason: refused, target })
    }
    plan = judgement.plan
    const extent = { replayMs: 0, segments: 0, bytes: 0 }
    const described = plan === undefined ? { target, extent } : describePlan(plan, target)
    return toAuditEvent({ ...describe(request), outcome: 'success', ...described })
  })
  return { event, plan, refused }
}

function describePlan({ sealed: { segments }, viewRules }: ExportPlan, target: object) {
  const fromMs = segments.reduce((least, { startMs }) => Math.min(least, startMs), Number.POSITIVE_INFINITY)
  const toMs = segments.reduce((most, { endMs }) => Math.max(most, endMs), 0)
  const bytes = segments.reduce((sum, { length }) => sum + length, 0)
  return {
    target: { ...target, fromMs, toMs, fromIndex: 0, toIndex: segments.length - 1 },
    extent: { replayMs: toMs - fromMs, segments: segments.length, bytes },
    ...(viewRules === undefined ? {} : { ruleSetVersion: viewRules.version }),
  }
}

interface Writing {
  readonly request: ExportRequest
  readonly event: CommittedAuditEvent<'recording.export'>
  readonly plan: ExportPlan
}

async function* writeStream(
  deps: ViewerDeps,
  { request, event, plan }: Writing,
): AsyncGenerator<Uint8Array, void> {
  const redactor = plan.viewRules?.createRedactor()
  try {
    for await (const { plaintext } of deps.ranges.openRange(event, plan.sealed)) {
      if (deps.now() >= request.actor.sessionExpiresAtMs) throw new ViewerError('range_expired')
      yield encoder.encode(toEventLines(plaintext, redactor))
    }
  } catch (error) {
    const { id: _, timeMs: __, ...described } = event.event
    // Where that cannot be recorded either, the event that was committed before says more than happened.
    await deps.audit.append({ ...described, outcome: 'error' }).catch(() => undefined)
    throw error
  }
}

interface Sending {
  readonly request: ExportRequest
  readonly lines: AsyncGenerator<Uint8Array, void>
  readonly first: IteratorResult<Uint8Array, void>
  readonly leave: () => void
}

function toStream(deps: ViewerDeps, { request, lines, first, leave }: Sending): ReadableStream<Uint8Array> {
  let pending: IteratorResult<Uint8Array, void> | undefined = first
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    clearTimeout(timer)
    leave()
  }
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        timer = setTimeout(() => {
          controller.error(new ViewerError('range_expired'))
          end()
        }, exportMs).unref()
      },
      pull: async (controller) => {
        try {
          const next = pending ?? (await lines.next())
          pending = undefined
          if (!next.done) return controller.enqueue(next.value)
          controller.close()
        } catch (error) {
          const { code, cause } = toViewerError(error)
          const { requestId } = request
          deps.log({ level: 'error', event: 'failure', requestId, code, cause: causeCodes(cause) })
          controller.error(new ViewerError(code))
        }
        end()
      },
      cancel: async () => {
        end()
        await lines.return()
      },
    },
    // Nothing is opened before it is asked for.
    { highWaterMark: 0 },
  )
}
