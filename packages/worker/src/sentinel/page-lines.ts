// What a reader takes for one text, whatever nodes it stands in: letters in spans, text nodes side by side, the cells of a
// row, a term and its description, the boxes of a code, fields beside each other (design.md §5.8).
import { isMaskedText } from '@reseal/redaction-rules'
import type { PageNode } from '@reseal/redaction-rules/retroactive'

/** A piece of a line: a text node, or a field with what it holds. */
export interface Piece {
  readonly node: PageNode
  /** Where it begins in the line's text. */
  readonly start: number
}

/** One text. */
export interface Line {
  readonly text: string
  readonly pieces: readonly Piece[]
  /** It ends here because it is long enough, not because the page's line does. */
  readonly isCut: boolean
}

/** What a text node or a field holds; undefined for every other node. */
export type TextOf = (node: PageNode) => string | undefined

const inlineTags: ReadonlySet<string> = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr output q rp rt ruby s samp small span strike strong sub sup textpath time tspan tt u var wbr'.split(
    ' ',
  ),
)
const unshownTags: ReadonlySet<string> = new Set('script style noscript template metadata head'.split(' '))
// A picture in a line parts words and ends no line.
const insetTags: ReadonlySet<string> = new Set(
  'img svg picture input textarea select meter progress'.split(' '),
)
// How far a walk goes through elements without text.
const maxSteps = 256
/** What stands before a text that changed is looked at this far, and a line that is cut goes on as far before its end. */
const reachBefore = 160
const reachAfter = 1_024
const maxPieces = 512

// A letter by itself is no mask, though masks are made of it.
const isMask = (text: string): boolean => text.trim().length > 2 && isMaskedText(text)

type Direction = 'previous' | 'next'
type Edge = 'first' | 'last'

const isCell = (one: PageNode, other: PageNode): boolean =>
  ((one.tag === 'td' || one.tag === 'th') && (other.tag === 'td' || other.tag === 'th')) ||
  (one.tag === 'dt' && other.tag === 'dd')

interface Neighbour {
  readonly node: PageNode
  readonly separator: '' | ' '
}

function beside(node: PageNode, direction: Direction): PageNode | undefined {
  let at = node[direction]
  while (at !== undefined && (at.isShadow !== node.isShadow || at.kind === 'other')) at = at[direction]
  return at
}

function edgeOf(node: PageNode, direction: Direction): PageNode | undefined {
  const edge: Edge = direction === 'next' ? 'first' : 'last'
  let at = node[edge]
  while (at !== undefined && (at.isShadow || at.kind === 'document' || at.kind === 'other'))
    at = at[direction]
  return at
}

/** The next piece of the same line, if there is one. */
function neighbourOf(from: PageNode, direction: Direction, textOf: TextOf): Neighbour | undefined {
  let at = from
  let left: PageNode | undefined
  let separator: '' | ' ' = textOf(from) !== undefined && from.kind === 'element' ? ' ' : ''
  for (let step = 0; step < maxSteps; step += 1) {
    let next = beside(at, direction)
    while (next === undefined) {
      const parent = at.parent
      if (parent?.kind !== 'element' || at.isShadow) return undefined
      if (!inlineTags.has(parent.tag)) left = parent
      at = parent
      next = beside(at, direction)
    }
    at = next
    for (;;) {
      if (at.kind === 'text') return left === undefined ? { node: at, separator } : undefined
      if (at.kind !== 'element' || at.tag === 'br' || at.tag === 'hr') return undefined
      if (unshownTags.has(at.tag)) break
      if (textOf(at) !== undefined) return left === undefined ? { node: at, separator: ' ' } : undefined
      if (insetTags.has(at.tag)) {
        separator = ' '
        break
      }
      if (!inlineTags.has(at.tag)) {
        const isNextCell = left !== undefined && (direction === 'next' ? isCell(left, at) : isCell(at, left))
        return isNextCell ? firstPiece(at, direction, textOf) : undefined
      }
      const inner = edgeOf(at, direction)
      if (inner === undefined) break
      at = inner
    }
  }
  return undefined
}

// The nearest piece in a cell, whatever blocks stand around it there.
function firstPiece(cell: PageNode, direction: Direction, textOf: TextOf): Neighbour | undefined {
  const waiting = [cell]
  for (let step = 0; step < maxSteps; step += 1) {
    const at = waiting.pop()
    if (at === undefined) return undefined
    if (at !== cell && textOf(at) !== undefined) {
      if ((textOf(at) ?? '').trim() !== '') return { node: at, separator: ' ' }
      continue
    }
    const children: PageNode[] = []
    for (let child = edgeOf(at, direction); child !== undefined; child = beside(child, direction)) {
      children.push(child)
      if (children.length > maxSteps) break
    }
    waiting.push(...children.reverse())
  }
  return undefined
}

