// Bounds failed sign-ins, so that nobody guesses tokens or fills the audit log with refusals.

/** Counts failures by client. */
export interface AttemptLimiter {
  /** Whether this client may try now. */
  allows(client: string): boolean
  recordFailure(client: string): void
}

const windowMs = 60_000
const failuresPerClient = 10
const failuresInAll = 200

/** Builds a limiter: ten failures a client and two hundred in all, a minute. */
export function createAttemptLimiter(now: () => number): AttemptLimiter {
  let startedAtMs = 0
  let total = 0
  const failures = new Map<string, number>()

  function startWindow(): void {
    if (now() - startedAtMs < windowMs) return
    startedAtMs = now()
    total = 0
    failures.clear()
  }

  return {
    allows: (client) => {
      startWindow()
      return total < failuresInAll && (failures.get(client) ?? 0) < failuresPerClient
    },
    recordFailure: (client) => {
      startWindow()
      total += 1
      failures.set(client, (failures.get(client) ?? 0) + 1)
    },
  }
}
