// The client of the throughput measurement, a process of its own: many keep-alive connections, one stream each,
// the next segment sent when the last is acknowledged. The same client drives ingest and the floor. Counting begins
// when every stream has its first receipt: a stream has 60 segments (design.md §12), its start must not weigh more.
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
  /** base64url of the raw point; without it responses are only counted. */
  readonly receiptKey?: string
}

/** What a run found. */
export interface LoadResult {
  readonly segments: number
  readonly durationMs: number
  readonly refused: number
  /** Milliseconds from sending to receipt. */
  readonly p50Ms: number
  readonly p99Ms: number
  readonly receiptsVerified: number
}

const bucketBytes = 16 * 1024
const keptReceipts = 64

interface Run {
  readonly options: LoadOptions
  readonly latenciesMs: number[]
  readonly receipts: Receipt[]
  segments: number
  refused: number
  /** Streams whose first segment is acknowledged. */
  started: number
  counting: boolean
  open: boolean
  onStarted: () => void
}

// Content does not matter to ingest, which opens nothing: one random ciphertext serves all, the header makes each
// segment another.
const ciphertext = randomBytes(bucketBytes + segmentTagBytes)

function createStream(appKey: string): { nextBody(): Buffer[] } {
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

  return {
    nextBody() {
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
      return [Buffer.concat([head, count, header]), ciphertext]
    },
  }
}

function drive(run: Run): Promise<void> {
  const { port, appKey, origin } = run.options
  const stream = createStream(appKey)
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  let sentAtMs = 0
  let first = true

  function send(): void {
    if (!run.open) {
      socket.end()
      return
    }
    const [head, body] = stream.nextBody() as [Buffer, Buffer]
    sentAtMs = performance.now()
    socket.cork()
    socket.write(
      `POST /v1/apps/${appKey}/parcels HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin}\r\n` +
        `Content-Type: text/plain\r\nContent-Length: ${head.length + body.length}\r\n\r\n`,
    )
    socket.write(head)
    socket.write(body)
    socket.uncork()
  }

  function onResponse(status: string, body: string): void {
    if (status !== '200') run.refused++
    else if (run.counting) run.segments++
    if (run.counting) run.latenciesMs.push(performance.now() - sentAtMs)
    if (first) run.started++
    first = false
    if (run.started === run.options.streams) run.onStarted()
    const keep = status === '200' && run.options.receiptKey !== undefined && run.segments % 101 === 0
    if (keep && run.receipts.length < keptReceipts) run.receipts.push(parseReceipt(JSON.parse(body).receipt))
    send()
  }

  return new Promise((resolve, reject) => {
    socket.setEncoding('latin1')
    socket.on('connect', send)
    socket.on('data', (text: string) => {
      received += text
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0)
      if (received.length < headEnd + 4 + length) return
      const [status, body] = [received.slice(9, 12), received.slice(headEnd + 4, headEnd + 4 + length)]
      received = ''
      onResponse(status, body)
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
  const counts = { segments: 0, refused: 0, started: 0, counting: false, open: true }
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
    durationMs,
    refused: run.refused,
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
