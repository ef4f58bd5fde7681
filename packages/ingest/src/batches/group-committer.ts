// Group commit (design.md §5.6): what waits becomes one batch when it is full or when its window is over.
//
//   idle ──add──▶ waiting ──full, window over, or stopping──▶ committing ──done──▶ idle or waiting
//
// One batch is in flight at a time; what arrives meanwhile waits for the next. Commits start at least one
// window apart unless a batch is full, so that requests to the object store are bounded by time and bytes,
// not by traffic; the first item after a quiet window is committed at once.

/** What a group committer needs. */
export interface GroupCommitterOptions<Item, Outcome> {
  /** Makes the items durable together and tells each one's outcome, in order. If it throws, every item fails. */
  commit(items: readonly Item[]): Promise<readonly Outcome[]>
  sizeOf(item: Item): number
  /** Least time between the starts of two commits of batches that are not full. */
  readonly windowMs: number
  /** Bytes at which a batch is full. One item may be larger. */
  readonly maxBatchBytes: number
  /** Items at which a batch is full. */
  readonly maxBatchItems: number
}

/** Collects items into batches. */
export interface GroupCommitter<Item, Outcome> {
  /** Settles once the batch that holds the item is committed or has failed. */
  add(item: Item): Promise<Outcome>
  /** Commits what waits without regard to the window, and resolves when nothing is left. */
  drain(): Promise<void>
  /** Items that wait or are in flight. */
  itemCount(): number
}

interface Waiting<Item, Outcome> {
  readonly item: Item
  readonly sizeBytes: number
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (reason: unknown) => void
}

/** Creates a committer that is idle. */
export function createGroupCommitter<Item, Outcome>(
  options: GroupCommitterOptions<Item, Outcome>,
): GroupCommitter<Item, Outcome> {
  const { commit, sizeOf, windowMs, maxBatchBytes, maxBatchItems } = options
  let queue: Waiting<Item, Outcome>[] = []
  let queuedBytes = 0
  let inFlight: Promise<void> | undefined
  let inFlightItems = 0
  let timer: NodeJS.Timeout | undefined
  let lastStartMs = Number.NEGATIVE_INFINITY
  let draining = 0

  function takeBatch(): Waiting<Item, Outcome>[] {
    let sizeBytes = 0
    let count = 0
    for (const { sizeBytes: next } of queue) {
      if (count > 0 && (sizeBytes + next > maxBatchBytes || count >= maxBatchItems)) break
      sizeBytes += next
      count++
    }
    const batch = queue.slice(0, count)
    queue = queue.slice(count)
    queuedBytes -= sizeBytes
    return batch
  }

  async function commitBatch(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await commit(batch.map(({ item }) => item))
      batch.forEach((waiting, position) => {
        waiting.resolve(outcomes[position] as Outcome)
      })
    } catch (error) {
      for (const waiting of batch) waiting.reject(error)
    }
  }

  function step(): void {
    if (inFlight !== undefined || queue.length === 0) return
    const full = queuedBytes >= maxBatchBytes || queue.length >= maxBatchItems
    const dueInMs = full || draining > 0 ? 0 : lastStartMs + windowMs - performance.now()
    if (dueInMs > 0) {
      timer ??= setTimeout(onWindowOver, dueInMs)
      return
    }
    clearTimeout(timer)
    timer = undefined
    lastStartMs = performance.now()
    const batch = takeBatch()
    inFlightItems = batch.length
    inFlight = commitBatch(batch).then(() => {
      inFlight = undefined
      inFlightItems = 0
      step()
    })
  }

  function onWindowOver(): void {
    timer = undefined
    step()
  }

  return {
    add(item) {
      return new Promise<Outcome>((resolve, reject) => {
        const sizeBytes = sizeOf(item)
        queue.push({ item, sizeBytes, resolve, reject })
        queuedBytes += sizeBytes
        step()
      })
    },
    itemCount: () => queue.length + inFlightItems,
    async drain() {
      draining++
      try {
        step()
        while (inFlight !== undefined) await inFlight
      } finally {
        draining--
      }
    },
  }
}
