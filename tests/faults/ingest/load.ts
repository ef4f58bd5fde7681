// Recorders under test: each seals a stream and brings it to ingest as the SDK's sender does (packages/recorder-sdk/src/
// transport), faster and ruder: doubled, late, overlapping, ahead of their turn, to any of the processes, and given up.
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { decodeBase64url, encodeParcel, parseReceipt, sha256 } from '@reseal/protocol'
import { createSealingContext } from '@reseal/protocol/seal'
import type { Random } from '../../support/fuzz/random.ts'
import { type Book, type BookedSegment, type BookedStream, openBook } from './book.ts'

/** What recorders need. */
export interface LoadOptions {
  readonly appKey: string
  readonly origin: string
  /** base64url of the raw points. */
  readonly sealingKey: string
  readonly receiptKey: string
  readonly random: Random
  readonly streamCount: number
  /** Every parcel goes to all processes at once. */
  readonly fight: boolean
  /** Addresses of the processes that can be sent to now. */
  urls(): readonly string[]
}

/** Recorders at work. */
export interface Load {
  readonly book: Book
  /** Resolves when so many further segments are acknowledged. */
  untilAcknowledged(count: number): Promise<void>
  /** Seals the final segment of each stream and resolves when all of them are acknowledged. */
  finish(): Promise<void>
  /** Ends at once. */
  stop(): Promise<void>
}

const maxSegmentsPerParcel = 6
const mostWaiting = 24
const maxSegmentsPerStream = 60
const pollMs = 20
const finishWithinMs = 180_000

/** Starts the recorders. */
export function startLoad(options: LoadOptions): Load {
  const { random, streamCount } = options
  const book = openBook(decodeBase64url(options.receiptKey))
  const stopping = new AbortController()
  const sends = new Set<Promise<unknown>>()
  let finishing = false

  const pause = (ms: number): Promise<void> =>
    delay(ms, undefined, { signal: stopping.signal }).catch(() => {})

  function track(send: Promise<void>): Promise<void> {
    const settled = send.finally(() => sends.delete(settled))
    sends.add(settled)
    return settled
  }

  const send = (stream: BookedStream, from: number, to: number): Promise<void> => {
    const urls = options.urls()
    const url = urls[random.below(urls.length)]
    return url === undefined
      ? pause(pollMs)
      : track(post({ options, book, stopping }, { stream, from, to, url }))
  }

  function sendLate(stream: BookedStream): Promise<void> {
    const from = random.below(stream.acknowledged + 1)
    const to = Math.min(stream.acknowledged + 1, from + 3)
    return from < to ? send(stream, from, to) : Promise.resolve()
  }

  /** Sends what waits, in one of the ways that networks and tabs make of it. */
  async function sendWaiting(stream: BookedStream): Promise<void> {
    const from = stream.acknowledged + 1
    const to = Math.min(stream.segments.length, from + 1 + random.below(maxSegmentsPerParcel))
    if (from >= to) return
    if (options.fight) {
      await Promise.all(
        options.urls().map((url) => track(post({ options, book, stopping }, { stream, from, to, url }))),
      )
      return
    }
    switch (random.below(8)) {
      case 0: // Twice at once.
        await Promise.all([send(stream, from, to), send(stream, from, to)])
        return
      case 1: // The second half first, as when two tabs share a queue.
        await Promise.all([send(stream, Math.min(to - 1, from + 1), to), send(stream, from, to)])
        return
      case 2: // With segments that are acknowledged already.
        await send(stream, Math.max(0, from - 3), to)
        return
      case 3: // An old parcel comes late, beside: of this stream, or of one that is closed.
        void send(stream, 0, Math.min(to, 3))
        void sendLate(random.pick(book.streams))
        await send(stream, from, to)
        return
      default:
        await send(stream, from, to)
    }
  }

  /** One page load after the other, until the end. */
  async function record(): Promise<void> {
    while (!finishing && !stopping.signal.aborted) await recordStream()
  }

  async function recordStream(): Promise<void> {
    const stream = await startStream(options)
    book.streams.push(stream)
    const wantedLength = 4 + random.below(maxSegmentsPerStream)
    let ended = false
    while (!stopping.signal.aborted) {
      const { length } = stream.segments
      const waiting = length - stream.acknowledged - 1
      if (!ended && (finishing || length >= wantedLength)) {
        await seal(stream, random, true)
        ended = true
      } else if (!ended && waiting < mostWaiting) {
        for (let more = random.below(3); more >= 0; more--) await seal(stream, random, false)
      }
      await sendWaiting(stream)
      if (ended && stream.acknowledged === stream.segments.length - 1) return
      await pause(random.below(60))
    }
  }

  const recorders = Promise.all(Array.from({ length: streamCount }, record))
  recorders.catch(() => {})

  return {
    book,
    async untilAcknowledged(count) {
      const wanted = book.acknowledgedCount() + count
      const deadlineMs = Date.now() + finishWithinMs
      while (book.acknowledgedCount() < wanted) {
        if (Date.now() > deadlineMs) throw new Error(`ingest does not acknowledge: ${describe(book)}`)
        await delay(pollMs)
      }
    },
    async finish() {
      finishing = true
      const patience = AbortSignal.timeout(finishWithinMs)
      const late = new Promise<'late'>((resolve) => {
        patience.addEventListener('abort', () => resolve('late'), { once: true })
      })
      if ((await Promise.race([recorders, late])) === 'late') {
        throw new Error(`ingest is not healthy again: ${describe(book)}`)
      }
      await Promise.allSettled(sends)
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled([recorders, ...sends])
    },
  }
}

