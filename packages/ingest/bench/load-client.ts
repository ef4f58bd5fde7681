// The client of the measurements, a process of its own: many keep-alive connections, one stream each, the next segment
// sent when the last is acknowledged, at once or at the stream's next turn. The same client drives ingest and what it
// is compared with. Counting begins when every stream has its first receipt: a stream has 60 segments (design.md
// §12), its start must not weigh more. What is refused with Retry-After is sent again after that time.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import {
  encodeBase64url,
  encodeSegmentHeader,
  encodeStreamHeader,
  initialLink,
  nextLink,
  parseReceipt,
  type Receipt,
  segmentTagBytes,
  sha256,
  verifyReceipt,
} from '@reseal/protocol'

/** What a run is told. */
export interface LoadOptions {
  readonly port: number
  readonly appKey: string
  readonly origin: string
  readonly streams: number
  readonly durationMs: number
  /** Time between two segments of a stream; 0, as without it, sends the next when the last is acknowledged. */
  readonly everyMs?: number
  /** base64url of the raw point; without it responses are only counted. */
  readonly receiptKey?: string
}

/** What a run found. */
export interface LoadResult {
  readonly segments: number
  /** All acknowledgements, also those before and after the time that counts. */
  readonly acknowledged: number
  readonly durationMs: number
  /** Answers other than 200. */
  readonly refused: number
  /** Those among them without a Retry-After; nothing of them is sent again. */
  readonly failed: number
  /** Milliseconds from sending to receipt. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly receiptsVerified: number
}

const bucketBytes = 16 * 1024
const keptReceipts = 64
// Connections come over this time, as browsers do, not as one burst.
const arrivalMs = 300

interface Run {
  readonly options: LoadOptions
  readonly latenciesMs: number[]
  readonly receipts: Receipt[]
  segments: number
  acknowledged: number
  refused: number
  failed: number
  /** Streams whose first segment is acknowledged. */
  started: number
  counting: boolean
  open: boolean
  onStarted: () => void
}

// Content does not matter to ingest, which opens nothing: one random ciphertext serves all, the header makes each
// segment another.
const ciphertext = randomBytes(bucketBytes + segmentTagBytes)
const answerBuffer = Buffer.alloc(64 * 1024)

// More than a stream has (design.md §12) is made before the first connection: the client shares the processors with what it
// measures. Later segments are made when they are due.
const preparedSegments = 80

/** A stream's parcels, one segment each. */
interface Parcels {
  /** The next one, whole request and all; valid until the next call. */
  next(): Uint8Array
}

function createStream({ appKey, port, origin }: LoadOptions): Parcels {
  const stream = randomUUID()
  const appendKey = randomBytes(32)
  const enc = randomBytes(65)
  const headerBytes = encodeStreamHeader({
    version: 1,
    app: appKey,
    session: randomUUID(),
    stream,
    keyId: '0123456789abcdef',
    encHash: sha256(enc),
    ruleSetHash: new Uint8Array(32),
    appendKeyHash: sha256(appendKey),
    withdrawalTokenHash: new Uint8Array(32),
    sdk: 'bench',
    startedAtMs: Date.now(),
  })
  let link: Uint8Array = initialLink(sha256(headerBytes))
  let sealed = 0
  let sent = 0

  function sealNext(): Uint8Array {
    const header = encodeSegmentHeader({
      stream,
      index: sealed++,
      keyframe: sealed === 1,
      final: false,
      prevLink: link,
      nonce: new Uint8Array(12),
      startMs: 0,
      endMs: 0,
    })
    const hash = createHash('sha256').update(header).update(ciphertext).digest()
    link = nextLink(link, hash)
    return header
  }

  /** Everything but the segment's header is the same from the second parcel on. */
  function requestWith(isFirst: boolean, header: Uint8Array): { bytes: Buffer; headerAt: number } {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(headerBytes.length)
    const start = Buffer.concat([Buffer.from('RSLP'), Buffer.of(1, isFirst ? 1 : 0), appendKey])
    const count = Buffer.alloc(5)
    count.writeUInt8(1)
    count.writeUInt32BE(header.length + ciphertext.length, 1)
    const parcel = Buffer.concat([
      ...(isFirst ? [start, length, headerBytes, enc] : [start]),
      count,
      header,
      ciphertext,
    ])
    const head =
      `POST /v1/apps/${appKey}/parcels HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\n` +
      `Content-Type: text/plain\r\nContent-Length: ${parcel.length}\r\n\r\n`
    const bytes = Buffer.concat([Buffer.from(head, 'latin1'), parcel])
    return { bytes, headerAt: bytes.length - ciphertext.length - header.length }
  }

  const headers = Array.from({ length: preparedSegments }, sealNext)
  const first = requestWith(true, headers[0] as Uint8Array)
  const later = requestWith(false, headers[1] as Uint8Array)
  return {
    next() {
      const position = sent++
      if (position === 0) return first.bytes
      later.bytes.set(headers[position] ?? sealNext(), later.headerAt)
      return later.bytes
    },
  }
}

