// A small ingest for tests: real sockets, the protocol's own parsers, real receipts, throw-away keys; keeps what it
// takes in memory and can be told to misbehave.
import { createECDH, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type ChainTip,
  encodeBase64url,
  encodeReceipt,
  extendChain,
  type Parcel,
  parseParcel,
  parseSegment,
  parseStreamHeader,
  parseWithdrawal,
  receiptMessage,
  type SegmentHeader,
  type StreamHeader,
  sha256,
  startChain,
  type Withdrawal,
} from '@reseal/protocol'
import { openStream } from '@reseal/protocol/open'

/** A stream as the test ingest holds it. */
export interface TakenStream {
  readonly header: StreamHeader
  readonly headerBytes: Uint8Array
  readonly enc: Uint8Array
  readonly segments: { readonly header: SegmentHeader; readonly bytes: Uint8Array }[]
  tip: ChainTip
}

/** One answered request. */
export interface TakenRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Uint8Array
  readonly status: number
}

/** What a test answers instead of taking the parcel, or after it took it; `cut` drops the connection. */
export type Misbehaviour =
  | 'cut'
  | {
      readonly status: number
      readonly code?: string
      readonly headers?: Record<string, string>
      readonly taken?: boolean
    }
  | { readonly alter: (answer: Record<string, unknown>) => Record<string, unknown> }

/** A running ingest in memory. */
export interface TestIngest {
  readonly url: string
  readonly sealingKey: string
  readonly receiptKey: string
  readonly requests: readonly TakenRequest[]
  readonly streams: ReadonlyMap<string, TakenStream>
  /** Withdrawals that were taken, in their order. */
  readonly withdrawals: readonly Withdrawal[]
  /** Status of the answer to withdrawals; 202 takes them. */
  withdrawalStatus: number
  /** Most requests that were under way at once; a test may set it back. */
  mostAtOnce: number
  /** Decides for each parcel whether to misbehave; undefined takes it. */
  misbehave: (parcel: Parcel, first: SegmentHeader) => Misbehaviour | undefined
  /** Milliseconds before an answer. */
  delayMs: number
  /** Answers a parcel that came another way than by its socket: a browser's intercepted request. */
  receive(request: Omit<TakenRequest, 'status'>): Promise<IngestAnswer | 'cut'>
  /** All events of a stream, opened with the private sealing key. */
  eventsOf(stream: string): Promise<RecordedLike[]>
  stop(): Promise<void>
}

/** An event as it was recorded. */
export interface RecordedLike {
  readonly type: number
  readonly timestamp: number
  readonly data: Record<string, unknown>
}

function rawPoint(key: KeyObject): Uint8Array {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return new Uint8Array([4, ...Buffer.from(x, 'base64url'), ...Buffer.from(y, 'base64url')])
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new Uint8Array(Buffer.concat(chunks))
}

const equal = (left: Uint8Array, right: Uint8Array): boolean => Buffer.from(left).equals(right)

/** What ingest answers. */
export interface IngestAnswer {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly headers?: Record<string, string>
}

const refuse = (status: number, code: string, headers: Record<string, string> = {}): IngestAnswer => ({
  status,
  body: { error: { code, requestId: 'test' } },
  headers,
})

