// The memory in which the segments of a batch lie as they will in its object. Segments are copied into it as they
// come and their request's memory is given back at once: thousands of bodies that live for a commit's time would keep
// the garbage collector busier than everything else (measured), and the object needs no copy of its own. It is shared
// with the thread that stores the batch, so that it is neither sent back and forth nor lost with that thread.
import { batchPrefixBytes } from '@reseal/protocol'

/** Memory of one batch. */
export interface BatchMemory {
  readonly bytes: Buffer<SharedArrayBuffer>
  /** Where the next segment goes. */
  usedBytes: number
  /** Up to where segments may go; behind it is room for the footer. */
  readonly limitBytes: number
}

/** Hands out memory and takes it back. */
export interface BatchMemoryPool {
  /** Memory for a batch whose first segments need this much. */
  take(leastBytes: number): BatchMemory
  give(memory: BatchMemory): void
}

// A footer entry takes about 170 bytes; one that does not fit is not lost, it costs a copy.
const footerRoomBytes = 512 * 1024
// At full load all that can be in use are kept, for new memory costs a page fault for each of its pages. Where batches are far
// from full, what a burst once touched is given up.
const keptWhenFull = 5
const keptOtherwise = 2

/** Creates a pool of buffers for batches of `maxBatchBytes` of segments. */
export function createBatchMemoryPool(maxBatchBytes: number): BatchMemoryPool {
  const kept: Buffer<SharedArrayBuffer>[] = []
  return {
    take(leastBytes) {
      const fits = leastBytes <= maxBatchBytes
      const segmentBytes = fits ? maxBatchBytes : leastBytes
      const bytes = (fits && kept.pop()) || wholePages(batchPrefixBytes + segmentBytes + footerRoomBytes)
      return { bytes, usedBytes: batchPrefixBytes, limitBytes: batchPrefixBytes + segmentBytes }
    },
    give({ bytes, usedBytes, limitBytes }) {
      const most = usedBytes > limitBytes / 2 ? keptWhenFull : keptOtherwise
      if (limitBytes === batchPrefixBytes + maxBatchBytes) kept.push(bytes)
      if (kept.length > most) kept.length = most
    },
  }
}

// A buffer that may grow begins on a page of its own, from which a folder's store can write without the page cache.
function wholePages(sizeBytes: number): Buffer<SharedArrayBuffer> {
  return Buffer.from(new SharedArrayBuffer(sizeBytes, { maxByteLength: sizeBytes }), 0, sizeBytes)
}

/** Copies segments to the end of what is used; undefined when they do not fit, else where the first lies. */
export function placeSegments(
  memory: BatchMemory,
  segments: readonly { readonly bytes: Uint8Array }[],
): number | undefined {
  let end = memory.usedBytes
  for (const { bytes } of segments) end += bytes.length
  if (end > memory.limitBytes) return undefined
  const offset = memory.usedBytes
  for (const { bytes } of segments) {
    const end = memory.usedBytes + bytes.length
    // `set` copies into shared memory word by word, as if someone else wrote there: four times as slow (measured).
    memory.bytes.fill(bytes, memory.usedBytes, end)
    memory.usedBytes = end
  }
  return offset
}
