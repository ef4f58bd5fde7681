// The verifier's platform by web standards alone: WebCrypto hashes, Blobs hold what does not fit in memory.
import type { Bytes } from './bytes.ts'
import type { Platform, Spill } from './platform.ts'

const hashBytes = 32

/** A platform for browsers; in Node it works, more slowly than one of its own. */
export function createWebPlatform(): Platform {
  return {
    parallelObjects: 2,
    hashObject: async (bytes, ranges) => {
      const parts = new Uint8Array((ranges.length / 2) * hashBytes)
      const digestRange = async (at: number): Promise<void> => {
        const start = ranges[2 * at] ?? 0
        parts.set(await digest(bytes.subarray(start, start + (ranges[2 * at + 1] ?? 0))), at * hashBytes)
      }
      const whole = digest(bytes)
      await Promise.all(Array.from({ length: ranges.length / 2 }, (_, at) => digestRange(at)))
      return { whole: await whole, parts }
    },
    verifyEd25519: async (publicKey, message, signature) => {
      const key = await crypto.subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify'])
      return crypto.subtle.verify('Ed25519', key, own(signature), own(message))
    },
    openSpill: openBlobSpill,
    stop: async () => {},
  }
}

async function digest(bytes: Bytes): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

// WebCrypto's types exclude shared memory; nothing here backs bytes with it.
function own(bytes: Uint8Array): Bytes {
  return bytes as Bytes
}

// A browser keeps the bytes of Blobs apart from the page's memory, and on disk when there are many.
function openBlobSpill(): Spill {
  const parts: Blob[] = []
  return {
    append: (bytes) => {
      parts.push(new Blob([own(bytes)]))
    },
    async *pieces() {
      for (const part of parts) yield new Uint8Array(await part.arrayBuffer())
    },
  }
}
