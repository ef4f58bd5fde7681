// Which texts of a recording stay readable: the rule that let one through must still be there, nothing new may
// close it, and the detectors must find nothing in it or in the pieces around it.

import type { Opening } from '../rule-set.ts'
import { isHiding, isMask } from './mask-characters.ts'
import type { PageNode } from './page-mirror.ts'
import type { RulesToday } from './rules-today.ts'

/** Any opening under which a piece of text can be let through. */
const textOpenings: readonly Opening[] = ['text', 'titles', 'options', 'editables', 'range', 'inputs']

/** A piece of text that is judged now. */
export interface NewText {
  readonly node: PageNode
  readonly text: string
  readonly mark: unknown
}

/** Asks detectors; `hasPatterns` when the rule set has shapes of its own. */
export interface Detection {
  readonly hasPatterns: boolean
  isIdentifying(text: string): boolean
}

/** What texts and nodes are judged with. */
export interface Judgement {
  readonly today: RulesToday
  readonly detection: Detection
  mask(text: string): string
}

/** The element whose rules count for what lies directly below it. */
export function owningElement(node: PageNode): PageNode | undefined {
  return node.parent?.kind === 'element' ? node.parent : undefined
}

function isLetThrough(today: RulesToday, { node, mark }: NewText): boolean {
  const element = owningElement(node)
  if (element === undefined || node.isClosed || element.isClosed) return false
  return today.opens(mark, textOpenings) && !today.closes(element)
}

// The pieces that a reader sees as one: text nodes with no element between.
function piecesAround(node: PageNode): PageNode[] {
  const pieces = [node]
  for (let at = node.previous; isPiece(at, node); at = at.previous) pieces.unshift(at)
  for (let at = node.next; isPiece(at, node); at = at.next) pieces.push(at)
  return pieces
}

function isPiece(at: PageNode | undefined, beside: PageNode): at is PageNode {
  return at !== undefined && at.kind !== 'element' && at.isShadow === beside.isShadow
}

/** Decides for all new texts of one event; those of `added` that are not in the answer are to be masked. */
export function readableTexts(
  { today, detection, mask }: Judgement,
  added: readonly NewText[],
): ReadonlySet<PageNode> {
  const candidates = new Map<PageNode, NewText>()
  const hidden = new Set<PageNode>()
  for (const one of added) {
    if (isLetThrough(today, one)) candidates.set(one.node, one)
    else if (one.text.trim() !== '') hidden.add(one.node)
  }
  const texts = new Map(added.map(({ node, text }) => [node, text]))
  const readable = new Set<PageNode>()
  const judged = new Set<PageNode>()
  for (const { node } of candidates.values()) {
    if (judged.has(node)) continue
    const pieces = piecesAround(node)
    const rawOf = (piece: PageNode): string => texts.get(piece) ?? piece.text
    const raw = pieces.map(rawOf).join('')
    const shown = pieces
      .map((piece) => (hidden.has(piece) ? maskUnlessMasked(mask, rawOf(piece)) : rawOf(piece)))
      .join('')
    const isBesideMask = pieces.some((piece) => hidden.has(piece) || isHiding(piece.text))
    // Together with what a mask hides a piece might be an identifier; only the shapes may be new since capture.
    const passes =
      !(isBesideMask && detection.hasPatterns) &&
      !detection.isIdentifying(raw) &&
      !detection.isIdentifying(shown)
    for (const piece of pieces) {
      judged.add(piece)
      if (passes && candidates.has(piece)) readable.add(piece)
    }
  }
  return readable
}

/** The mask of a text; a mask stays as it is. */
export function maskUnlessMasked(mask: (text: string) => string, text: string): string {
  return isMask(text) ? text : mask(text)
}

/** Whether a text needs no rule to stay. */
export function isHarmless(node: PageNode, text: string): boolean {
  // Below a style element it is CSS, rewritten at capture.
  return isMask(text) || owningElement(node)?.tag === 'style'
}
