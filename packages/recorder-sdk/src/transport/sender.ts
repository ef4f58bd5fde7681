// Brings the queue to ingest: one tab at a time, oldest first, and nothing is dropped without a receipt whose
// signature and link are right (design §5.4 to 5.6).
import { type Receipt, verifyReceipt } from '@reseal/protocol'
import type { RunExclusively } from '../browser/exclusive.ts'
import { backoffDelay } from './backoff.ts'
import type { QueuedRun, SealedQueue } from './sealed-queue.ts'
import type { SendOutcome, SendParcel } from './send-parcel.ts'

/** What {@link startSender} needs. Callbacks may come for streams of earlier page loads and other tabs. */
export interface SenderOptions {
  readonly queue: SealedQueue
  readonly send: SendParcel
  /** Raw P-256 point, 65 bytes. */
  readonly receiptKey: Uint8Array
  readonly runExclusively: RunExclusively
  /** The segments up to `index` are durable at ingest. */
  onAcknowledged(stream: string, index: number): void
  /** The stream was dropped: ingest takes no more of it. `newOneMayPass` says whether to begin another. */
  onStreamRefused(stream: string, newOneMayPass: boolean): void
  /** Ingest does not know the app. Sending has stopped; the queue is kept. */
  onAppRefused(): void
  onBadReceipt(): void
  /** What ingest asks for with a receipt; undefined: nothing. */
  onCommand(command: string | undefined): void
  /** For how long from now ingest wants nothing sent, in milliseconds. */
  sendsInMs(): number
  /** Storage failed in the middle of sending. */
  onFailure(error: unknown): void
}

/** A running sender. */
export interface Sender {
  /** There is something to send. Does nothing while waiting after a failure. */
  notify(): void
  /** Sends what can be sent now, without waiting for a retry; resolves when done, never rejects. */
  drain(): Promise<void>
  /**
   * Sends one run beside the queue's order, as on page exit; not while ingest is unavailable. Its receipt is taken
   * once `stored` says that the queue has the run. Never rejects.
   */
  sendNow(run: QueuedRun, stored: Promise<unknown>): Promise<void>
  /** Tries again at once what waits after a failure: there may be a network again. */
  wake(): void
  /** Aborts what is under way. */
  stop(): void
}

/** Whether the pass goes on with the queue. */
type Step = 'go-on' | 'wait'

// A resync may need one gap to find its place; more in a row is an ingest that contradicts itself.
const maxGapsInARow = 3

function acknowledges(receipt: Receipt, { stream, segments }: QueuedRun): boolean {
  if (receipt.stream !== stream.stream) return false
  const segment = segments.find(({ index }) => index === receipt.index)
  return segment !== undefined && segment.link.every((byte, position) => byte === receipt.link[position])
}

