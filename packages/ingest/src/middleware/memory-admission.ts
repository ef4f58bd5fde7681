// Bounds the bytes of requests that are in the process at once, before any of them is buffered (design.md §5.6).
import { IngestError } from '../errors.ts'

/** Grants memory to requests until a bound. */
export interface MemoryAdmission {
  /**
   * Reserves memory for a request with a body of this size.
   * @returns gives the memory back; further calls do nothing
   * @throws IngestError overloaded, unavailable while nothing is committed
   */
  reserve(bodyBytes: number): () => void
  /** Bytes reserved now. */
  inFlightBytes(): number
}

// What a waiting request holds beside its body: sockets, headers, promises (measured, rounded up).
const requestOverheadBytes = 32 * 1024

/**
 * Admits requests until they hold `maxInFlightBytes` together.
 * @param isStuck whether commits have stopped: who comes then would wait in vain
 */
export function createMemoryAdmission(
  maxInFlightBytes: number,
  isStuck: () => boolean = () => false,
): MemoryAdmission {
  let inFlightBytes = 0
  return {
    reserve(bodyBytes) {
      if (isStuck()) throw new IngestError('unavailable', { retryAfterSeconds: 5 })
      const sizeBytes = bodyBytes + requestOverheadBytes
      if (inFlightBytes + sizeBytes > maxInFlightBytes)
        throw new IngestError('overloaded', { retryAfterSeconds: 2 })
      inFlightBytes += sizeBytes
      let held = true
      return () => {
        if (held) inFlightBytes -= sizeBytes
        held = false
      }
    },
    inFlightBytes: () => inFlightBytes,
  }
}
