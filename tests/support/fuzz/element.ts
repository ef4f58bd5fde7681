// The parts of which generators put nodes together.
import { attributes } from './generate-attributes.ts'
import type { Place } from './place.ts'
import type { FuzzAttribute, FuzzElement, FuzzNode } from './tree.ts'

/** An HTML element; `inside` is the place that its children have. */
export function element(
  place: Place,
  name: string,
  parts: Partial<FuzzElement> = {},
  inside: Place = place,
): FuzzElement {
  return {
    kind: 'element',
    ref: place.register(name, inside),
    name,
    attributes: attributes(place),
    children: [],
    ...parts,
  }
}

/** A text node. */
export const text = (value: string): FuzzNode => ({ kind: 'text', text: value })

/** The last of each name. */
export const dedupe = (made: readonly FuzzAttribute[]): FuzzAttribute[] =>
  Array.from(new Map(made.map((one) => [one.name, one])).values())
