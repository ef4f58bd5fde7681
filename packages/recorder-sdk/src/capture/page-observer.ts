// rrweb's observation of the page, measured and held in check: it can be paused without a trace of cost, held back to two
// batches of changes a second, and told to pass over parts of the page. Ids of nodes stay the same throughout.

import { record } from '#rrweb-record'
import { createNotedObservers, observeDocument, untouchedObserver } from './noted-observers.ts'

type RecordOptions = NonNullable<Parameters<typeof record>[0]>

/** An event as rrweb hands it out. */
export interface RawEvent {
  readonly type: number
  readonly data?: unknown
}

/** What {@link startPageObserver} needs. */
export interface PageObserverOptions {
  /** Options of rrweb's `record`. */
  readonly record: Omit<RecordOptions, 'emit'>
  emit(event: RawEvent): void
  /** Processor time of a batch of changes, of a snapshot or of one event, in milliseconds. */
  onSpent(ms: number): void
  /** Nodes at which something changed; `weight` is how many changes each of them stands for. */
  onChanges(targets: readonly Node[], weight: number): void
  /** A batch was too large to be looked at: only a snapshot shows what the page is now. */
  onSkipped(): void
}

/** A running observation. */
export interface PageObserver {
  /** False where rrweb could not start. */
  readonly isRunning: boolean
  stop(): void
  /** Emits a full snapshot now. */
  takeSnapshot(): void
  /** Observes nothing, at no cost, until `resume`. */
  pause(): void
  /** Observes again, from a full snapshot on. */
  resume(): void
  /** Hands out changes of the DOM at most every half second, each text as it is then. */
  hold(isHeld: boolean): void
  /** Changes at the nodes that are asked for are passed over; undefined when there are none. */
  passOver(asks: ((node: Node) => boolean) | undefined): void
}

/** Changes that come at once: beyond this many a snapshot is cheaper than to follow them. */
const maxBatch = 10_000
const samplesPerBatch = 16
const changesPerSweep = 5_000
const holdMs = 500
// What rrweb calls a node that it does not record.
const ignoredId = -2
const customType = 5
const incrementalType = 3

function isMutation({ type, data }: RawEvent): boolean {
  return type === incrementalType && (data as { readonly source?: unknown } | undefined)?.source === 0
}

interface TextChange {
  readonly id: number
}

// Rules are asked when a batch is handed out: of a text that changed before, only what it is by then may be judged by them.
function withLastTexts<T extends RawEvent>(event: T): T {
  const data = event.data as { readonly texts?: readonly TextChange[] }
  const last = new Map((data.texts ?? []).map((text) => [text.id, text]))
  return { ...event, data: { ...data, texts: [...last.values()] } }
}

