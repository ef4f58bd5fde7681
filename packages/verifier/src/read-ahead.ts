// Reads the next few things while the current one is worked on.

// Deep enough to hide a bucket's latency, and at 8 MiB a batch still small in memory.
const defaultDepth = 4

/** Results of `read` in the order of `items`, with the next few already under way. */
export async function* readAhead<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  read: (item: Item) => Promise<Result>,
  depth: number = defaultDepth,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = []
  for await (const item of items) {
    const result = read(item)
    // A rejection is thrown where it is awaited; until then it must not count as unhandled.
    result.catch(() => {})
    running.push(result)
    if (running.length >= depth) yield (await running.shift()) as Result
  }
  for (const result of running) yield await result
}
