// Queue and sender together. Falls back to memory where the browser refuses storage.
import { createExclusive } from '../browser/exclusive.ts'
import { openIndexedDbQueue } from './indexed-db-queue.ts'
import { createMemoryQueue } from './memory-queue.ts'
import {
  type PutResult,
  type QueuedSegment,
  type QueuedStream,
  queueLimits,
  type SealedQueue,
} from './sealed-queue.ts'
import { type Sender, type SenderOptions, startSender } from './sender.ts'

const openTimeoutMs = 5_000

/** What {@link startTransport} needs: the sender's options, and under which name the queue is kept. */
export interface TransportOptions extends Omit<SenderOptions, 'queue' | 'runExclusively' | 'onFailure'> {
  readonly name: string
  /** Storage is refused; from here on segments wait in memory. */
  onQueueUnavailable(cause: unknown): void
}

/** Takes sealed segments and brings them to ingest. */
export interface Transport extends Pick<Sender, 'sendNow'> {
  /** Stores a segment. `full`: its stream was dropped and cannot go on. Never rejects. */
  put(stream: QueuedStream, segment: QueuedSegment): Promise<PutResult>
  /** Sends what is stored, in its turn. */
  notify(): void
  /** Tries again at once what waits after a failure. */
  wake(): void
  /** Sends what is queued once more, then stops. Never rejects. */
  finish(): Promise<void>
  /** Stops at once; the queue stays for the next page load. */
  stop(): void
  /** Stops at once and deletes what is queued of these streams. Never rejects. */
  drop(streams: readonly string[]): Promise<void>
  /** Stops at once and deletes the queue. Never rejects. */
  clear(): Promise<void>
}

interface Route {
  readonly queue: SealedQueue
  readonly sender: Sender
}

/** Deletes what earlier page loads left in the queue. Rejects where the browser refuses storage. */
export async function clearQueue(name: string): Promise<void> {
  const queue = await openIndexedDbQueue(name, queueLimits, Date.now)
  await queue.clear()
}

/** Opens the queue and starts to send what earlier page loads left in it. */
export function startTransport(options: TransportOptions): Transport {
  const { name, onQueueUnavailable, ...senderOptions } = options
  const runExclusively = createExclusive(`${name}:send`)
  let stopped = false
  let inMemory = false

  function startRoute(queue: SealedQueue): Route {
    const sender = startSender({ ...senderOptions, queue, runExclusively, onFailure: useMemory })
    if (stopped) sender.stop()
    return { queue, sender }
  }

  function startInMemory(cause: unknown): Route {
    inMemory = true
    onQueueUnavailable(cause)
    return startRoute(createMemoryQueue(queueLimits, Date.now))
  }

  // Some browsers leave an open request without an answer; sealed segments must not pile up behind it.
  const openedInTime = Promise.race([
    openIndexedDbQueue(name, queueLimits, Date.now),
    new Promise<never>((_, reject) => setTimeout(reject, openTimeoutMs)),
  ])
  let route: Promise<Route> = openedInTime.then(startRoute, startInMemory)

  function useMemory(cause: unknown): void {
    if (stopped || inMemory) return
    inMemory = true
    route = route.then(({ sender }) => {
      sender.stop()
      return startInMemory(cause)
    })
  }

  async function stop(): Promise<void> {
    stopped = true
    const { sender } = await route
    sender.stop()
  }

  return {
    async put(stream, segment) {
      const { queue } = await route
      try {
        return await queue.put(stream, segment)
      } catch (error) {
        // Earlier segments of this stream are where they cannot be added to: it cannot go on.
        useMemory(error)
        return 'full'
      }
    },
    notify: () => void route.then(({ sender }) => sender.notify()),
    wake: () => void route.then(({ sender }) => sender.wake()),
    async sendNow(run, stored) {
      const { sender } = await route
      await sender.sendNow(run, stored)
    },
    async finish() {
      const { sender } = await route
      await sender.drain()
      await stop()
    },
    stop: () => void stop(),
    async drop(streams) {
      await stop()
      const { queue } = await route
      for (const stream of streams) await queue.drop(stream).catch(onQueueUnavailable)
    },
    async clear() {
      await stop()
      const { queue } = await route
      await queue.clear().catch(onQueueUnavailable)
    },
  }
}
