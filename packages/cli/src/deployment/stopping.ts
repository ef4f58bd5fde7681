// Stops what was started, last first, however far the start came.

/** Collects what is to be stopped. */
export interface Stopper {
  add(stop: () => Promise<void>): void
  /** Stops everything, even where a part fails to; then throws the first failure. */
  stop(): Promise<void>
}

/** An empty stopper. */
export function createStopper(): Stopper {
  const stops: (() => Promise<void>)[] = []
  return {
    add: (stop) => {
      stops.push(stop)
    },
    async stop() {
      const failures: unknown[] = []
      for (let stop = stops.pop(); stop; stop = stops.pop()) {
        await stop().catch((error: unknown) => failures.push(error))
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** Resolves when the signal aborts. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    // A pending listener alone does not keep a process alive; the servers do.
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