/** Starts to observe the page. */
export function startPageObserver(options: PageObserverOptions): PageObserver {
  const Observer = untouchedObserver()
  const { mirror } = record
  const getId = mirror.getId
  const noted = createNotedObservers(Observer)
  let isStopped = false
  let isPaused = false
  let isHeld = false
  let isPassedOver: ((node: Node) => boolean) | undefined
  let heldTimer: ReturnType<typeof setTimeout> | undefined
  let batchStart: number | undefined
  let changeCount = 0
  let sweepTimer: ReturnType<typeof setTimeout> | undefined

  // Only while there is something to pass over: rrweb asks for ids all the time.
  function passOver(asks: ((node: Node) => boolean) | undefined): void {
    if (asks === undefined) Reflect.deleteProperty(mirror, 'getId')
    else {
      mirror.getId = (node) => (node && asks(node as unknown as Node) ? ignoredId : getId.call(mirror, node))
    }
  }

  const everything = (): boolean => true
  const passOverNow = (): void => passOver(isPaused ? everything : isPassedOver)

  /** Runs what has to see each node by its id. */
  function seeingAll(action: () => void): void {
    passOver(undefined)
    try {
      action()
    } finally {
      passOverNow()
    }
  }

  function begin(): void {
    batchStart ??= performance.now()
  }

  function end(): void {
    if (batchStart === undefined) return
    const ms = performance.now() - batchStart
    batchStart = undefined
    options.onSpent(ms)
  }

  /** Runs an action and counts its time, unless it is part of a batch that is being measured. */
  function measured(action: () => void): void {
    if (batchStart !== undefined) return action()
    begin()
    try {
      action()
    } finally {
      end()
    }
  }

  const before = new Observer((changes) => {
    begin()
    if (changes.length > maxBatch) passOver(everything)
    const weight = Math.ceil(changes.length / samplesPerBatch)
    options.onChanges(
      changes.filter((_change, at) => at % weight === 0).map(({ target }) => target),
      weight,
    )
  })
  const after = new Observer((changes) => {
    passOverNow()
    end()
    if (changes.length > maxBatch) options.onSkipped()
    changeCount += changes.length
    if (changeCount > changesPerSweep) sweepSoon()
  })

  function release(): void {
    clearTimeout(heldTimer)
    heldTimer = undefined
    try {
      // Any event makes rrweb hand out what it holds; this one is not passed on.
      record.addCustomEvent('', {})
    } catch {
      // Not started yet: there is nothing to hand out.
    }
  }

  function emit(event: RawEvent): void {
    if (isPaused || event.type === customType) return
    const isLate = isHeld && isMutation(event)
    measured(() => options.emit(isLate ? withLastTexts(event) : event))
    if (!isLate || isPaused) return
    record.freezePage()
    heldTimer ??= setTimeout(release, holdMs)
  }

  // Nodes that are gone, as far as rrweb has not noticed. Not in the snapshot's own task, which is long enough.
  function forgetGoneNodes(): void {
    changeCount = 0
    seeingAll(() => {
      for (const id of mirror.getIds()) {
        const node = mirror.getNode(id)
        const view = node && (node.ownerDocument ?? (node as Document)).defaultView
        if (node && !(node.isConnected && view)) mirror.removeNodeFromMap(node)
      }
    })
  }

  function sweepSoon(): void {
    sweepTimer ??= setTimeout(() => {
      sweepTimer = undefined
      if (!isStopped) measured(forgetGoneNodes)
    })
  }

  function takeSnapshot(): void {
    if (isPaused || isStopped) return
    measured(() => {
      noted.forgetShadows()
      const stopNoting = noted.note()
      try {
        seeingAll(() => record.takeFullSnapshot(true))
      } catch {
        // Before the document is ready there is nothing to take; the first snapshot is still to come.
      } finally {
        stopNoting()
      }
    })
    sweepSoon()
  }

  // As rrweb does: at its target an event reaches those that capture first.
  function whenReady(action: () => void): void {
    const guarded = (): void => {
      try {
        action()
      } catch {
        // A page that has broken its MutationObserver: without measure rrweb goes on, or says that it cannot.
      }
    }
    if (document.readyState !== 'loading') guarded()
    else document.addEventListener('DOMContentLoaded', guarded, { once: true, capture: true })
  }

  // What rrweb makes of the document lies between these two, now or when the document is ready.
  let stopNoting: (() => void) | undefined
  whenReady(() => {
    if (isStopped) return
    begin()
    stopNoting = noted.note()
    observeDocument(before)
  })
  const stopRecord = record({ ...options.record, emit })
  whenReady(() => {
    stopNoting?.()
    end()
    if (!isStopped) observeDocument(after)
  })

  function disconnect(): void {
    for (const observer of [before, after, noted]) observer.disconnect()
  }

  return {
    isRunning: stopRecord !== undefined,
    stop() {
      isStopped = true
      clearTimeout(heldTimer)
      disconnect()
      stopRecord?.()
      passOver(undefined)
      mirror.reset()
    },
    takeSnapshot,
    pause() {
      if (isPaused) return
      if (isHeld) release()
      isPaused = true
      passOverNow()
      disconnect()
    },
    resume() {
      if (!isPaused || isStopped) return
      isPaused = false
      passOverNow()
      // In the order of their making: what rrweb does is measured between the first and the last.
      observeDocument(before)
      noted.resume()
      observeDocument(after)
      takeSnapshot()
    },
    hold(next) {
      if (isHeld && !next) release()
      isHeld = next
    },
    passOver(asks) {
      isPassedOver = asks
      passOverNow()
    },
  }
}
