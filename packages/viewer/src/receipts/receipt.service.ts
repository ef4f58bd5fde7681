// Receipts of audit events and of closed streams, for whoever may see what they are about (design.md §7, §8).
import { setTimeout as delay } from 'node:timers/promises'
import { createLogReceipt, type ReceiptRequest } from '@reseal/store'
import type { Actor } from '../access/actor.ts'
import { isVisible } from '../access/app-access.ts'
import { mayReadEvent } from '../audit/audit.service.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'

/** A receipt as it leaves. */
export interface Receipt {
  /** C2SP tlog-proof. */
  readonly text: string
  readonly fileName: string
}

/** Where a closed stream belongs, for the audit event that precedes its receipt. */
export interface StreamPlace {
  readonly app: string
  readonly session: string
  readonly stream: string
}

/** @throws ViewerError `not_found`, `not_anchored`; StoreError log_inconsistent */
export async function getEventReceipt(
  deps: ViewerDeps,
  reader: Actor,
  { index, signal }: { readonly index: number; readonly signal: AbortSignal },
): Promise<Receipt> {
  const record = await deps.auditRecords.find(index)
  if (record === undefined || !mayReadEvent(reader, record)) throw new ViewerError('not_found')
  const text = await anchoredReceipt(deps, { log: 'audit', index, leaf: record.leaf }, signal)
  return { text, fileName: `reseal-audit-${index}.tlog-proof` }
}

/** Which stream, if the reader may know of it. @throws ViewerError `not_found` */
export async function getStreamPlace(deps: ViewerDeps, reader: Actor, stream: string): Promise<StreamPlace> {
  const found = await deps.replays.findStream(stream)
  if (found === undefined || !isVisible(reader, found.appId)) throw new ViewerError('not_found')
  return { app: found.appId, session: found.session, stream }
}

/** @throws ViewerError `not_found`, `stream_open`, `not_anchored`; StoreError log_inconsistent */
export async function getStreamReceipt(
  deps: ViewerDeps,
  { stream, signal }: { readonly stream: string; readonly signal: AbortSignal },
): Promise<Receipt> {
  const found = await deps.closedStreams.find(stream)
  if (found === undefined) throw new ViewerError('not_found')
  if (found.close === undefined) throw new ViewerError('stream_open')
  const text = await anchoredReceipt(deps, { log: 'recordings', ...found.close }, signal)
  return { text, fileName: `reseal-stream-${stream}.tlog-proof` }
}

// A checkpoint follows news within a second.
const patienceMs = 1_200
const pollMs = 100

async function anchoredReceipt(
  { anchor }: ViewerDeps,
  request: ReceiptRequest,
  signal: AbortSignal,
): Promise<string> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const text = await createLogReceipt(anchor, request)
    if (text !== undefined) return text
    if (signal.aborted || performance.now() >= deadline) throw new ViewerError('not_anchored')
    await delay(pollMs)
  }
}
