// How long to wait after failures in a row: doubling with full jitter, so that a returning ingest is not met by
// every page at once.

const firstDelayMs = 1_000
const maxDelayMs = 60_000

/** Milliseconds before the next attempt. `failureCount` counts from 1, `random` is in [0, 1). */
export function backoffDelay(failureCount: number, random: number, retryAfterMs?: number): number {
  const ceilingMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (failureCount - 1))
  const jittered = ceilingMs / 2 + (ceilingMs / 2) * random
  return retryAfterMs === undefined ? jittered : retryAfterMs + jittered / 2
}
