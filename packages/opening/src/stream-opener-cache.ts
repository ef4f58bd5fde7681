// Keeps the unwrapped data key of a stream in memory for at most a minute. A cached key opens nothing by itself:
// every range still needs its own committed audit event (design.md §5.9).
import type { StreamOpener } from '@reseal/protocol/open'

/** Openers by stream. */
export interface StreamOpenerCache {
  /** The opener under this name, made by `unwrap` when there is none or it has grown old. */
  get(name: string, unwrap: () => Promise<StreamOpener>): Promise<StreamOpener>
  /** Drops the key under this name. */
  forget(name: string): void
  /** Drops all keys. */
  clear(): void
}

// More streams than one process watches in a minute; of more the oldest is unwrapped again.
const mostEntries = 256

/** Builds an empty cache; `maxAgeMs` 0 keeps nothing. */
export function createStreamOpenerCache(maxAgeMs: number): StreamOpenerCache {
  const entries = new Map<string, { opener: Promise<StreamOpener>; timer: NodeJS.Timeout }>()

  function forget(name: string): void {
    clearTimeout(entries.get(name)?.timer)
    entries.delete(name)
  }

  return {
    get: (name, unwrap) => {
      if (maxAgeMs === 0) return unwrap()
      const known = entries.get(name)
      if (known !== undefined) return known.opener
      const opener = unwrap()
      // A timer, not a look at the clock on the next use: the key is to leave memory even if nobody asks again.
      const timer = setTimeout(() => entries.delete(name), maxAgeMs).unref()
      entries.set(name, { opener, timer })
      const [oldest] = entries.keys()
      if (entries.size > mostEntries && oldest !== undefined) forget(oldest)
      opener.catch(() => forget(name))
      return opener
    },
    forget,
    clear: () => {
      for (const name of entries.keys()) forget(name)
    },
  }
}
