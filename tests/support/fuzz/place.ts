// A place in a tree that is being made: what the rules of the batch say of it decides what may be planted there.
import type { Source } from './generate-css.ts'
import type { FuzzNode } from './tree.ts'

/** What the rules of a batch speak of; each is a class on an element. */
export type Region = 'open' | 'terms' | 'trusted' | 'tip' | 'shut' | 'gone' | Opened

/** Openings of an allow rule that could let a secret through; each has a class of its own. */
export type Opened = 'titles' | 'inputs' | 'options' | 'editables'

/** A place in a tree that is being made. */
export interface Place extends Source {
  /** Regions that the rules of this batch know. */
  readonly regions: ReadonlySet<Region>
  /** Text here is let through by a rule. */
  readonly isReadable: boolean
  /** Something above closes: an allow inside opens nothing. */
  readonly isClosed: boolean
  /** What rules open here beside text, and so what holds no secret. */
  readonly opened: ReadonlySet<Opened>
  /** The element has an attribute that a rule names. */
  readonly isTip: boolean
  /** Inside a container whose markup rules trust. */
  readonly isTrusted: boolean
  readonly depth: number
  /** Makes what lies inside. */
  grow(place: Place): FuzzNode[]
  /** The number by which steps find an element; `place` is what lies inside it. */
  register(name: string, place: Place): number
}

/** Text that rules let through; each of its words is in the lexicon of `terms`. */
export const clearText = 'clear interface text'
export const clearWords: readonly string[] = clearText.split(' ')

/** A place further in. */
export const below = (place: Place, change: Partial<Place> = {}): Place => ({
  ...place,
  isTip: false,
  ...change,
  depth: place.depth + 1,
})

/** A secret as a page would write it. */
export function prose({ random, mint }: Source, kind: string): string {
  const word = mint.word(kind)
  return random.pick([
    word,
    `Ms ${word} Doe`,
    `${clearText} ${word}`,
    `${word}@mail.example`,
    `https://h.invalid/${word}?a=${word}#${word}`,
    `{"name":"${word}"}`,
    `é${word}ß 漢`,
    `${word.toUpperCase()}, ${word}`,
    ` \n ${word}\n\t`,
    `<b>${word}</b>`,
    `${word}${'\u200b'}`,
    `%7a${word.slice(1)}`,
    Buffer.from(`..${word}..`).toString('base64'),
  ])
}

/** Text of a place: a secret, or clear text where it may be read. */
export function textOf(place: Place, kind: string): string {
  if (!place.isReadable) return prose(place, kind)
  return place.random.oneIn(2) ? clearText : place.random.pick(clearWords)
}

/** A place inside what closes: masked or left out whatever is allowed around it. */
export const closedIn = (place: Place): Place => below(place, { isReadable: false, isClosed: true })
