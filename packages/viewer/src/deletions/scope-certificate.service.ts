// The certificate of an order by scope (design.md §1.5, §6): every tombstone that names its confirmation, each with the proof
// that an anchored log has it.
import { type AuditRecord, createLogReceipt } from '@reseal/store'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'
import { backupsUntil, type Reader } from './deletion.service.ts'
import { describeScope } from './scope-order.service.ts'
import type { ScopeCertificate } from './scope-orders-api.ts'

// One answer: some megabytes.
const mostStreams = 2_000
// Of one session; more of the same tells nobody more.
const mostExports = 500

/**
 * The certificate of an order that is done.
 * @throws ViewerError `not_found`, `not_over` while it is carried out, `not_anchored`, `too_large`
 */
export async function certifyScope(deps: ViewerDeps, reader: Reader, id: string): Promise<ScopeCertificate> {
  const order = await deps.scopeOrders.find(id)
  const event = { action: 'deletion.certify', ...reader } as const
  if (order?.decidedIndex === undefined || order.state === 'refused') {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  const { endedAt, decidedAt, decidedIndex } = order
  if (order.state !== 'done' || endedAt === undefined || decidedAt === undefined) {
    throw new ViewerError('not_over')
  }
  if (order.streamCount > mostStreams) throw new ViewerError('too_large')
  const forgotten = await deps.deletions.ofOrder({ decidedIndex, from: decidedAt, to: endedAt })
  const streams: ScopeCertificate['streams'][number][] = []
  for (const { index, bytes, leaf } of forgotten) {
    const proof = await createLogReceipt(deps.anchor, { log: 'recordings', index, leaf: bytes })
    if (proof === undefined) throw new ViewerError('not_anchored')
    streams.push({
      stream: leaf.stream,
      session: leaf.session,
      headerHash: leaf.headerHash,
      cause: leaf.reason,
      destroyedAtMs: leaf.timeMs,
      tombstone: { index, leaf: Buffer.from(bytes).toString('utf8'), proof },
    })
  }
  const sessions = [...new Set(streams.map(({ session }) => session))]
  const exported = await listExports(deps, sessions, endedAt.getTime())
  const living = await deps.deletions.livingOf(streams.map(({ stream }) => stream))
  await recordEvent(deps, {
    ...event,
    outcome: 'success',
    target: { app: order.appId },
    extent: { requests: streams.length },
  })
  const { name, publicKey } = deps.anchor.verifiers.recordings
  return {
    format: 'reseal/deletion-certificate/1',
    app: order.appId,
    order: { ...(await describeScope(deps, reader, order)), auditIndex: decidedIndex },
    issuedAtMs: deps.now(),
    issuedBy: reader.actor.name,
    streams,
    remaining: { streamKeys: living.size },
    backups: backupsUntil(deps, endedAt.getTime()),
    exported,
    log: { origin: name, publicKey: Buffer.from(publicKey).toString('base64') },
  }
}

async function listExports(
  deps: ViewerDeps,
  sessions: readonly string[],
  toMs: number,
): Promise<ScopeCertificate['exported']> {
  const found: { session: string; record: AuditRecord }[] = []
  for (const session of sessions) {
    const asked = {
      session,
      actions: ['recording.export'],
      outcome: 'success',
      toMs,
      limit: mostExports,
    } as const
    for (const record of await deps.auditRecords.list(asked)) found.push({ session, record })
  }
  return found.map(({ session, record: { index, event } }) => ({
    session,
    auditIndex: index,
    atMs: event.timeMs,
    ...(event.actor.subject === undefined ? {} : { by: event.actor.subject }),
    ...(event.extent?.bytes === undefined ? {} : { bytes: event.extent.bytes }),
  }))
}
