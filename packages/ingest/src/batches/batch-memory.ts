// The memory in which the segments of a batch lie as they will in its object. Segments are copied into it as they
// come and their request's memory is given back at once: thousands of bodies that live for a commit's time would keep
// the garbage collector busier than everything else (measured), and the object needs no copy of its own.
import { batchPrefixBytes } from '@reseal/protocol'

/** Memory of one batch. */
export interface BatchMemory {
  readonly buffer: ArrayBuffer
  /** Where the next segment goes. */
  usedBytes: number
  /** Up to where segments may go; behind it is room for the footer. */
  readonly limitBytes: number
}

/** Hands out memory and takes it back. */
export interface BatchMemoryPool {
  /** Memory for a batch whose first segments need this much. */
  take(leastBytes: number): BatchMemory
  give(buffer: ArrayBuffer): void
}

// A footer entry takes about 170 bytes; one that does not fit is not lost, it costs a copy.
const footerRoomBytes = 512 * 1024
const keptBuffers = 3

/** Creates a pool of buffers for batches of `maxBatchBytes` of segments. */
export function createBatchMemoryPool(maxBatchBytes: number): BatchMemoryPool {
  const usualBytes = batchPrefixBytes + maxBatchBytes + footerRoomBytes
  const kept: ArrayBuffer[] = []
  return {
    take(leastBytes) {
      const fits = leastBytes <= maxBatchBytes
      const segmentBytes = fits ? maxBatchBytes : leastBytes
      const buffer =
        (fits && kept.pop()) || new ArrayBuffer(batchPrefixBytes + segmentBytes + footerRoomBytes)
      return { buffer, usedBytes: batchPrefixBytes, limitBytes: batchPrefixBytes + segmentBytes }
    },
    give(buffer) {
      if (buffer.byteLength === usualBytes && kept.length < keptBuffers) kept.push(buffer)
    },
  }
}

/** Copies segments to the end of what is used; undefined when they do not fit, else where the first lies. */
export function placeSegments(memory: BatchMemory, segments: readonly Uint8Array[]): number | undefined {
  const sizeBytes = segments.reduce((sum, { length }) => sum + length, 0)
  if (memory.usedBytes + sizeBytes > memory.limitBytes) return undefined
  const bytes = new Uint8Array(memory.buffer)
  const offset = memory.usedBytes
  for (const segment of segments) {
    bytes.set(segment, memory.usedBytes)
    memory.usedBytes += segment.length
  }
  return offset
}
