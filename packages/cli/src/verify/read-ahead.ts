// Reads the next few things while the current one is worked on.

// Deep enough to hide a bucket's latency, and at 8 MiB a batch still small in memory.
const depth = 4

/** Results of `read` in the order of `items`, with the next few already under way. */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = []
  const start = (item: Item): void => {
    const result = read(item)
    // A rejection is thrown where it is awaited; until then it must not count as unhandled.
    result.catch(() => {})
    running.push(result)
  }
  let next = 0
  for (; next < Math.min(depth, items.length); next += 1) start(items[next] as Item)
  for (let result = running.shift(); result; result = running.shift()) {
    const value = await result
    if (next < items.length) start(items[next] as Item)
    next += 1
    yield value
  }
}
