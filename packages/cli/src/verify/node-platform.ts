// The verifier's platform in Node: SHA-256 by the processor's instructions, on as many threads as there are processors, and
// temporary files for what does not fit in memory.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createCheckpointVerifier } from '@reseal/store'
import type { ObjectHashes, Platform, Spill } from '@reseal/verifier'
import { type HashAnswer, type HashOrder, hashObject } from './hash-thread.ts'

/** How to run. */
export interface NodePlatformOptions {
  /** 0 hashes on the caller's thread; by default as many as there are processors, up to 4. */
  readonly threads?: number
}

// A thread costs some 30 ms to start; before this many bytes there is nothing to gain.
const threadsFromBytes = 16 * 1024 * 1024

/** Builds it; threads and files come when they are needed, and go with `stop`. */
export function createNodePlatform(options: NodePlatformOptions = {}): Platform {
  const threadCount = options.threads ?? Math.min(4, availableParallelism())
  const spills = createSpills()
  let pool: HashPool | undefined
  let hashedBytes = 0
  return {
    parallelObjects: Math.max(1, threadCount),
    hashObject: async (bytes, ranges) => {
      hashedBytes += bytes.length
      if (threadCount === 0 || (options.threads === undefined && hashedBytes < threadsFromBytes)) {
        return hashObject(bytes, ranges)
      }
      pool ??= startHashPool(threadCount)
      return await pool.hash(bytes, ranges)
    },
    verifyEd25519: async (publicKey, message, signature) =>
      createCheckpointVerifier('', publicKey).verify(message, signature),
    openSpill: () => spills.open(),
    stop: async () => {
      await pool?.stop()
      spills.stop()
    },
  }
}

// Of JavaScript it holds next to nothing, so let it not gather garbage either.
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 }

interface HashPool {
  hash(bytes: Uint8Array<ArrayBuffer>, ranges: Uint32Array<ArrayBuffer>): Promise<ObjectHashes>
  stop(): Promise<void>
}

function startHashPool(count: number): HashPool {
  const waiting = new Map<number, PromiseWithResolvers<ObjectHashes>>()
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(new URL('./hash-thread.js', import.meta.url), { resourceLimits })
    worker.on('message', ({ id, whole, parts }: HashAnswer) => {
      waiting.get(id)?.resolve({ whole, parts })
      waiting.delete(id)
    })
    worker.on('error', (error) => {
      for (const answer of waiting.values()) answer.reject(error)
      waiting.clear()
    })
    return worker
  })
  let nextId = 0
  return {
    hash: (bytes, ranges) => {
      const id = nextId
      nextId += 1
      const answer = Promise.withResolvers<ObjectHashes>()
      waiting.set(id, answer)
      const order: HashOrder = { id, bytes, ranges }
      // A view of a larger buffer would take its neighbours along; such bytes are copied.
      const isWhole = bytes.byteLength === bytes.buffer.byteLength
      workers[id % workers.length]?.postMessage(order, isWhole ? [bytes.buffer] : [])
      return answer.promise
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

/** Files of one folder, which only this user may read: they hold ids, times and hashes. */
function createSpills(): { open(): Spill; stop(): void } {
  const handles: number[] = []
  let folder: string | undefined
  return {
    open: () => {
      folder ??= mkdtempSync(join(tmpdir(), 'reseal-verify-'))
      const handle = openSync(join(folder, String(handles.length)), 'wx+', 0o600)
      handles.push(handle)
      return createSpill(handle)
    },
    stop: () => {
      for (const handle of handles) closeSync(handle)
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function createSpill(handle: number): Spill {
  const sizes: number[] = []
  return {
    append: (bytes) => {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(handle, bytes, written, bytes.length - written)
      }
      sizes.push(bytes.length)
    },
    async *pieces() {
      let position = 0
      for (const size of sizes) {
        const bytes = new Uint8Array(size)
        for (let filled = 0; filled < size; ) {
          const count = readSync(handle, bytes, filled, size - filled, position + filled)
          if (count === 0) throw new Error('a temporary file was cut')
          filled += count
        }
        position += size
        yield bytes
      }
    },
  }
}
