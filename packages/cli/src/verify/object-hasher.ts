// Hashes whole objects beside the main thread, which hashes their segments meanwhile: two passes over every byte are
// nearly all that a verification costs.
import { Worker } from 'node:worker_threads'
import { sha256Of } from './inspect-batch.ts'

/** Hashes objects. */
export interface ObjectHasher {
  /** SHA-256 of an object; its bytes belong to the hasher from then on and may be gone from the caller's view. */
  sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
  stop(): Promise<void>
}

// A thread costs some 30 ms to start; below this size there is nothing to gain.
const threadFromBytes = 32 * 1024 * 1024

/** Whether a thread is worth its start for so many bytes. */
export function wantsThread(totalBytes: number): boolean {
  return totalBytes >= threadFromBytes
}

/** A hasher on a thread of its own, or on the caller's. WebCrypto would do, but it copies every object first. */
export function createObjectHasher(onThread: boolean): ObjectHasher {
  if (!onThread) return { sha256: async (bytes) => sha256Of(bytes), stop: async () => {} }
  const worker = new Worker(new URL('./hash-thread.js', import.meta.url))
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>()
  let nextId = 0
  worker.on('message', ({ id, sha256 }: { id: number; sha256: Uint8Array }) => {
    waiting.get(id)?.resolve(sha256)
    waiting.delete(id)
  })
  worker.on('error', (error) => {
    for (const answer of waiting.values()) answer.reject(error)
    waiting.clear()
  })
  return {
    sha256(bytes) {
      const id = nextId++
      const answer = Promise.withResolvers<Uint8Array>()
      waiting.set(id, answer)
      // A view of a larger buffer would take its neighbours along; such bytes are copied.
      const isWhole = bytes.byteLength === bytes.buffer.byteLength
      worker.postMessage({ id, bytes }, isWhole ? [bytes.buffer] : [])
      return answer.promise
    },
    stop: async () => {
      await worker.terminate()
    },
  }
}
