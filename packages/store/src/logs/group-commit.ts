// In-process group commit (design.md §7): what arrives while one commit is under way shares the next.

/** Commits items, several at a time, and answers each with its own result. */
export type GroupCommit<Item, Result> = (item: Item) => Promise<Result>

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** `commit` stores a whole batch and returns one result an item, in order; its failure is every item's. */
export function createGroupCommit<Item, Result>(
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
  maxItems: number,
): GroupCommit<Item, Result> {
  const waiting: Waiting<Item, Result>[] = []
  let running = false

  const run = async (): Promise<void> => {
    running = true
    // One turn of the microtask queue: callers that arrive together share the first commit too.
    await Promise.resolve()
    for (;;) {
      const batch = waiting.splice(0, maxItems)
      if (batch.length === 0) break
      try {
        const results = await commit(batch.map(({ item }) => item))
        batch.forEach(({ resolve }, position) => resolve(results[position] as Result))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    running = false
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    waiting.push({ item, resolve, reject })
    if (!running) void run()
    return promise
  }
}
