// Reads a request body into one buffer, never beyond the limit (design.md §5.6: size before buffering).
import { IngestError } from '../errors.ts'

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

/**
 * Reads the body.
 * @throws IngestError too_large as soon as a body without declared length passes the limit; bad_parcel when the
 * client went away
 */
export async function readBody(
  request: Request,
  length: number | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  if (length === undefined) return readChunked(request, maxBytes)
  try {
    // The fast path of @hono/node-server. Node ends the body at the declared length.
    const body = new Uint8Array(await request.arrayBuffer())
    if (body.length > maxBytes) throw new IngestError('too_large')
    return body
  } catch (cause) {
    throw cause instanceof IngestError ? cause : new IngestError('bad_parcel', { cause })
  }
}

async function readChunked(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array()
  const reader = request.body.getReader()
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return Buffer.concat(chunks)
      sizeBytes += value.length
      if (sizeBytes > maxBytes) throw new IngestError('too_large')
      chunks.push(value)
    }
  } catch (cause) {
    reader.cancel().catch(() => {})
    throw cause instanceof IngestError ? cause : new IngestError('bad_parcel', { cause })
  }
}
