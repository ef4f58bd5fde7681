// Inspects batches on as many threads as there are processors: hashing twice what is stored is nearly all the work.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type InspectedBatch, inspectBatch } from './inspect-batch.ts'

/** Threads, or none. */
export interface InspectPool {
  /** Inspects an object's bytes, which belong to the pool from then on. */
  inspect(bytes: Uint8Array): Promise<InspectedBatch>
  stop(): Promise<void>
}

// A thread costs some 50 ms to start; below this size one thread is done sooner.
const threadsFromBytes = 64 * 1024 * 1024
const maxThreads = 8

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, PromiseWithResolvers<InspectedBatch>>
}

/** How many threads are worth starting for so many bytes. */
export function threadsFor(totalBytes: number): number {
  return totalBytes < threadsFromBytes ? 1 : Math.min(availableParallelism(), maxThreads)
}

/** A pool of so many threads; one is the caller's own. */
export function createInspectPool(threadCount: number): InspectPool {
  if (threadCount < 2) return { inspect: async (bytes) => inspectBatch(bytes), stop: async () => {} }
  const threads = Array.from({ length: threadCount }, startThread)
  let nextId = 0
  return {
    inspect(bytes) {
      const thread = threads.reduce((least, one) => (one.waiting.size < least.waiting.size ? one : least))
      const id = nextId++
      const answer = Promise.withResolvers<InspectedBatch>()
      thread.waiting.set(id, answer)
      // A view of a larger buffer would take its neighbours along; such bytes are copied.
      const owns = bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
      thread.worker.postMessage({ id, bytes }, owns ? [bytes.buffer as ArrayBuffer] : [])
      return answer.promise
    },
    stop: async () => {
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

function startThread(): Thread {
  const worker = new Worker(new URL('./inspect-worker.js', import.meta.url))
  const waiting: Thread['waiting'] = new Map()
  worker.on('message', ({ id, inspected }: { id: number; inspected: InspectedBatch }) => {
    waiting.get(id)?.resolve(inspected)
    waiting.delete(id)
  })
  worker.on('error', (error) => {
    for (const answer of waiting.values()) answer.reject(error)
    waiting.clear()
  })
  return { worker, waiting }
}
