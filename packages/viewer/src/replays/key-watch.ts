// Lets go of cached keys of streams that were forgotten, in every viewer process (design.md §6). A cached key alone opens nothing:
// each range looks at the stream's row, and each segment once more. This is so that it does not stay in memory either.
import type { StreamOpenerCache } from '@reseal/opening'

/** Watches the keys that were used of late. */
export interface KeyWatch {
  /** The key of a stream is in the cache under this name, or may be. */
  add(stream: string, name: string): void
  stop(): void
}

/** What it works with. */
export interface KeyWatchParts {
  readonly openers: Pick<StreamOpenerCache, 'forget' | 'clear'>
  /** Of the given streams those that still have a key. */
  livingOf(streams: readonly string[]): Promise<ReadonlySet<string>>
  /** For how long the cache keeps a key. */
  readonly keptMs: number
  readonly everyMs?: number
}

const defaultEveryMs = 1_000

/** Builds it; it looks only while there is something to look for. */
export function createKeyWatch({
  openers,
  livingOf,
  keptMs,
  everyMs = defaultEveryMs,
}: KeyWatchParts): KeyWatch {
  const watched = new Map<string, { readonly name: string; readonly untilMs: number }>()
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<void> {
    const nowMs = performance.now()
    for (const [stream, { untilMs }] of watched) if (untilMs < nowMs) watched.delete(stream)
    if (watched.size === 0) return
    try {
      const living = await livingOf([...watched.keys()])
      for (const [stream, { name }] of watched) {
        if (living.has(stream)) continue
        openers.forget(name)
        watched.delete(stream)
      }
    } catch {
      // Nobody can say what was forgotten meanwhile: nothing is kept.
      openers.clear()
      watched.clear()
    }
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      void look().finally(() => {
        timer = undefined
        if (watched.size > 0) schedule()
      })
    }, everyMs).unref()
  }

  return {
    add: (stream, name) => {
      if (keptMs === 0) return
      watched.set(stream, { name, untilMs: performance.now() + keptMs })
      schedule()
    },
    stop: () => {
      clearTimeout(timer)
      watched.clear()
    },
  }
}
