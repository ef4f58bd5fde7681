// Ends requests whose body dribbles: what is announced holds memory that others wait for until it has come. Node's own
// bound on a request's time does not tell a slow line from someone who sends a byte a second.
import type { IncomingMessage } from 'node:http'

/** What a body owes. */
export interface PaceLimits {
  /** No request is judged before; milliseconds. */
  readonly paceGraceMs: number
  /** Average over the request's time, whatever its length. */
  readonly minBytesPerSecond: number
  /** A body of declared length has to come at a rate that brings it whole in this time; milliseconds. */
  readonly bodyTimeMs: number
}

/** Watches requests. */
export interface RequestPace {
  /** Watches until the request is whole or gone. */
  watch(request: IncomingMessage): void
  /** Ends what is too slow. */
  check(): void
}

interface Receiving {
  readonly request: IncomingMessage
  readonly startedAtMs: number
  readonly bytesBefore: number
  readonly bytesPerSecond: number
}

/** Watches nothing yet. @param onSlow is to end the request */
export function createRequestPace(
  limits: PaceLimits,
  onSlow: (request: IncomingMessage) => void,
  nowMs: () => number = performance.now.bind(performance),
): RequestPace {
  const receiving = new Set<Receiving>()
  return {
    watch(request) {
      if (request.complete) return
      const lengthBytes = Number(request.headers['content-length'] ?? 0)
      const owed = (lengthBytes * 1000) / limits.bodyTimeMs
      receiving.add({
        request,
        startedAtMs: nowMs(),
        bytesBefore: request.socket.bytesRead,
        bytesPerSecond: Math.max(limits.minBytesPerSecond, Number.isFinite(owed) ? owed : 0),
      })
    },
    check() {
      for (const entry of receiving) {
        const { request, startedAtMs, bytesBefore, bytesPerSecond } = entry
        if (request.complete || request.destroyed) {
          receiving.delete(entry)
          continue
        }
        const elapsedMs = nowMs() - startedAtMs
        if (elapsedMs < limits.paceGraceMs) continue
        const receivedBytes = request.socket.bytesRead - bytesBefore
        if (receivedBytes >= (elapsedMs / 1000) * bytesPerSecond) continue
        receiving.delete(entry)
        onSlow(request)
      }
    },
  }
}
