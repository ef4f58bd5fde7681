// Compresses an answer while it is made: each piece leaves whole, so that a player shows what has come so far.
//
// A length that tells of a secret (BREACH) needs someone who puts text of their own beside it in the same answer, many
// times, and reads the lengths. Each answer here is one range that one person asked for under one audit event: another
// site can make none of them (SameSite=Strict, Sec-Fetch-Site), they hold no token, and the lengths of sealed segments,
// which the network sees in any case, are as long as what they hold.
import { promisify } from 'node:util'
import zlib, { constants } from 'node:zlib'

/** Content codings that the viewer speaks, the better first. */
export type ContentEncoding = 'zstd' | 'gzip'

/** Compresses one answer. */
export interface PieceEncoder {
  /** All bytes by which the other side has the piece. */
  encode(piece: Uint8Array): Promise<Uint8Array>
  /** What ends the answer. */
  end(): Promise<Uint8Array>
  /** Frees it where the answer breaks off. */
  close(): void
}

// Node 22 has zstd from 22.15 on.
const hasZstd = typeof zlib.createZstdCompress === 'function'

/** The coding to answer with, by `Accept-Encoding` (RFC 9110 §12.5.3); undefined for none. */
export function chooseEncoding(accepted: string | undefined): ContentEncoding | undefined {
  const codings = new Map(
    (accepted ?? '').split(',').map((entry) => {
      const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      return [name, quality === undefined ? 1 : Number(quality)] as const
    }),
  )
  const accepts = (name: ContentEncoding): boolean => (codings.get(name) ?? 0) > 0
  if (hasZstd && accepts('zstd')) return 'zstd'
  return accepts('gzip') ? 'gzip' : undefined
}

/** The answer in a coding, a piece for each piece, made as they are taken. */
export function compress(
  pieces: ReadableStream<Uint8Array>,
  encoding: ContentEncoding,
): ReadableStream<Uint8Array> {
  const reader = pieces.getReader()
  const encoder = createPieceEncoder(encoding)
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(await encoder.encode(value))
          controller.enqueue(await encoder.end())
          controller.close()
        } catch (error) {
          encoder.close()
          await reader.cancel(error).catch(() => undefined)
          throw error
        }
      },
      cancel: async (reason) => {
        encoder.close()
        await reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}

/** Starts an answer in a coding. */
export function createPieceEncoder(encoding: ContentEncoding): PieceEncoder {
  const isZstd = encoding === 'zstd'
  const stream = isZstd
    ? zlib.createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } })
    : zlib.createGzip({ level: 4 })
  const flush = promisify((done: () => void) =>
    isZstd ? stream.flush(done) : stream.flush(constants.Z_SYNC_FLUSH, done),
  )
  let made: Uint8Array[] = []
  stream.on('data', (bytes: Uint8Array) => made.push(bytes))
  const failed = new Promise<never>((_, reject) => stream.on('error', reject))
  failed.catch(() => undefined)
  const take = (): Uint8Array => {
    const bytes = Buffer.concat(made)
    made = []
    return bytes
  }
  return {
    encode: async (piece) => {
      stream.write(piece)
      await Promise.race([flush(), failed])
      return take()
    },
    end: async () => {
      const ended = new Promise<void>((resolve) => stream.once('end', resolve))
      stream.end()
      await Promise.race([ended, failed])
      return take()
    },
    close: () => void stream.destroy(),
  }
}
