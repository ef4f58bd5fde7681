// Which batch a number of the database means: rows of segments name their batch by it. Four bytes a batch.
/** Batches by the number that segment rows name them by. */
export interface BatchNames {
  set(seq: number, batch: string): void
  /** Whether the number means the batch of this print; of 4 billion other batches one would pass. */
  has(seq: number, print: number): boolean
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
      chunk[seq - number * chunkSize] = printOfBatch(batch) || 1
    },
    has: (seq, print) => {
      const number = Math.floor(seq / chunkSize)
      return chunks.get(number)?.[seq - number * chunkSize] === (print || 1)
    },
  }
}

/** The last four bytes of a UUID, random in each version that is used. */
function printOfBatch(batch: string): number {
  return Number.parseInt(batch.slice(-8), 16)
}