function drive(run: Run, parcels: Parcels): Promise<void> {
  const { port, everyMs = 0, receiptKey } = run.options
  let request = parcels.next()
  let received = ''
  let sentAtMs = 0
  let dueAtMs = performance.now() + Math.random() * everyMs
  let first = true
  const socket: Socket = connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    // One buffer for all: an answer is read where it arrives.
    onread: { buffer: answerBuffer, callback: onBytes },
  })

  function send(): void {
    if (!run.open) {
      socket.end()
      return
    }
    sentAtMs = performance.now()
    socket.write(request)
  }

  function sendNext(): void {
    request = parcels.next()
    if (everyMs === 0 || !run.open) return send()
    // A stream that is late for its turn leaves that turn out.
    const nowMs = performance.now()
    while (dueAtMs <= nowMs) dueAtMs += everyMs
    setTimeout(send, dueAtMs - nowMs)
  }

  function onAcknowledged(body: string): void {
    run.acknowledged++
    if (run.counting) {
      run.segments++
      run.latenciesMs.push(performance.now() - sentAtMs)
    }
    if (first) run.started++
    first = false
    if (run.started === run.options.streams) run.onStarted()
    const keep = receiptKey !== undefined && run.segments % 101 === 0
    if (keep && run.receipts.length < keptReceipts) run.receipts.push(parseReceipt(JSON.parse(body).receipt))
    sendNext()
  }

  function onResponse(response: string, bodyStart: number): void {
    if (response.startsWith('200', 9)) return onAcknowledged(response.slice(bodyStart))
    if (run.counting) run.refused++
    const retryAfter = /\r\nretry-after: (\d+)/i.exec(response)?.[1]
    if (retryAfter !== undefined) {
      setTimeout(send, 1000 * Number(retryAfter) * (0.5 + Math.random()))
      return
    }
    run.failed++
    socket.end()
  }

  function onBytes(sizeBytes: number): boolean {
    received += answerBuffer.toString('latin1', 0, sizeBytes)
    const headEnd = received.indexOf('\r\n\r\n')
    if (headEnd < 0) return true
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0)
    if (received.length < headEnd + 4 + length) return true
    const response = received
    received = ''
    onResponse(response, headEnd + 4)
    return true
  }

  return new Promise((resolve, reject) => {
    socket.on('connect', () => setTimeout(send, Math.random() * arrivalMs))
    socket.on('close', () => resolve())
    socket.on('error', reject)
  })
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** Runs the load. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { promise: started, resolve: onStarted } = Promise.withResolvers<void>()
  const counts = {
    segments: 0,
    acknowledged: 0,
    refused: 0,
    failed: 0,
    started: 0,
    counting: false,
    open: true,
  }
  const run: Run = { options, latenciesMs: [], receipts: [], ...counts, onStarted }
  const streams = Array.from({ length: options.streams }, () => createStream(options))
  const connections = streams.map((parcels) => drive(run, parcels))
  await started
  const startMs = performance.now()
  run.counting = true
  await delay(options.durationMs)
  run.counting = false
  run.open = false
  const durationMs = performance.now() - startMs
  await Promise.all(connections)
  const sorted = run.latenciesMs.toSorted((a, b) => a - b)
  const key = options.receiptKey === undefined ? undefined : Buffer.from(options.receiptKey, 'base64url')
  for (const receipt of key === undefined ? [] : run.receipts) {
    if (!(await verifyReceipt(receipt, new Uint8Array(key as Buffer)))) {
      throw new Error(`a receipt does not verify: ${encodeBase64url(receipt.link)}`)
    }
  }
  return {
    segments: run.segments,
    acknowledged: run.acknowledged,
    durationMs,
    refused: run.refused,
    failed: run.failed,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    receiptsVerified: run.receipts.length,
  }
}

// As a process: options in, result out, over the channel of fork().
process.on('message', (options: LoadOptions) => {
  runLoad(options).then(
    (result) => process.send?.(result),
    () => process.exit(1),
  )
})
