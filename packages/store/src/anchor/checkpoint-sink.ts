// Tells a sink of the customer's, such as its SIEM, of each checkpoint by HTTPS (design.md §7): at least once, in order, with
// a cursor. Nothing of a person is in it: origin, size, root and the signed note.
import type { Database } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { readLogSize } from '../logs/log-reader.ts'
import { requestSignature } from '../request-signature.ts'
import { assertSafeEndpoint } from '../secure-transport.ts'
import { StoreError } from '../store-error.ts'
import type { Anchor, AnchoredCheckpoint } from './anchor.ts'
import type { AnchorPlaces } from './anchor-places.ts'
import { readCheckpointsAfter } from './checkpoints-after.ts'

/** Where a sink listens, and how it knows that the worker speaks. */
export interface CheckpointSinkAddress {
  readonly url: string
  readonly secret: string
  /** `hmac`: a header `Reseal-Signature` over time and body; `bearer`: the secret itself as `Authorization`. */
  readonly auth: 'hmac' | 'bearer'
  /** Largest time without an answer, milliseconds; default 10,000. */
  readonly timeoutMs?: number
}

/** What is posted, as JSON. */
export interface CheckpointMessage {
  readonly type: 'reseal.checkpoint/1'
  /** The same for each attempt: by it a sink tells what it has already. */
  readonly id: string
  readonly log: LogName
  readonly origin: string
  /** Leaves. */
  readonly size: number
  /** base64, as in the note. */
  readonly root: string
  /** The signed note (C2SP tlog-checkpoint). */
  readonly note: string
}

/** What telling a sink needs. */
export interface CheckpointSenderOptions {
  readonly db: Database
  readonly first: Anchor
  readonly places: AnchorPlaces
  readonly address: CheckpointSinkAddress
}

/** Tells a sink. One call at a time. */
export interface CheckpointSender {
  /**
   * Posts what the sink has not acknowledged yet. Resolves to whether there was anything; ends early when `signal` aborts.
   * @throws StoreError anchor_sink_unavailable, anchor_sink_refused, bad_anchor, object_store_unavailable, database_unavailable
   */
  sendLog(log: LogName, signal: AbortSignal): Promise<boolean>
}

/**
 * Builds a sender.
 * @throws StoreError insecure_anchor_sink
 */
export function createCheckpointSender(options: CheckpointSenderOptions): CheckpointSender {
  const { db, first, places, address } = options
  assertSafeSink(address.url)
  return {
    async sendLog(log, signal) {
      const sent = await places.findSize('sink', log)
      if (sent === (await readLogSize(db, log))) return false
      const missed = await readCheckpointsAfter(first, log, sent)
      for (const checkpoint of missed) {
        if (signal.aborted) break
        await post(address, messageOf(checkpoint, first.verifiers[log].name), signal)
        // One that was taken and not noted is posted again, under the same id.
        await places.recordSize('sink', log, checkpoint.size)
      }
      return missed.length > 0
    },
  }
}

/**
 * Refuses a sink off loopback that is not spoken to over TLS, or whose address holds a password.
 * @throws StoreError insecure_anchor_sink
 */
export function assertSafeSink(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const isWeb = parsed?.protocol === 'https:' || parsed?.protocol === 'http:'
  if (!isWeb || parsed.username !== '' || parsed.password !== '') throw new StoreError('insecure_anchor_sink')
  try {
    assertSafeEndpoint(parsed)
  } catch (cause) {
    throw new StoreError('insecure_anchor_sink', cause)
  }
}

function messageOf({ log, size, root, note }: AnchoredCheckpoint, origin: string): CheckpointMessage {
  const id = `${origin}/${size}/${Buffer.from(root).toString('hex').slice(0, 16)}`
  return {
    type: 'reseal.checkpoint/1',
    id,
    log,
    origin,
    size,
    root: Buffer.from(root).toString('base64'),
    note,
  }
}

const defaultTimeoutMs = 10_000

async function post(
  { url, secret, auth, timeoutMs = defaultTimeoutMs }: CheckpointSinkAddress,
  message: CheckpointMessage,
  signal: AbortSignal,
): Promise<void> {
  const body = JSON.stringify(message)
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': `"${message.id}"`,
      ...(auth === 'bearer'
        ? { authorization: `Bearer ${secret}` }
        : { 'reseal-signature': requestSignature(secret, body) }),
    },
    body,
    // Elsewhere is not who was configured.
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((cause: unknown) => {
    throw new StoreError('anchor_sink_unavailable', cause)
  })
  await answer.body?.cancel().catch(() => {})
  if (!answer.ok) {
    throw new StoreError(answer.status >= 500 ? 'anchor_sink_unavailable' : 'anchor_sink_refused')
  }
}
