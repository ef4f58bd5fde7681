// In-process group commit (design.md §7): what arrives while one commit is under way shares the next.

/** Commits items, several at a time, and answers each with its own result. */
export type GroupCommit<Item, Result> = (item: Item) => Promise<Result>

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * `commit` stores a whole batch and returns one result an item, in order; its failure is every item's. Where items wait for
 * the next batch, that one is on its way before the callers of the last go on: what they do then, most of it to prepare their
 * next items, the database need not wait for.
 */
export function createGroupCommit<Item, Result>(
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
  maxItems: number,
): GroupCommit<Item, Result> {
  const waiting: Waiting<Item, Result>[] = []
  let running = false

  const answer = async (batch: readonly Waiting<Item, Result>[]): Promise<() => void> => {
    try {
      const results = await commit(batch.map(({ item }) => item))
      return () => batch.forEach(({ resolve }, position) => resolve(results[position] as Result))
    } catch (error) {
      return () => {
        for (const { reject } of batch) reject(error)
      }
    }
  }

  const run = async (): Promise<void> => {
    running = true
    // One turn of the microtask queue: callers that arrive together share the first commit too.
    await Promise.resolve()
    let goOn: (() => void) | undefined
    for (;;) {
      const batch = waiting.splice(0, maxItems)
      if (batch.length === 0) break
      const answered = answer(batch)
      // After the microtasks in which it is sent.
      if (goOn !== undefined) setImmediate(goOn)
      goOn = await answered
      if (waiting.length > 0) continue
      goOn()
      goOn = undefined
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
