// Finds canaries in a text, in whatever way it is written: decoded, reversed, spaced out, or cut by punctuation.
import { type Canary, type Needle, squeeze } from '../canaries/canary.ts'
import { type Form, readings } from './decode.ts'

/** A canary found in a text. */
export interface Hit {
  readonly canary: Canary
  readonly form: Form
}

/** Looks for a fixed list of canaries. */
export interface CanaryFinder {
  /** The canaries in a text, each once. */
  inText(text: string): readonly Hit[]
}

const reversed = (text: string): string => Array.from(text).reverse().join('')

/**
 * The pattern of digits: groups with up to three other characters between them, or every digit on its own. Not inside
 * longer numbers: eight digits are found in a million of them by chance.
 */
export function digitsPattern(groups: readonly string[]): string {
  const between = '[^0-9a-z]{0,3}'
  const whole = groups.join(between)
  const spaced = Array.from(groups.join('')).join('[^0-9a-z]{1,3}')
  return `(?<![0-9])(?:${whole}|${spaced})(?![0-9])`
}

interface Search {
  readonly canary: Canary
  readonly letters: readonly string[]
  readonly digits: RegExp | undefined
}

function searchOf(canary: Canary): Search {
  const letters: string[] = []
  const patterns: string[] = []
  for (const needle of canary.needles satisfies readonly Needle[]) {
    if ('letters' in needle) letters.push(needle.letters, reversed(needle.letters))
    else {
      patterns.push(digitsPattern(needle.groups), digitsPattern(needle.groups.toReversed().map(reversed)))
    }
  }
  return { canary, letters, digits: patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'i') }
}

/** Prepares a search for these canaries. */
export function createCanaryFinder(canaries: readonly Canary[]): CanaryFinder {
  const searches = canaries.map(searchOf)
  // A recording says the same few thousand things over and over.
  const known = new Map<string, readonly Hit[]>()

  function search(text: string): readonly Hit[] {
    const hits = new Map<Canary, Hit>()
    for (const { text: reading, form } of readings(text)) {
      const plain = reading.normalize('NFKD')
      const squeezed = squeeze(plain)
      if (squeezed.length < 6) continue
      for (const { canary, letters, digits } of searches) {
        if (hits.has(canary)) continue
        const found =
          letters.some((needle) => squeezed.includes(needle)) || (digits !== undefined && digits.test(plain))
        if (found) hits.set(canary, { canary, form })
      }
    }
    return [...hits.values()]
  }

  return {
    inText(text) {
      if (text.length < 6) return []
      if (text.length > 2_000) return search(text)
      let hits = known.get(text)
      if (hits === undefined) {
        hits = search(text)
        if (known.size < 20_000) known.set(text, hits)
      }
      return hits
    },
  }
}
