// Bounds the bytes of requests that are in the process at once, before any of them is buffered (design.md §5.6).
import { IngestError } from '../errors.ts'

/** Grants memory to request bodies until a bound. */
export interface MemoryAdmission {
  /**
   * Reserves memory for a body.
   * @returns gives the memory back; further calls do nothing
   * @throws IngestError overloaded
   */
  reserve(sizeBytes: number): () => void
  /** Bytes reserved now. */
  inFlightBytes(): number
}

/** Admits bodies until they hold `maxInFlightBytes` together. */
export function createMemoryAdmission(maxInFlightBytes: number): MemoryAdmission {
  let inFlightBytes = 0
  return {
    reserve(sizeBytes) {
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
