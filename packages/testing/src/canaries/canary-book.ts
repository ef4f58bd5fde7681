// The canaries of one run: made when asked for, the same for the same name and seed.

import { TestingError } from '../testing-error.ts'
import { type Canary, type CanaryKind, needleOf, squeeze } from './canary.ts'
import { canaryKinds, fillShape, makeCanary } from './make-canary.ts'

/** A canary of your own: a value that your test data holds, or a shape such as `MRN-99999999`. */
export interface CanaryInput {
  readonly id: string
  readonly value?: string
  /** 9 is a digit, A a letter, X either, anything else stands for itself. */
  readonly shape?: string
  /** Other spellings of the same: a surname alone, a date as the page writes it. */
  readonly also?: readonly string[]
}

/** The canaries of a run. */
export interface CanaryBook {
  readonly seed: string
  /** All that were asked for, and all of canaries.json. */
  readonly canaries: readonly Canary[]
  /**
   * The canary of a kind, or of an id of canaries.json; with a label another one of that kind. The same words give the
   * same canary.
   * @throws TestingError 'bad_canaries' for a name that is neither.
   */
  canary(name: string, label?: string): Canary
}

/** What a {@link CanaryBook} is made from. */
export interface CanaryBookOptions {
  readonly seed: string
  readonly own?: readonly Canary[]
  /** Told of each canary when it is first asked for. */
  onCanary?(canary: Canary): void
}

const idPattern = /^[a-z0-9._-]{1,64}$/
const leastPlaces = 6

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function parseEntry(seed: string, entry: unknown, path: string): Canary {
  const refuse = (field: string): TestingError =>
    new TestingError('bad_canaries', { where: `${path}${field}` })
  if (typeof entry !== 'object' || entry === null) throw refuse('')
  const { id, value, shape, also = [], ...rest } = entry as { readonly [Key in keyof CanaryInput]?: unknown }
  if (Object.keys(rest).length > 0) throw refuse('')
  if (typeof id !== 'string' || !idPattern.test(id)) throw refuse('.id')
  if ((value === undefined) === (shape === undefined)) throw refuse('')
  if (value !== undefined && typeof value !== 'string') throw refuse('.value')
  if (shape !== undefined && typeof shape !== 'string') throw refuse('.shape')
  if (!Array.isArray(also)) throw refuse('.also')
  if (shape !== undefined && (shape.match(/[9AX]/g) ?? []).length < leastPlaces) throw refuse('.shape')
  const planted = value ?? fillShape(seed, id, shape ?? '')
  const needles = [planted, ...(also as unknown[])].map((spelling, index) => {
    if (typeof spelling !== 'string' || squeeze(spelling).length < leastPlaces) {
      throw refuse(index === 0 ? '.value' : `.also[${index - 1}]`)
    }
    return needleOf(spelling)
  })
  return { id, kind: 'custom', value: planted, needles }
}

/**
 * Parses canaries.json.
 * @throws TestingError 'bad_canaries' with the entry at fault.
 */
export function parseCanaries(seed: string, input: unknown): readonly Canary[] {
  if (!Array.isArray(input)) throw new TestingError('bad_canaries', { where: 'canaries' })
  const ids = new Set<string>(canaryKinds.map(dashed))
  return input.map((entry: unknown, index) => {
    const canary = parseEntry(seed, entry, `canaries[${index}]`)
    if (ids.has(canary.id)) throw new TestingError('bad_canaries', { where: `canaries[${index}].id` })
    ids.add(canary.id)
    return canary
  })
}

/** Opens the book of a run. */
export function createCanaryBook(options: CanaryBookOptions): CanaryBook {
  const { seed, own = [] } = options
  const known = new Map<string, Canary>(own.map((canary) => [canary.id, canary]))
  for (const canary of own) options.onCanary?.(canary)
  return {
    seed,
    get canaries() {
      return [...known.values()]
    },
    canary(name, label) {
      const id = label === undefined ? dashed(name) : `${dashed(name)}-${label}`
      const existing = known.get(id)
      if (existing !== undefined) return existing
      const kind = canaryKinds.find((candidate) => candidate === name || dashed(candidate) === name)
      if (kind === undefined) throw new TestingError('bad_canaries', { where: 'plant' })
      const canary = makeCanary(seed, kind satisfies CanaryKind, id)
      known.set(id, canary)
      options.onCanary?.(canary)
      return canary
    },
  }
}
