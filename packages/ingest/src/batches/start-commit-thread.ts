// Stores batches on a thread of their own: an event loop that serves a thousand sockets gives each step of a
// commit (a dozen file operations and statements) tens of milliseconds of waiting, an idle one gives none.
import { Worker } from 'node:worker_threads'
import type { ObjectsConfig } from '../config.ts'
import type { BatchOutcome, PlacedBatch, StoreBatch } from './batch-store.ts'

/** What the thread is told. */
export interface CommitThreadConfig {
  readonly databaseUrl: string
  readonly objects: ObjectsConfig
}

/** A batch for the thread. */
export interface CommitRequest {
  readonly id: number
  readonly batch: PlacedBatch
}

/** The thread's answer. */
export interface CommitAnswer {
  readonly id: number
  readonly outcome: BatchOutcome
}

/** A running thread. */
export interface CommitThread {
  readonly storeBatch: StoreBatch
  stop(): Promise<void>
}

const threadFailed: BatchOutcome = {
  outcome: 'failed',
  cause: 'commit_thread_ended',
  orphans: 0,
  stores: [],
}

// A batch's rows and footer take some 5 MiB of it. Left alone, the thread's heap takes hundreds (measured).
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 } as const

/** Starts the thread. One that dies fails what it held and is replaced with the next batch. */
export function startCommitThread(config: CommitThreadConfig): CommitThread {
  const waiting = new Map<number, (outcome: BatchOutcome) => void>()
  let nextId = 0
  let worker: Worker | undefined = startWorker()

  function startWorker(): Worker {
    const options = { workerData: config, execArgv: execArgvOf(entry()), resourceLimits }
    const started = new Worker(entry(), options)
    started.on('message', ({ id, outcome }: CommitAnswer) => settle(id, outcome))
    // An error ends the thread; 'exit' follows.
    started.on('error', () => {})
    started.on('exit', () => {
      if (worker === started) worker = undefined
      for (const id of waiting.keys()) settle(id, threadFailed)
    })
    return started
  }

  function settle(id: number, outcome: BatchOutcome): void {
    waiting.get(id)?.(outcome)
    waiting.delete(id)
  }

  return {
    storeBatch(batch) {
      return new Promise((resolve) => {
        const id = nextId++
        waiting.set(id, resolve)
        worker ??= startWorker()
        const request: CommitRequest = { id, batch }
        worker.postMessage(request)
      })
    },
    async stop() {
      await worker?.terminate()
    },
  }
}

function entry(): URL {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new URL(`./commit-thread.${extension}`, import.meta.url)
}

function execArgvOf({ pathname }: URL): string[] {
  return pathname.endsWith('.ts')
    ? ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
    : []
}
