// What was forgotten on purpose, and the certificate of it (design.md §1.5, §6): each stream with its tombstone leaf and the
// proof that an anchored log has it, what of it was destroyed, from when on that holds, and what had left before.
import { type AuditRecord, createLogReceipt, type ForgottenStream } from '@reseal/store'
import type { Actor, ClientInfo } from '../access/actor.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import type {
  CertifiedStream,
  DeletionCause,
  DeletionCertificate,
  DeletionListReply,
  DeletionReply,
  WithdrawalReply,
} from './deletions-api.ts'

/** Who asks, and from where. */
export interface Reader {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** Which deletions are asked for. */
export interface DeletionQuery {
  readonly app?: string
  /** Only below this index of the audit log. */
  readonly before?: number
}

// Of the audit log; each stream is one.
const readEvents = 200
const shownWithdrawals = 50

/** What was forgotten, newest first. */
export async function listDeletions(
  deps: ViewerDeps,
  reader: Reader,
  { app, before }: DeletionQuery,
): Promise<DeletionListReply> {
  const ofApp = app === undefined ? {} : { app }
  const records = await deps.auditRecords.list({
    actions: ['stream.shred'],
    outcome: 'success',
    limit: readEvents,
    ...ofApp,
    ...(before === undefined ? {} : { before }),
  })
  const withdrawals = await deps.deletions.withdrawals({ ...ofApp, limit: shownWithdrawals })
  await recordEvent(deps, {
    action: 'audit.read',
    outcome: 'success',
    ...reader,
    ...(app === undefined ? {} : { target: { app } }),
    extent: { events: records.length },
  })
  const last = records.at(-1)
  return {
    deletions: groupBySession(records),
    nextBefore: records.length === readEvents && last !== undefined ? last.index : null,
    withdrawals: withdrawals.flatMap(({ requestedAt, state, ...about }): WithdrawalReply[] =>
      state === 'done'
        ? []
        : [{ app: about.app, session: about.session, requestedAtMs: requestedAt.getTime(), state }],
    ),
  }
}

const causes: readonly string[] = [
  'withdrawal',
  'redaction',
  'officer',
  'retention',
] satisfies DeletionCause[]

function groupBySession(records: readonly AuditRecord[]): DeletionReply[] {
  const found = new Map<string, DeletionReply>()
  for (const { event } of records) {
    const { app, session } = event.target ?? {}
    const cause = event.purpose as DeletionCause | undefined
    if (app === undefined || session === undefined || cause === undefined || !causes.includes(cause)) continue
    const key = `${session} ${cause}`
    const known = found.get(key)
    if (known === undefined) found.set(key, { app, session, cause, atMs: event.timeMs, streamCount: 1 })
    else known.streamCount += 1
  }
  return [...found.values()]
}

const dayMs = 24 * 3_600_000

/**
 * The certificate of a session's forgotten streams.
 * @throws ViewerError `not_found` where nothing of it was forgotten, `not_anchored` while no checkpoint covers a tombstone
 */
export async function certify(
  deps: ViewerDeps,
  reader: Reader,
  session: string,
): Promise<DeletionCertificate> {
  const forgotten = await deps.deletions.forgotten(session)
  const [first] = forgotten
  const event = { action: 'deletion.certify', ...reader } as const
  if (first === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found', target: { session } })
    throw new ViewerError('not_found')
  }
  const streams = await Promise.all(forgotten.map((stream) => certifyStream(deps, stream)))
  const { app } = first
  const last = Math.max(...streams.map(({ destroyedAtMs }) => destroyedAtMs))
  const [remaining, order, exported, readCount, verified] = await Promise.all([
    deps.deletions.remaining(session),
    orderOf(deps, session),
    listBefore(deps, session, { action: 'recording.export', untilMs: last }),
    listBefore(deps, session, { action: 'replay.read', untilMs: last }),
    deps.integrity.lastVerification(),
  ])
  await recordEvent(deps, {
    ...event,
    outcome: 'success',
    target: { app, session },
    extent: { requests: streams.length },
  })
  const { keys: streamKeys, openable, ...others } = remaining
  const { name, publicKey } = deps.anchor.verifiers.recordings
  return {
    format: 'reseal/deletion-certificate/1',
    app,
    session,
    issuedAtMs: deps.now(),
    issuedBy: reader.actor.name,
    whole: openable === 0,
    streams,
    ...(order === undefined ? {} : { order }),
    remaining: { streamKeys, ...others },
    backups: backupsUntil(deps, last),
    exported: exported.map(({ index, event: { timeMs, actor, extent } }) => ({
      auditIndex: index,
      atMs: timeMs,
      ...(actor.subject === undefined ? {} : { by: actor.subject }),
      ...(extent?.bytes === undefined ? {} : { bytes: extent.bytes }),
    })),
    readCount: readCount.length,
    log: { origin: name, publicKey: Buffer.from(publicKey).toString('base64') },
    ...(verified === undefined ? {} : { verification: { atMs: verified.atMs, intact: verified.ok } }),
  }
}

/** When the last backup that still has a key that was destroyed at `lastMs` has to be gone, as it was declared. */
export function backupsUntil(deps: ViewerDeps, lastMs: number): DeletionCertificate['backups'] {
  const { backupMaxAgeDays: maxAgeDays } = deps.config
  return maxAgeDays === undefined
    ? { declared: false }
    : { declared: true, maxAgeDays, effectiveAtMs: lastMs + maxAgeDays * dayMs }
}

async function certifyStream(
  deps: ViewerDeps,
  { stream, headerHash, tombstone }: ForgottenStream,
): Promise<CertifiedStream> {
  if (tombstone === undefined) throw new ViewerError('not_anchored')
  const { index, bytes, leaf } = tombstone
  const proof = await createLogReceipt(deps.anchor, { log: 'recordings', index, leaf: bytes })
  if (proof === undefined) throw new ViewerError('not_anchored')
  return {
    stream,
    headerHash,
    cause: leaf.reason,
    destroyedAtMs: leaf.timeMs,
    ...(leaf.reason === 'redaction' ? { derived: leaf.derived } : {}),
    tombstone: { index, leaf: Buffer.from(bytes).toString('utf8'), proof },
  }
}

async function orderOf(deps: ViewerDeps, session: string): Promise<DeletionCertificate['order']> {
  const orders = await deps.orders.listOfSession(session)
  const order = orders.find(({ state }) => state === 'done')
  if (order === undefined) return undefined
  const proposed = (await deps.auditRecords.find(order.proposedIndex))?.event
  const decided =
    order.decidedIndex === undefined ? undefined : (await deps.auditRecords.find(order.decidedIndex))?.event
  return {
    id: order.id,
    kind: order.kind,
    proposedAtMs: order.proposedAt.getTime(),
    ...(proposed?.actor.subject === undefined ? {} : { proposedBy: proposed.actor.subject }),
    ...(proposed?.note === undefined ? {} : { reason: proposed.note }),
    ...(order.decidedAt === undefined ? {} : { decidedAtMs: order.decidedAt.getTime() }),
    ...(decided?.actor.subject === undefined ? {} : { decidedBy: decided.actor.subject }),
    ...(order.decidedIndex === undefined ? {} : { auditIndex: order.decidedIndex }),
  }
}

// Of one session; more of the same tells nobody more.
const readBefore = 500

function listBefore(
  deps: ViewerDeps,
  session: string,
  { action, untilMs }: { readonly action: string; readonly untilMs: number },
): Promise<AuditRecord[]> {
  return deps.auditRecords.list({
    session,
    actions: [action],
    outcome: 'success',
    toMs: untilMs,
    limit: readBefore,
  })
}
