// When a request whose body dribbles is ended: what is announced holds memory that others wait for until it has come. Node's
// own bound on a request's time does not tell a slow line from someone who sends a byte a second.

/** What a body owes. */
export interface PaceLimits {
  /** No request is judged before; milliseconds. */
  readonly paceGraceMs: number
  /** Average over the request's time, whatever its length. */
  readonly minBytesPerSecond: number
  /** A body of declared length has to come at a rate that brings it whole in this time; milliseconds. */
  readonly bodyTimeMs: number
}

/** How far a request is. */
export interface RequestProgress {
  readonly elapsedMs: number
  readonly receivedBytes: number
  /** 0 where none was declared. */
  readonly declaredBytes: number
}

/** Whether a request that is not whole yet is to be ended. */
export function isTooSlow(limits: PaceLimits, progress: RequestProgress): boolean {
  const { elapsedMs, receivedBytes, declaredBytes } = progress
  if (elapsedMs < limits.paceGraceMs) return false
  const owedBytes = Math.max(
    (limits.minBytesPerSecond * elapsedMs) / 1000,
    (declaredBytes * elapsedMs) / limits.bodyTimeMs,
  )
  return receivedBytes < Math.min(owedBytes, declaredBytes === 0 ? owedBytes : declaredBytes)
}
