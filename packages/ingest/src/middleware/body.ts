// Reads a request body into one buffer, never beyond the limit (design.md §5.6: size before buffering).
import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import type { Waiter } from '../batches/group-committer.ts'
import { IngestError } from '../errors.ts'
import { freeMemory, ownsBuffer } from '../parcels/free-memory.ts'
import { incomingOf } from './node-request.ts'

/**
 * The length a request declares, in bytes; undefined for a chunked body.
 * @param value of the header Content-Length
 * @throws IngestError too_large, bad_parcel
 */
export function declaredLength(value: string | undefined, maxBytes: number): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,15}$/.test(value)) throw new IngestError('bad_parcel')
  const length = Number(value)
  if (length > maxBytes) throw new IngestError('too_large')
  return length
}

/** How much of a body there may be. */
export interface BodyLimits {
  /** What the request declared; undefined for a chunked body. */
  readonly length: number | undefined
  readonly maxBytes: number
}

/**
 * Reads the body into a buffer of its own.
 * @throws IngestError too_large as soon as a body without declared length passes the limit; bad_parcel when the
 * client went away
 */
export async function readBody(c: Context<IngestEnv>, limits: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  const incoming = incomingOf(c)
  try {
    return await (incoming === undefined
      ? readStream((c.req.raw.body ?? []) as AsyncIterable<Uint8Array>, limits)
      : readWhole(incoming, limits))
  } catch (cause) {
    throw cause instanceof IngestError ? cause : new IngestError('bad_parcel', { cause })
  }
}

function readWhole(incoming: IncomingMessage, limits: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => readIncoming(incoming, limits, { resolve, reject }))
}

async function readStream(
  source: AsyncIterable<Uint8Array>,
  limits: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = createCollector(limits)
  for await (const chunk of source) body.add(chunk)
  return body.end()
}

/**
 * Reads Node's request by its events: an iterator makes three promises a chunk, and web streams far more. Tells the body
 * or an IngestError, one of them and once.
 */
function readIncoming(
  incoming: IncomingMessage,
  limits: BodyLimits,
  waiter: Waiter<Uint8Array<ArrayBuffer>>,
): void {
  let body: Collector | undefined = createCollector(limits)

  function fail(error: unknown): void {
    if (body === undefined) return
    body = undefined
    waiter.reject(error)
  }

  incoming.on('data', (chunk: Buffer) => {
    try {
      body?.add(chunk)
    } catch (error) {
      // Destroying the request would take the connection, and with it the answer.
      incoming.pause()
      fail(error)
    }
  })
  incoming.on('end', () => {
    const whole = body?.end()
    body = undefined
    if (whole !== undefined) waiter.resolve(whole)
  })
  incoming.on('error', (cause) => fail(new IngestError('bad_parcel', { cause })))
  // Every request's last event; an error has a stack, and making one for none would cost a tenth of the request's time.
  incoming.on('close', () => {
    if (body !== undefined) fail(new IngestError('bad_parcel'))
  })
  // Gone before anybody listened: none of the events above comes any more.
  if (incoming.destroyed) fail(new IngestError('bad_parcel'))
}

interface Collector {
  /** @throws IngestError too_large */
  add(chunk: Uint8Array): void
  end(): Uint8Array<ArrayBuffer>
}

function createCollector({ length, maxBytes }: BodyLimits): Collector {
  const chunks: Uint8Array[] = []
  let whole: Uint8Array<ArrayBuffer> | undefined
  let sizeBytes = 0

  function place(chunk: Uint8Array): void {
    if (whole === undefined) chunks.push(chunk)
    else {
      whole.set(chunk, sizeBytes)
      freeMemory(chunk)
    }
  }

  return {
    add(chunk) {
      if (sizeBytes + chunk.length > (length ?? maxBytes)) throw new IngestError('too_large')
      // Most parcels come as one chunk, which serves as it is.
      if (length !== undefined && chunk.length < length) whole ??= new Uint8Array(length)
      place(chunk)
      sizeBytes += chunk.length
    },
    end() {
      const [first, ...others] = chunks
      if (whole !== undefined) return whole.subarray(0, sizeBytes)
      if (first === undefined) return new Uint8Array()
      // Never as Node's Buffer, whose slices are views.
      if (others.length === 0 && ownsBuffer(first.buffer, first.byteLength))
        return new Uint8Array(first.buffer)
      return new Uint8Array(Buffer.concat(chunks))
    },
  }
}
