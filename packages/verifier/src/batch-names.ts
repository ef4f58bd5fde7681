// Which batch a number of the database means: rows of segments name their batch by it. Four bytes a batch.
import { uuidToBytes } from '@reseal/protocol'

/** Batches by the number that segment rows name them by. */
export interface BatchNames {
  set(seq: number, batch: string): void
  /** Whether the number means this batch; of 4 billion other batches one would pass. */
  has(seq: number, batch: string): boolean
}

const chunkSize = 65_536

/** Empty. */
export function createBatchNames(): BatchNames {
  const chunks = new Map<number, Uint32Array>()
  return {
    set: (seq, batch) => {
      const number = Math.floor(seq / chunkSize)
      const chunk = chunks.get(number) ?? new Uint32Array(chunkSize)
      chunks.set(number, chunk)
      chunk[seq - number * chunkSize] = printOf(batch)
    },
    has: (seq, batch) => {
      const number = Math.floor(seq / chunkSize)
      return chunks.get(number)?.[seq - number * chunkSize] === printOf(batch)
    },
  }
}

/** The last four bytes of a UUID, random in each version that is used; 0 means none. */
function printOf(batch: string): number {
  const bytes = uuidToBytes(batch)
  return new DataView(bytes.buffer).getUint32(12) || 1
}
