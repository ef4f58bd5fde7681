// Reads a request body into one buffer, never beyond the limit (design.md §5.6: size before buffering).
import type { Context } from 'hono'
import type { IngestEnv } from '../app-env.ts'
import { IngestError } from '../errors.ts'
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
export async function readBody(
  c: Context<IngestEnv>,
  { length, maxBytes }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    if (length === undefined) return await readChunks(chunksOf(c), maxBytes)
    // The fast path of @hono/node-server. Node ends the body at the declared length.
    const body = new Uint8Array(await c.req.arrayBuffer())
    if (body.length > maxBytes) throw new IngestError('too_large')
    return body
  } catch (cause) {
    throw cause instanceof IngestError ? cause : new IngestError('bad_parcel', { cause })
  }
}

async function readChunks(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of source) {
    sizeBytes += chunk.length
    if (sizeBytes > maxBytes) throw new IngestError('too_large')
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function chunksOf(c: Context<IngestEnv>): AsyncIterable<Uint8Array> {
  // Destroying the request would take the connection, and with it the answer.
  const incoming = incomingOf(c)?.iterator({ destroyOnReturn: false })
  if (incoming !== undefined) return { [Symbol.asyncIterator]: () => incoming }
  return (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>
}
