// One text in pieces, as capture sees it: what stands beside a text node up to the edge of its line.

import type { PageNode } from './page-mirror.ts'

const inlineTags: ReadonlySet<string> = new Set(
  'a abbr b bdi bdo cite code data em font i kbd label mark q s samp small span strong sub sup time tspan u var'.split(
    ' ',
  ),
)
// Shown nowhere: at capture nothing in them was a piece.
const unshownTags: ReadonlySet<string> = new Set(
  'script style noscript template textarea iframe metadata'.split(' '),
)
// Boxes that never held text.
const voidTags: ReadonlySet<string> = new Set(['img', 'embed', 'input'])
// Those of capture; and how far a walk goes through elements without text.
const maxPieces = 8
const maxLength = 96
const maxSteps = 256

/** What stands on one side of a text node: its pieces from near to far, and whether the walk gave up. */
export interface Side {
  readonly pieces: readonly PageNode[]
  /** Something that is not recorded stands between the pieces, or may. */
  readonly hasGap: boolean
}

type Direction = 'previous' | 'next'

function isInline(node: PageNode): boolean {
  return inlineTags.has(node.tag)
}

function isOpen(node: PageNode): boolean {
  return node.kind === 'element' && !unshownTags.has(node.tag)
}

function contains(outer: PageNode, inner: PageNode): boolean {
  for (let at: PageNode | undefined = inner; at !== undefined; at = at.parent) if (at === outer) return true
  return false
}

function isOneLine(one: PageNode, other: PageNode): boolean {
  if (one === other) return true
  if (!isInline(one)) return isInline(other) && contains(one, other)
  return isInline(other) || contains(other, one)
}

function parentOf(node: PageNode): PageNode | undefined {
  return node.isShadow || node.parent?.kind !== 'element' ? undefined : node.parent
}

function beside(node: PageNode, direction: Direction): PageNode | undefined {
  let at = node[direction]
  while (at !== undefined && at.isShadow !== node.isShadow) at = at[direction]
  return at
}

function edge(node: PageNode, direction: Direction): PageNode | undefined {
  let at = direction === 'next' ? node.first : node.last
  while (at !== undefined && (at.isShadow || at.kind === 'document')) at = at[direction]
  return at
}

/** The pieces on one side of a text node; `textOf` gives what each holds. */
export function sideOf(node: PageNode, direction: Direction, textOf: (piece: PageNode) => string): Side {
  const pieces: PageNode[] = []
  let parent = parentOf(node)
  let hasGap = false
  let length = 0
  let at: PageNode | undefined = node
  for (let step = 0; parent !== undefined && pieces.length < maxPieces && length < maxLength; step += 1) {
    if (step > maxSteps) return { pieces, hasGap: true }
    const inner: PageNode | undefined = isOpen(at) ? edge(at, direction) : undefined
    at = inner ?? climb(at, direction)
    if (at === undefined) break
    if ((at.isBox || at.isRecordedBox) && !voidTags.has(at.tag)) hasGap = true
    if (at.kind !== 'text') continue
    const next = parentOf(at)
    if (next === undefined || !isOneLine(parent, next)) break
    parent = next
    length += textOf(at).length
    pieces.push(at)
  }
  return { pieces, hasGap }
}

// The next node in that direction that is not inside this one.
function climb(node: PageNode, direction: Direction): PageNode | undefined {
  for (let at: PageNode | undefined = node; at !== undefined; at = parentOf(at)) {
    const found = beside(at, direction)
    if (found !== undefined) return found
    if (at.isShadow) return undefined
  }
  return undefined
}