const describe = ({ answers }: Book): string => JSON.stringify(Object.fromEntries(answers))

async function startStream({ appKey, sealingKey }: LoadOptions): Promise<BookedStream> {
  const appendKey = new Uint8Array(randomBytes(32))
  const [id, session, sealingPublicKey] = [randomUUID(), randomUUID(), decodeBase64url(sealingKey)]
  const sealing = await createSealingContext({
    sealingPublicKey,
    header: {
      version: 1,
      app: appKey,
      session,
      stream: id,
      keyId: Buffer.from(sha256(sealingPublicKey)).toString('hex').slice(0, 16),
      ruleSetHash: sha256(new Uint8Array(0)),
      appendKeyHash: sha256(appendKey),
      withdrawalTokenHash: sha256(new Uint8Array(randomBytes(32))),
      sdk: 'faults/0',
      startedAtMs: Date.now(),
    },
  })
  return { id, session, appendKey, sealing, segments: [], acknowledged: -1 }
}

async function seal(stream: BookedStream, random: Random, final: boolean): Promise<void> {
  const { length } = stream.segments
  const startMs = stream.sealing.header.startedAtMs + length * 1000
  // Random text does not compress: segments of 1 to 8 KiB.
  const text = randomBytes(500 + random.below(5000)).toString('base64')
  const events = JSON.stringify([{ type: 5, timestamp: startMs, data: { tag: 'load', payload: text } }])
  const meta = { keyframe: length === 0, final, startMs, endMs: startMs + 999 }
  const sealed = await stream.sealing.sealSegment(new TextEncoder().encode(events), meta)
  const booked: BookedSegment = { ...sealed, sha256: sha256(sealed.bytes), events }
  stream.segments.push(booked)
}

interface Posting {
  readonly options: LoadOptions
  readonly book: Book
  readonly stopping: AbortController
}

interface Parcel {
  readonly stream: BookedStream
  /** Segments `[from, to)`. */
  readonly from: number
  readonly to: number
  readonly url: string
}

/** Sends one parcel and books what comes back. Never rejects. */
async function post({ options, book, stopping }: Posting, { stream, from, to, url }: Parcel): Promise<void> {
  const { random } = options
  const { sealing, appendKey } = stream
  const acknowledgedBefore = stream.acknowledged
  const body = encodeParcel({
    appendKey,
    segments: stream.segments.slice(from, to).map(({ bytes }) => bytes),
    ...(from === 0 && { stream: { headerBytes: sealing.headerBytes, enc: sealing.enc } }),
  })
  // Some give up early: what they sent may be stored all the same.
  const patienceMs = random.oneIn(10) ? 50 + random.below(400) : 4000 + random.below(4000)
  const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(patienceMs)])
  try {
    const address = `${url}/v1/apps/${options.appKey}/parcels`
    const response = await fetch(address, {
      method: 'POST',
      body,
      signal,
      headers: { origin: options.origin },
    })
    const answer = (await response.json()) as { receipt?: unknown; error?: { code?: string } }
    book.count(`${response.status} ${answer.error?.code ?? 'receipt'}`)
    if (response.status === 200) return await book.acknowledge(stream, parseReceipt(answer.receipt))
    if (response.status === 503 || response.status === 429) {
      return await delay(50 + random.below(250), undefined, { signal: stopping.signal })
    }
    if (answer.error?.code !== 'gap') {
      return book.violated(
        stream,
        `a recorder's own parcel is refused: ${response.status} ${answer.error?.code}`,
      )
    }
    const wanted = Number(response.headers.get('reseal-wanted-index'))
    if (!(wanted > acknowledgedBefore)) book.violated(stream, 'ingest wants an acknowledged segment again')
  } catch {
    // Cut, refused or given up: nothing is known, and the recorder sends it again.
    book.count('no answer')
    await delay(20 + random.below(150), undefined, { signal: stopping.signal }).catch(() => {})
  }
}
