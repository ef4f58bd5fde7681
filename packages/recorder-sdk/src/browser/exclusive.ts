// One tab of an origin at a time, by Web Locks.

/** Runs `task` when no other tab runs one under the same name; rejects when `signal` aborts the wait. */
export type RunExclusively = (task: () => Promise<void>, signal: AbortSignal) => Promise<void>

/**
 * {@link RunExclusively} under a lock name. Where Web Locks are missing the task just runs: parcels are
 * idempotent at ingest, a lock only saves double work.
 */
export function createExclusive(name: string): RunExclusively {
  // Typed as always there, absent in Safari before 15.4 and in some embedded browsers.
  const locks = navigator.locks as LockManager | undefined
  return async (task, signal) => {
    if (locks === undefined) return task()
    let granted = false
    const run = (): Promise<void> => {
      granted = true
      return task()
    }
    try {
      await locks.request(name, { signal }, run)
    } catch (error) {
      // A document of an opaque origin has locks that always refuse.
      if (granted || signal.aborted) throw error
      await task()
    }
  }
}
