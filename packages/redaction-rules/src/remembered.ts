// What a redactor remembers of a page that makes up names, styles and fields without end, within bounds. Where it has
// forgotten it closes: nothing is ever opened because it is not remembered.

/** Results by what they were made of, as far as they fit. */
export interface Results {
  get(key: string): string | undefined
  set(key: string, made: string): void
  clear(): void
}

/** Remembers the latest results, about `maxCharacters` of what they were made of. */
export function createResults(maxCharacters: number): Results {
  // Two halves: what the newer does not need again goes with the older.
  let recent = new Map<string, string>()
  let older = new Map<string, string>()
  let characters = 0

  function set(key: string, made: string): void {
    characters += key.length
    if (characters > maxCharacters / 2) {
      older = recent
      recent = new Map()
      characters = key.length
    }
    recent.set(key, made)
  }

  return {
    get(key) {
      const known = recent.get(key)
      if (known !== undefined) return known
      const before = older.get(key)
      if (before !== undefined) set(key, before)
      return before
    },
    set,
    clear() {
      recent = new Map()
      older = new Map()
      characters = 0
    },
  }
}

/** A set of names. */
export interface NameSet {
  has(name: string): boolean
  add(name: string): void
  delete(name: string): void
}

/** Remembers names; of more than `max` every name counts as one, but for those of `few`, which are told apart for ever. */
export function createNameSet(max: number, few: readonly string[]): NameSet {
  const names = new Set<string>()
  return {
    has: (name) => names.has(name) || (names.size >= max && !few.includes(name)),
    add(name) {
      if (names.size < max || few.includes(name)) names.add(name)
    },
    delete: (name) => void names.delete(name),
  }
}

/** A word for each of some numbers that grow from node to node. */
export interface WordsById {
  get(id: number): string | undefined
  set(id: number, word: string): void
}

/** Remembers the words of the `max` ids that were set last; of an older one it says `forgotten`. */
export function createWordsById(max: number, forgotten: string): WordsById {
  const words = new Map<number, string>()
  let forgottenUpTo = 0
  return {
    get: (id) => words.get(id) ?? (id <= forgottenUpTo ? forgotten : undefined),
    set(id, word) {
      words.delete(id)
      words.set(id, word)
      if (words.size <= max) return
      for (const oldest of words.keys()) {
        if (words.size <= max / 2) break
        forgottenUpTo = Math.max(forgottenUpTo, oldest)
        words.delete(oldest)
      }
    },
  }
}