/** The line around a text node or a field. A mask ends it, as the edge of the line does. */
export function lineAround(node: PageNode, textOf: TextOf): Line {
  const before: { node: PageNode; separator: string }[] = []
  let length = 0
  for (let at = node; length < reachBefore && before.length < maxPieces; ) {
    const next = neighbourOf(at, 'previous', textOf)
    const text = next === undefined ? undefined : textOf(next.node)
    if (next === undefined || text === undefined || isMask(text)) break
    before.push(next)
    length += text.length
    at = next.node
  }
  const pieces: Piece[] = []
  let text = ''
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const piece = before[index]
    if (piece === undefined) continue
    pieces.push({ node: piece.node, start: text.length })
    text += (textOf(piece.node) ?? '').slice(-reachAfter) + piece.separator
  }
  const startsAt = text.length
  pieces.push({ node, start: startsAt })
  text += textOf(node) ?? ''
  let isCut = false
  for (let at = node; ; ) {
    const next = neighbourOf(at, 'next', textOf)
    const added = next === undefined ? undefined : textOf(next.node)
    if (next === undefined || added === undefined || isMask(added)) break
    if (text.length - startsAt > reachAfter || pieces.length > maxPieces) {
      isCut = true
      break
    }
    text += next.separator
    pieces.push({ node: next.node, start: text.length })
    text += added
    at = next.node
  }
  return { text, pieces, isCut }
}

/** Of a line that is cut, the pieces that need no line of their own. */
export function coveredBy({ text, pieces, isCut }: Line): readonly PageNode[] {
  const end = isCut ? text.length - reachBefore : Number.POSITIVE_INFINITY
  return pieces.filter(({ start }) => start < end).map(({ node }) => node)
}

const maxBoxes = 64
const maxBoxText = 4

/** What a box of a code holds: at most four signs in all; undefined where it is no box. */
function boxText(node: PageNode, textOf: TextOf): string | undefined {
  let text = ''
  const waiting = [node]
  for (let step = 0; step < 16; step += 1) {
    const at = waiting.pop()
    if (at === undefined) return text.trim() === '' || isMask(text) ? undefined : text.trim()
    text += textOf(at) ?? ''
    if (text.trim().length > maxBoxText) return undefined
    const children: PageNode[] = []
    for (let child = at.first; child !== undefined && children.length < 16; child = child.next)
      children.push(child)
    waiting.push(...children.reverse())
  }
  return undefined
}

/** Boxes side by side, as codes and numbers are shown: their texts, and the element around. */
export interface BoxRow {
  readonly around: PageNode
  readonly texts: readonly string[]
}

/** The row of boxes that a short text stands in, if it does in one. */
export function boxRowOf(node: PageNode, textOf: TextOf): BoxRow | undefined {
  if ((textOf(node) ?? '').trim().length > maxBoxText) return undefined
  let box: PageNode | undefined = node.kind === 'element' ? node : node.parent
  for (let level = 0; level < 3 && box?.kind === 'element'; level += 1) {
    const row = rowOf(box, textOf)
    if (row.length >= 3 && box.parent !== undefined) return { around: box.parent, texts: row }
    box = box.parent
  }
  return undefined
}

function rowOf(box: PageNode, textOf: TextOf): string[] {
  const own = boxText(box, textOf)
  if (own === undefined) return []
  const texts = [own]
  for (const direction of ['previous', 'next'] as const) {
    for (let at = box[direction]; at !== undefined && texts.length < maxBoxes; at = at[direction]) {
      if (at.kind === 'text' && at.text.trim() === '') continue
      const text = at.kind === 'element' && at.tag === box.tag ? boxText(at, textOf) : undefined
      if (text === undefined) break
      if (direction === 'next') texts.push(text)
      else texts.unshift(text)
    }
  }
  return isCount(texts) ? [] : texts
}

// Pages, steps and days of a month.
function isCount(texts: readonly string[]): boolean {
  let steps = 0
  for (let index = 1; index < texts.length; index += 1) {
    if (Number(texts[index]) === Number(texts[index - 1]) + 1) steps += 1
  }
  return steps >= (texts.length - 1) * 0.75
}
