// One tree from one source of choices.
import { children, node } from './generate-nodes.ts'
import { steps, type Target } from './generate-steps.ts'
import type { Place, Region } from './place.ts'
import type { Random } from './random.ts'
import type { SecretMint } from './secrets.ts'
import type { FuzzTree } from './tree.ts'

/** What a tree is made from. */
export interface TreeSource {
  readonly random: Random
  readonly mint: SecretMint
  readonly regions: ReadonlySet<Region>
}

/** Makes a tree and what happens to it. */
export function generateTree(source: TreeSource): FuzzTree {
  const targets: Target[] = []
  const place: Place = {
    ...source,
    isReadable: false,
    isClosed: false,
    isTip: false,
    isTrusted: false,
    opened: new Set(),
    depth: 0,
    grow: children,
    register(name, inside) {
      targets.push({ ref: targets.length, name, place: inside })
      return targets.length - 1
    },
  }
  const nodes = [node(place), ...children(place)]
  // Steps may build more, whose elements no other step knows.
  const known = targets.slice()
  const isEarly = source.random.oneIn(2)
  return { isEarly, nodes, steps: steps(place, known) }
}
