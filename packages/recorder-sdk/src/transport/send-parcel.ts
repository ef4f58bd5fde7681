// One parcel, one request (design §5.5), and what the answer means for the stream.
import { encodeParcel, parseReceipt, type Receipt } from '@reseal/protocol'
import type { Post } from './post.ts'
import type { QueuedRun } from './sealed-queue.ts'

/** What became of a parcel. */
export type SendOutcome =
  /** Acknowledged; the receipt's signature is not checked yet. */
  | { readonly kind: 'receipt'; readonly receipt: Receipt; readonly command: string | undefined }
  /** Segments before the parcel are missing; ingest wants this index. */
  | { readonly kind: 'gap'; readonly wantedIndex: number }
  /** This stream goes no further: other bytes at an index, closed, or not ours. A new one may. */
  | { readonly kind: 'stream-refused' }
  /** These bytes will never be taken: not a parcel to ingest, or over its limits. A new stream would fare alike. */
  | { readonly kind: 'stream-unacceptable' }
  /** The app is unknown to ingest. */
  | { readonly kind: 'app-refused' }
  /** Try again later, not before `retryAfterMs` where ingest said so. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number | undefined }

/** Sends one parcel; never rejects. */
export type SendParcel = (
  run: QueuedRun,
  options: { readonly keepalive: boolean; readonly signal: AbortSignal },
) => Promise<SendOutcome>

// Ingest answers in well under a second; a connection that hangs must not hold the lock of the other tabs.
const timeoutMs = 30_000
const maxRetryAfterMs = 60 * 60_000

/** Milliseconds of a Retry-After header (RFC 9110 §10.2.3: seconds or a date). */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined
  const delayMs = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs
  return Number.isFinite(delayMs) ? Math.min(Math.max(delayMs, 0), maxRetryAfterMs) : undefined
}

async function readConflict(response: Response): Promise<SendOutcome> {
  const body = (await response.json()) as { readonly error?: { readonly code?: unknown } }
  if (body.error?.code !== 'gap') return { kind: 'stream-refused' }
  const wantedIndex = Number(response.headers.get('Reseal-Wanted-Index') ?? Number.NaN)
  return Number.isSafeInteger(wantedIndex) && wantedIndex >= 0
    ? { kind: 'gap', wantedIndex }
    : { kind: 'unavailable', retryAfterMs: undefined }
}

async function readOutcome(response: Response): Promise<SendOutcome> {
  switch (response.status) {
    case 200: {
      const body = (await response.json()) as { readonly receipt?: unknown; readonly command?: unknown }
      const command = typeof body.command === 'string' ? body.command : undefined
      return { kind: 'receipt', receipt: parseReceipt(body.receipt), command }
    }
    case 409:
      return readConflict(response)
    case 403:
    case 410:
      return { kind: 'stream-refused' }
    case 400:
    case 413:
      return { kind: 'stream-unacceptable' }
    case 401:
      return { kind: 'app-refused' }
    default:
      return {
        kind: 'unavailable',
        retryAfterMs: parseRetryAfter(response.headers.get('Retry-After'), Date.now()),
      }
  }
}

function encodeRun({ stream, segments }: QueuedRun): Uint8Array<ArrayBuffer> {
  const beginsStream = segments[0]?.index === 0
  return encodeParcel({
    appendKey: stream.appendKey,
    segments: segments.map(({ bytes }) => bytes),
    // Ingest knows the stream once it has segment 0: the header travels with it and never again.
    ...(beginsStream && { stream: { headerBytes: stream.headerBytes, enc: stream.enc } }),
  })
}

/** Sends parcels to one app's address for them. */
export function createSendParcel(post: Post, url: string): SendParcel {
  return async (run, { keepalive, signal }) => {
    const timeout = new AbortController()
    const abort = (): void => timeout.abort()
    const timer = setTimeout(abort, timeoutMs)
    signal.addEventListener('abort', abort)
    try {
      return await readOutcome(await post(url, encodeRun(run), { keepalive, signal: timeout.signal }))
    } catch {
      return { kind: 'unavailable', retryAfterMs: undefined }
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }
}
