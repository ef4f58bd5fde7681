// The nearest known word to a mistyped one.

/** Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours cost 1. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1]
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
      )
      const isSwap =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (isSwap) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1)
      current.push(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length] ?? 0
}

/** The known word nearest to `typed`, or undefined when none is near enough to be what was meant. */
export function suggest(typed: string, known: readonly string[]): string | undefined {
  const candidates = known
    .map((word) => ({
      word,
      distance: word.startsWith(typed) && typed.length >= 2 ? 1 : editDistance(typed.toLowerCase(), word),
    }))
    .sort((a, b) => a.distance - b.distance)
  const nearest = candidates[0]
  if (!nearest) return undefined
  return nearest.distance <= Math.max(1, Math.floor(nearest.word.length / 3)) ? nearest.word : undefined
}
