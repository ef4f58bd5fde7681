// Takes a session out of Reseal: for each stream the audit event is committed first, then its key is unwrapped and its
// segments are opened (design.md §1.3, §5.9). What has left is beyond any later shred, and the log says so.
import { type Opening, readEvents } from '@reseal/opening'
import { parseRuleSet, type RuleSet } from '@reseal/redaction-rules'
import { createRedactorOfAll } from '@reseal/redaction-rules/retroactive'
import {
  type AuditEventInput,
  type AuditLog,
  type CommittedAuditEvent,
  type PublishedRuleSet,
  type ReplayRepository,
  type RuleSetInForce,
  type RuleSetRepository,
  type SealedStream,
  type SegmentLocation,
  type StreamSummary,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import { commandActor, commandClient } from '../deployment/logs.ts'
import { type StatedConsent, statedConsent } from './stated-consent.ts'

/** Why a session is exported. */
export interface ExportReason {
  readonly purpose: string
  readonly note?: string
  readonly ticket?: string
}

/** What an export needs. */
export interface ExportParts {
  readonly audit: AuditLog
  readonly recordings: ReplayRepository
  readonly opening: Opening
  readonly ruleSets: RuleSetRepository
  /** Told of each stream whose key is destroyed: nothing of it is exported. */
  onShredded(stream: string): void
  /** Told of each exported stream on what consent it rests, as soon as a segment says so. */
  onConsent(stream: string, consent: StatedConsent): void
}

/** One opened segment. */
export interface ExportedSegment {
  readonly stream: string
  readonly index: number
  /** rrweb events in their order. */
  readonly events: readonly unknown[]
}

/**
 * Exports all streams of a session, by start and then index. Streams whose key was shredded are passed over, with an
 * audit event that says so.
 * @throws CliError 'not_found' when there is no such session, or no stream of it that can be opened; ProtocolError
 *   'open_failed'
 */
export async function* exportSession(
  parts: ExportParts,
  session: string,
  reason: ExportReason,
): AsyncGenerator<ExportedSegment, void> {
  const streams = await parts.recordings.listStreams(session)
  if (streams.length === 0) throw new CliError('not_found', 'There is no such session.')
  let exportedCount = 0
  for (const stream of streams) {
    const { event, sealed, segments, ruleSet } = await commitExport(parts, stream, reason)
    if (sealed) {
      exportedCount += 1
      yield* recordFailure(
        parts.audit,
        event,
        openExported(parts, event, { stream, sealed, segments, ruleSet }),
      )
    } else {
      parts.onShredded(stream.stream)
    }
  }
  if (exportedCount === 0) throw new CliError('not_found', 'The keys of all its streams are destroyed.')
}

/** A stream whose key was to be used, and which then could not be opened to its end, is an event of its own. */
async function* recordFailure(
  audit: AuditLog,
  { event }: CommittedAuditEvent<'recording.export'>,
  segments: AsyncGenerator<ExportedSegment, void>,
): AsyncGenerator<ExportedSegment, void> {
  try {
    yield* segments
  } catch (error) {
    const { id: _, timeMs: __, ...described } = event
    // Where that cannot be recorded either, the event that was committed before says more than happened.
    await audit.append({ ...described, outcome: 'error' }).catch(() => undefined)
    throw error
  }
}

interface CommittedExport {
  readonly event: CommittedAuditEvent<'recording.export'>
  readonly sealed: SealedStream | undefined
  readonly segments: readonly SegmentLocation[]
  readonly ruleSet: RuleSetInForce | undefined
}

async function commitExport(
  { audit, recordings, ruleSets }: ExportParts,
  stream: StreamSummary,
  reason: ExportReason,
): Promise<CommittedExport> {
  let sealed: SealedStream | undefined
  let segments: readonly SegmentLocation[] = []
  let ruleSet: RuleSetInForce | undefined
  const event = await audit.appendInReadTransaction(stream.stream, async (transaction) => {
    sealed = await recordings.readSealedStream(stream.stream)
    segments = await recordings.listSegments(stream.stream)
    ruleSet = await ruleSets.findNewest(stream.appId, transaction)
    return describeExport({ stream, segments, isShredded: sealed === undefined, ruleSet }, reason)
  })
  return { event, sealed, segments, ruleSet }
}

function describeExport(
  {
    stream,
    segments,
    isShredded,
    ruleSet,
  }: {
    stream: StreamSummary
    segments: readonly SegmentLocation[]
    isShredded: boolean
    ruleSet: RuleSetInForce | undefined
  },
  { purpose, note, ticket }: ExportReason,
): AuditEventInput<'recording.export'> {
  const fromMs = Math.min(...segments.map((segment) => segment.startMs))
  const toMs = Math.max(...segments.map((segment) => segment.endMs))
  const bytes = segments.reduce((sum, segment) => sum + segment.length, 0)
  const range = segments.length > 0 ? { fromMs, toMs, fromIndex: 0, toIndex: segments.length - 1 } : {}
  return {
    action: 'recording.export',
    outcome: isShredded ? 'denied' : 'success',
    ...(isShredded ? { denyReason: 'shredded' as const } : {}),
    actor: commandActor(),
    client: commandClient(),
    purpose,
    ...(note === undefined ? {} : { note }),
    ...(ticket === undefined ? {} : { ticket }),
    target: { app: stream.appId, session: stream.session, stream: stream.stream, ...range },
    extent: { replayMs: segments.length > 0 ? toMs - fromMs : 0, segments: segments.length, bytes },
    ...(ruleSet ? { ruleSetVersion: Buffer.from(ruleSet.sha256).toString('hex') } : {}),
  }
}

function parsePublished({ body }: PublishedRuleSet): RuleSet {
  return parseRuleSet(JSON.parse(Buffer.from(body).toString('utf8')))
}

async function* openExported(
  { opening, onConsent }: ExportParts,
  committed: CommittedAuditEvent<'recording.export'>,
  {
    stream,
    sealed,
    segments,
    ruleSet,
  }: {
    stream: StreamSummary
    sealed: SealedStream
    segments: readonly SegmentLocation[]
    ruleSet: RuleSetInForce | undefined
  },
): AsyncGenerator<ExportedSegment, void> {
  const redactor = ruleSet && createRedactorOfAll([ruleSet, ...ruleSet.waiting].map(parsePublished))
  const { headerBytes, keyId, enc } = sealed
  const [first, ...rest] = segments
  if (first === undefined) return
  const range = {
    stream: { app: stream.appId, keyId, headerBytes, enc },
    segments: [first, ...rest],
    previousLink: undefined,
  } as const
  let consent: StatedConsent | undefined
  for await (const { segment, plaintext } of opening.openRange(committed, range)) {
    const events = readEvents(plaintext)
    if (consent === undefined) {
      consent = statedConsent(headerBytes, events)
      if (consent !== undefined) onConsent(stream.stream, consent)
    }
    const shown = redactor ? events.flatMap((event) => redactor.redact(event) ?? []) : events
    yield { stream: stream.stream, index: segment.index, events: shown }
  }
}
