// A seeded source of choices: the same seed gives the same trees on every machine.

export interface Random {
  /** A whole number from 0 to `below` − 1. */
  below(below: number): number
  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T
  /** True in one of `n` cases. */
  oneIn(n: number): boolean
  /** Some of a list, in its order. */
  some<T>(from: readonly T[]): T[]
}

/** Creates a source (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    pick: (from) => {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
    oneIn: (n) => below(n) === 0,
    some: (from) => from.filter(() => below(2) === 0),
  }
}