/** Starts on an ephemeral port of the loopback address. */
export async function startTestIngest(): Promise<TestIngest> {
  const receiptKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const sealingKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const sealingPublicKey = rawPoint(sealingKeys.publicKey)
  const requests: TakenRequest[] = []
  const streams = new Map<string, TakenStream>()
  const withdrawals: Withdrawal[] = []
  let atOnce = 0

  function receiptFor(stream: string, index: number, link: Uint8Array): Record<string, unknown> {
    const message = receiptMessage({ stream, index, link })
    const key = { key: receiptKeys.privateKey, dsaEncoding: 'ieee-p1363' } as const
    const signature = new Uint8Array(sign('sha256', message, key))
    return { receipt: encodeReceipt({ stream, index, link, signature }) }
  }

  function take(parcel: Parcel): IngestAnswer {
    const id = parseSegment(parcel.segments[0] as Uint8Array).header.stream
    if (parcel.stream !== undefined && !streams.has(id)) {
      const { headerBytes, enc } = parcel.stream
      const header = parseStreamHeader(headerBytes)
      if (header.stream !== id || !equal(sha256(enc), header.encHash)) return refuse(400, 'bad_parcel')
      streams.set(id, { header, headerBytes, enc, segments: [], tip: startChain(headerBytes) })
    }
    const stream = streams.get(id)
    if (stream === undefined) return refuse(409, 'gap', { 'Reseal-Wanted-Index': '0' })
    if (!equal(sha256(parcel.appendKey), stream.header.appendKeyHash)) return refuse(403, 'wrong_append_key')
    let index = 0
    for (const bytes of parcel.segments) {
      const { header } = parseSegment(bytes)
      const known = stream.segments[header.index]
      if (known !== undefined && !equal(known.bytes, bytes)) return refuse(409, 'conflict')
      if (known === undefined && header.index !== stream.segments.length) {
        return refuse(409, 'gap', { 'Reseal-Wanted-Index': String(stream.segments.length) })
      }
      if (known === undefined) {
        stream.tip = extendChain(stream.tip, bytes).tip
        stream.segments.push({ header, bytes: bytes.slice() })
      }
      index = header.index
    }
    // A repeat ends at a segment whose link is recomputed from the start.
    let tip = startChain(stream.headerBytes)
    for (const { bytes } of stream.segments.slice(0, index + 1)) tip = extendChain(tip, bytes).tip
    return { status: 200, body: receiptFor(id, index, tip.link) }
  }

  function answer(body: Uint8Array): IngestAnswer | 'cut' {
    const parcel = parseParcel(body)
    const first = parseSegment(parcel.segments[0] as Uint8Array).header
    const misbehaviour = ingest.misbehave(parcel, first)
    if (misbehaviour === 'cut') return 'cut'
    if (misbehaviour !== undefined && 'status' in misbehaviour) {
      if (misbehaviour.taken === true) take(parcel)
      return refuse(misbehaviour.status, misbehaviour.code ?? 'unavailable', misbehaviour.headers)
    }
    const taken = take(parcel)
    return misbehaviour === undefined ? taken : { ...taken, body: misbehaviour.alter(taken.body) }
  }

  function withdraw(body: Uint8Array): IngestAnswer {
    const withdrawal = parseWithdrawal(body)
    if (ingest.withdrawalStatus !== 202) return refuse(ingest.withdrawalStatus, 'unavailable')
    withdrawals.push(withdrawal)
    return { status: 202, body: {} }
  }

  function dispatch({ method, url, body }: Omit<TakenRequest, 'status'>): IngestAnswer | 'cut' {
    if (method !== 'POST') return refuse(405, 'not_found')
    return url.endsWith('/withdrawals') ? withdraw(body) : answer(body)
  }

  async function receive(request: Omit<TakenRequest, 'status'>): Promise<IngestAnswer | 'cut'> {
    if (ingest.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, ingest.delayMs))
    const result = dispatch(request)
    requests.push({ ...request, status: result === 'cut' ? 0 : result.status })
    return result
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    const { method = '', url = '', headers } = request
    const result = await receive({ method, url, headers, body })
    if (result === 'cut') {
      request.socket.destroy()
      return
    }
    response.writeHead(result.status, {
      'Content-Type': 'application/json',
      'Access-Control-Allow-Origin': headers.origin ?? '*',
      'Access-Control-Expose-Headers': 'Reseal-Wanted-Index, Retry-After',
      ...result.headers,
    })
    response.end(JSON.stringify(result.body))
  }

  const server = createServer((request, response) => {
    atOnce += 1
    ingest.mostAtOnce = Math.max(ingest.mostAtOnce, atOnce)
    handle(request, response)
      .catch(() => request.socket.destroy())
      .finally(() => {
        atOnce -= 1
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const ingest: TestIngest = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sealingKey: encodeBase64url(sealingPublicKey),
    receiptKey: encodeBase64url(rawPoint(receiptKeys.publicKey)),
    requests,
    streams,
    withdrawals,
    withdrawalStatus: 202,
    mostAtOnce: 0,
    misbehave: () => undefined,
    delayMs: 0,
    receive,
    async eventsOf(id) {
      const stream = streams.get(id)
      if (stream === undefined) throw new Error('no such stream')
      const ecdh = createECDH('prime256v1')
      ecdh.setPrivateKey(Buffer.from(sealingKeys.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url'))
      const opener = await openStream({
        headerBytes: stream.headerBytes,
        enc: stream.enc,
        sealingPublicKey,
        deriveSharedSecret: async (enc) => new Uint8Array(ecdh.computeSecret(enc)),
      })
      const events: RecordedLike[] = []
      for (const { bytes } of stream.segments) {
        const json = new TextDecoder().decode(await opener.openSegment(bytes))
        events.push(...(JSON.parse(json) as RecordedLike[]))
      }
      return events
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return ingest
}