/** Starts with what earlier page loads left in the queue. */
export function startSender(options: SenderOptions): Sender {
  const { queue, send, receiptKey, runExclusively } = options
  const stopping = new AbortController()
  let failureCount = 0
  let gapCount = 0
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let retryDueMs = 0
  let pass: Promise<void> | undefined
  let passWantedAgain = false
  // Where ingest asked to go on, by stream, until the next receipt.
  const resumeAt = new Map<string, number>()

  const isStopped = (): boolean => stopping.signal.aborted

  function waitAndRetry(retryAfterMs: number | undefined): Step {
    failureCount += 1
    return retryIn(backoffDelay(failureCount, Math.random(), retryAfterMs))
  }

  function retryIn(delayMs: number): Step {
    const dueMs = performance.now() + delayMs
    // Two requests may fail at once, as on page exit: the longer wait counts.
    if (retryTimer === undefined || dueMs > retryDueMs) {
      clearTimeout(retryTimer)
      retryDueMs = dueMs
      retryTimer = setTimeout(retry, dueMs - performance.now())
    }
    return 'wait'
  }

  function retry(): void {
    clearTimeout(retryTimer)
    retryTimer = undefined
    notify()
  }

  async function dropRefused(stream: string, newOneMayPass = true): Promise<Step> {
    resumeAt.delete(stream)
    await queue.drop(stream)
    if (!isStopped()) options.onStreamRefused(stream, newOneMayPass)
    return 'go-on'
  }

  async function takeReceipt(run: QueuedRun, receipt: Receipt): Promise<Step> {
    const genuine = acknowledges(receipt, run) && (await verifyReceipt(receipt, receiptKey))
    if (isStopped()) return 'wait'
    if (!genuine) {
      options.onBadReceipt()
      return waitAndRetry(undefined)
    }
    failureCount = 0
    gapCount = 0
    resumeAt.delete(receipt.stream)
    await queue.removeThrough(receipt.stream, receipt.index)
    options.onAcknowledged(receipt.stream, receipt.index)
    return 'go-on'
  }

  async function resync(run: QueuedRun, wantedIndex: number): Promise<Step> {
    const { stream } = run.stream
    gapCount += 1
    if (gapCount > maxGapsInARow) {
      gapCount = 0
      return dropRefused(stream)
    }
    const found = await queue.read(stream, wantedIndex)
    // What ingest wants is not here any more: this stream cannot be continued.
    if (found?.segments[0]?.index !== wantedIndex) return dropRefused(stream)
    resumeAt.set(stream, wantedIndex)
    return 'go-on'
  }

  async function settle(run: QueuedRun, outcome: SendOutcome): Promise<Step> {
    if (isStopped()) return 'wait'
    switch (outcome.kind) {
      case 'receipt': {
        const step = await takeReceipt(run, outcome.receipt)
        // Whoever sends no genuine receipt may ask for less, and take nothing back.
        if (!isStopped() && (step === 'go-on' || outcome.command !== undefined)) {
          options.onCommand(outcome.command)
        }
        return step
      }
      case 'gap':
        return resync(run, outcome.wantedIndex)
      case 'stream-refused':
        return dropRefused(run.stream.stream)
      case 'stream-unacceptable':
        return dropRefused(run.stream.stream, false)
      case 'app-refused':
        stop()
        options.onAppRefused()
        return 'wait'
      case 'unavailable':
        return waitAndRetry(outcome.retryAfterMs)
      default:
        return outcome satisfies never
    }
  }

  async function nextRun(): Promise<QueuedRun | undefined> {
    for (const stream of await queue.streams()) {
      const run = await queue.read(stream, resumeAt.get(stream) ?? 0)
      if (run !== undefined) return run
      resumeAt.delete(stream)
    }
    return undefined
  }

  async function sendAll(): Promise<void> {
    let step: Step = 'go-on'
    while (step === 'go-on' && !isStopped()) {
      const run = await nextRun()
      if (run === undefined) return
      const delayMs = options.sendsInMs()
      if (delayMs > 0) {
        retryIn(delayMs)
        return
      }
      step = await settle(run, await send(run, { keepalive: false, signal: stopping.signal }))
    }
  }

  function startPass(): Promise<void> {
    passWantedAgain = false
    pass = runExclusively(sendAll, stopping.signal)
      .catch((error: unknown) => {
        if (!isStopped()) options.onFailure(error)
      })
      .finally(() => {
        pass = undefined
        if (passWantedAgain) notify()
      })
    return pass
  }

  function notify(): void {
    if (isStopped() || retryTimer !== undefined) return
    if (pass === undefined) void startPass()
    else passWantedAgain = true
  }

  function wake(): void {
    if (retryTimer !== undefined) retry()
  }

  function stop(): void {
    stopping.abort()
    clearTimeout(retryTimer)
    removeEventListener('online', wake)
  }

  addEventListener('online', wake)
  notify()
  return {
    notify,
    async drain() {
      await pass
      if (!isStopped()) await startPass()
    },
    async sendNow(run, stored) {
      if (isStopped() || retryTimer !== undefined || options.sendsInMs() > 0) return
      const outcome = await send(run, { keepalive: true, signal: stopping.signal })
      try {
        await stored
        // Out of the queue's order a gap says nothing new: the next pass sends what comes before.
        if (outcome.kind !== 'gap') await settle(run, outcome)
      } catch (error) {
        if (!isStopped()) options.onFailure(error)
      }
    },
    wake,
    stop,
  }
}
