// Bounds failed sign-ins, so that nobody guesses tokens or fills the audit log with refusals.

/** Counts failures by client. */
export interface AttemptLimiter {
  /** Whether this client may try now. */
  allows(client: string): boolean
  recordFailure(client: string): void
}

const windowMs = 60_000
/** How many a minute. */
export interface AttemptBound {
  readonly perClient: number
  readonly inAll: number
}

const failures: AttemptBound = { perClient: 10, inAll: 200 }

/** Builds a limiter: by default ten failures a client and two hundred in all, a minute. */
export function createAttemptLimiter(now: () => number, bound: AttemptBound = failures): AttemptLimiter {
  let startedAtMs = 0
  let total = 0
  const counted = new Map<string, number>()

  function startWindow(): void {
    if (now() - startedAtMs < windowMs) return
    startedAtMs = now()
    total = 0
    counted.clear()
  }

  return {
    allows: (client) => {
      startWindow()
      return total < bound.inAll && (counted.get(client) ?? 0) < bound.perClient
    },
    recordFailure: (client) => {
      startWindow()
      total += 1
      counted.set(client, (counted.get(client) ?? 0) + 1)
    },
  }
}
