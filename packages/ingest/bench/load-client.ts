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

function createStream(appKey: string): () => Buffer {
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
  let index = 0

  function prefix(): Buffer {
    const start = Buffer.concat([Buffer.from('RSLP'), Buffer.of(1, index === 0 ? 1 : 0), appendKey])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(headerBytes.length)
    return index === 0 ? Buffer.concat([start, length, headerBytes, enc]) : start
  }

  /** What goes before the ciphertext. */
  return () => {
    const head = prefix()
    const header = encodeSegmentHeader({
      stream,
      index: index++,
      keyframe: index === 1,
      final: false,
      prevLink: link,
      nonce: new Uint8Array(12),
      startMs: 0,
      endMs: 0,
    })
    const hash = createHash('sha256').update(header).update(ciphertext).digest()
    link = nextLink(link, hash)
    const count = Buffer.alloc(5)
    count.writeUInt8(1)
    count.writeUInt32BE(header.length + ciphertext.length, 1)
    return Buffer.concat([head, count, header])
  }
}

function drive(run: Run): Promise<void> {
  const { port, appKey, origin, everyMs = 0, receiptKey } = run.options
  const nextHead = createStream(appKey)
  const requestHead =
    `POST /v1/apps/${appKey}/parcels HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\n` +
    'Content-Type: text/plain\r\nContent-Length: '
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let head = nextHead()
  let received = ''
  let sentAtMs = 0
  let dueAtMs = performance.now() + Math.random() * everyMs
  let first = true

  function send(): void {
    if (!run.open) {
      socket.end()
      return
    }
    sentAtMs = performance.now()
    socket.cork()
    socket.write(`${requestHead}${head.length + ciphertext.length}\r\n\r\n`, 'latin1')
    socket.write(head)
    socket.write(ciphertext)
    socket.uncork()
  }

  function sendNext(): void {
    head = nextHead()
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

  return new Promise((resolve, reject) => {
    socket.setEncoding('latin1')
    socket.on('connect', () => setTimeout(send, Math.random() * arrivalMs))
    socket.on('data', (text: string) => {
      received += text
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0)
      if (received.length < headEnd + 4 + length) return
      const response = received
      received = ''
      onResponse(response, headEnd + 4)
    })
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
  const connections = Array.from({ length: options.streams }, () => drive(run))
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
