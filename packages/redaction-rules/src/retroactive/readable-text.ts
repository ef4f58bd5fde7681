// Which texts of a recording stay readable: the rule that let one through must still be there, nothing new may
// close it, and the detectors must find nothing in it or in the pieces around it.

import { type Fields, field } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import type { Opening } from '../rule-set.ts'
import { spacedForm, staticTextForm } from '../static-texts/static-text-form.ts'
import { isMask } from './mask-characters.ts'
import type { PageNode } from './page-mirror.ts'
import type { RulesToday } from './rules-today.ts'
import { sideOf } from './text-run.ts'

/** Any opening under which a piece of text can be let through. */
const textOpenings: readonly Opening[] = ['text', 'titles', 'options', 'editables', 'range']

/** A piece of text that is judged now. */
export interface NewText {
  readonly node: PageNode
  readonly text: string
  readonly mark: unknown
  /** It was marked as static text. */
  readonly isStatic: boolean
}

/** Asks the detectors. */
export interface Detection {
  isIdentifying(text: string): boolean
}

/** What texts and nodes are judged with. */
export interface Judgement {
  readonly today: RulesToday
  readonly detection: Detection
  mask(text: string): string
  /** The coarse form of an attribute that geometry opened; undefined where there is none. */
  coarse(name: string, value: JsonValue): JsonValue | undefined
}

/** Whether a text is marked as static. */
export function isStaticMark(marks: Fields): boolean {
  return field(marks, 'static') === true
}

/** Whether a text is written as capture writes a static one; any other that is marked so is somebody's invention. */
export function isStaticForm(text: string): boolean {
  return text === spacedForm(text) && staticTextForm(text) !== undefined
}

/** The element whose rules count for what lies directly below it. */
export function owningElement(node: PageNode): PageNode | undefined {
  return node.parent?.kind === 'element' ? node.parent : undefined
}

function isLetThrough(today: RulesToday, { node, text, mark, isStatic }: NewText): boolean {
  const element = owningElement(node)
  if (element === undefined || node.isClosed || element.isClosed) return false
  const isOpen = isStatic ? isStaticForm(text) : today.opens(mark, textOpenings)
  return isOpen && !today.closes(element)
}

// More rounds than this and one text after the other falls: then all do.
const maxRounds = 16

/** Decides for all new texts of one event; those that are not in the answer do not stay readable. */
export function readableTexts(
  { today, detection }: Judgement,
  added: readonly NewText[],
): ReadonlySet<PageNode> {
  const texts = new Map(added.map(({ node, text }) => [node, text]))
  const readable = new Set<PageNode>()
  for (const one of added) if (isLetThrough(today, one)) readable.add(one.node)

  const textOf = (piece: PageNode): string => texts.get(piece) ?? piece.text
  const isHidden = (piece: PageNode): boolean =>
    textOf(piece).trim() !== '' && !(texts.has(piece) ? readable.has(piece) : piece.isReadable)

  // What rules of today might open beside it would be part of one text with it.
  function mayBeWhole(piece: PageNode | undefined, hasGap: boolean): boolean {
    if (hasGap && today.mayOpenBoxes()) return true
    return piece !== undefined && today.mayOpen(owningElement(piece))
  }

  function isSafe(node: PageNode): boolean {
    let run = textOf(node)
    for (const direction of ['previous', 'next'] as const) {
      const { pieces, hasGap } = sideOf(node, direction, textOf)
      const end = pieces.findIndex(isHidden)
      if (mayBeWhole(pieces[end], hasGap)) return false
      for (const piece of end === -1 ? pieces : pieces.slice(0, end)) {
        run = direction === 'next' ? run + textOf(piece) : textOf(piece) + run
      }
    }
    return !detection.isIdentifying(run)
  }

  // A text that falls ends the run of its neighbours, so they are asked again.
  for (let round = 0; readable.size > 0; round += 1) {
    const fallen = [...readable].filter((node) => round >= maxRounds || !isSafe(node))
    for (const node of fallen) readable.delete(node)
    if (fallen.length === 0) break
  }
  return readable
}

/** A text as it leaves, with the marks that stay true. */
export interface WrittenText {
  readonly text: string
  readonly marks: JsonObject
}

/** Writes a text: readable, as the mask that it was, or masked. */
export function writtenText(
  { today, mask }: Judgement,
  node: PageNode,
  given: { readonly text: string; readonly marks: Fields; readonly isReadable: boolean },
): WrittenText {
  const { text, marks, isReadable } = given
  const element = owningElement(node)
  node.isReadable = isReadable
  if (isReadable) {
    return {
      text,
      marks: isStaticMark(marks) ? { static: true } : { rule: field(marks, 'rule') as JsonValue },
    }
  }
  // Below a style element it is CSS, rewritten at capture.
  if (element?.tag === 'style') return { text, marks: {} }
  const length = field(marks, 'length')
  if (length === undefined) return { text: isMask(text) ? text : mask(text), marks: {} }
  const isOpen =
    element !== undefined &&
    !node.isClosed &&
    !element.isClosed &&
    today.opens(length, ['length']) &&
    !today.closes(element)
  return isOpen && isMask(text)
    ? { text, marks: { length: length as JsonValue } }
    : { text: mask(text), marks: {} }
}
