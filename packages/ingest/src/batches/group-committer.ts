// Group commit (design.md §5.6): what waits becomes one batch when it is full or when its window is over.
//
//   open ──full──▶ full ──a place is free──▶ in flight ──done──▶ settled
//     └──window over, or draining, and a place is free──────▲
//
// A few batches are in flight at a time, begun in the order in which they were opened; what arrives meanwhile goes into
// the next. Batches that are not full are begun at least one window apart, so that requests to the object store are
// bounded by time and bytes, not by traffic; the first item after a quiet window is committed at once. Beside another
// one such a batch is begun only when that one is slow.

/** What a group committer needs. */
export interface GroupCommitterOptions<Item, Batch, Outcome> {
  /** An empty batch with room for the item at least. */
  begin(item: Item): Batch
  /** Takes an item into a batch; false when the batch is full. An empty batch with room never is. */
  place(batch: Batch, item: Item): boolean
  /** Makes a batch durable and tells each item's outcome, in order. If it throws, every item fails. */
  commit(batch: Batch): Promise<readonly Outcome[]>
  /** Least time between the starts of two commits of batches that are not full. */
  readonly windowMs: number
  /** Batches that may be in flight at once. */
  readonly maxInFlight: number
}

/** Who waits for an outcome. Neither method throws; a promise's resolvers are one. */
export interface Waiter<Outcome> {
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/** Collects items into batches. */
export interface GroupCommitter<Item, Outcome> {
  /**
   * Takes the item at once; tells the waiter when the batch that holds it is committed or has failed. No promises: what
   * lives as long as a commit is copied by the garbage collector again and again.
   */
  add(item: Item, waiter: Waiter<Outcome>): void
  /** Commits what waits without regard to the window, and resolves when nothing is left. */
  drain(): Promise<void>
  /** Items that wait or are in flight. */
  itemCount(): number
}

// A commit that takes longer is no longer waited for.
const slowCommitMs = 200

interface Group<Batch, Outcome> {
  readonly batch: Batch
  readonly waiting: Waiter<Outcome>[]
}

/** Creates a committer that is idle. */
export function createGroupCommitter<Item, Batch, Outcome>(
  options: GroupCommitterOptions<Item, Batch, Outcome>,
): GroupCommitter<Item, Outcome> {
  const { begin, place, commit, windowMs, maxInFlight } = options
  const full: Group<Batch, Outcome>[] = []
  const inFlight = new Set<Promise<void>>()
  let open: Group<Batch, Outcome> | undefined
  let timer: NodeJS.Timeout | undefined
  let lastStartMs = Number.NEGATIVE_INFINITY
  let draining = 0
  let itemCount = 0

  function groupFor(item: Item): Group<Batch, Outcome> {
    if (open !== undefined) {
      if (place(open.batch, item)) return open
      full.push(open)
    }
    open = { batch: begin(item), waiting: [] }
    if (!place(open.batch, item)) throw new RangeError('an empty batch takes any item')
    return open
  }

  async function commitGroup({ batch, waiting }: Group<Batch, Outcome>): Promise<void> {
    let outcomes: readonly Outcome[] | undefined
    let failure: unknown
    try {
      outcomes = await commit(batch)
    } catch (error) {
      failure = error
    }
    itemCount -= waiting.length
    waiting.forEach((waiter, position) => {
      if (outcomes === undefined) waiter.reject(failure)
      else waiter.resolve(outcomes[position] as Outcome)
    })
  }

  /** The group whose turn it is; undefined when none may begin yet. */
  function due(): Group<Batch, Outcome> | undefined {
    if (inFlight.size >= maxInFlight) return undefined
    if (full.length > 0 || open === undefined) return full[0]
    const apartMs = inFlight.size > 0 ? Math.max(windowMs, slowCommitMs) : windowMs
    const dueInMs = draining > 0 ? 0 : lastStartMs + apartMs - performance.now()
    if (dueInMs <= 0) return open
    timer ??= setTimeout(onWindowOver, dueInMs)
    return undefined
  }

  function step(): void {
    for (let next = due(); next !== undefined; next = due()) {
      clearTimeout(timer)
      timer = undefined
      if (full.shift() === undefined) open = undefined
      lastStartMs = performance.now()
      const committed = commitGroup(next).then(() => {
        inFlight.delete(committed)
        step()
      })
      inFlight.add(committed)
    }
  }

  function onWindowOver(): void {
    timer = undefined
    step()
  }

  return {
    add(item, waiter) {
      groupFor(item).waiting.push(waiter)
      itemCount++
      step()
    },
    itemCount: () => itemCount,
    async drain() {
      draining++
      try {
        step()
        while (inFlight.size > 0) await Promise.all(inFlight)
      } finally {
        draining--
      }
    },
  }
}
