// Text nodes: masked, unless a rule opens them and nothing in them identifies.

import type { RedactionContext } from './context.ts'
import { noteLabel } from './keypad.ts'
import { contextFlag as flag, type MirrorNode } from './node-mirror.ts'
import type { Opening } from './rule-set.ts'
import { spacedForm } from './static-texts/static-text-form.ts'

/** A text as it is recorded; the allow rule that let it through, or that opened the length of its mask; whether it is static. */
export interface RecordedText {
  readonly text: string
  readonly rule?: number | undefined
  readonly isStatic?: boolean | undefined
  readonly length?: number | undefined
}

const closings: readonly (readonly [number, Opening])[] = [
  [flag.titles, 'titles'],
  [flag.options, 'options'],
  [flag.editables, 'editables'],
  [flag.range, 'range'],
]

// Where static text never passes: what rules of today or before close, and where what shows may be an answer.
const neverStatic =
  flag.masked | flag.blocked | flag.titles | flag.options | flag.editables | flag.range | flag.state

const textOnly: readonly Opening[] = ['text']
const special = flag.titles | flag.options | flag.editables | flag.range

// Options and titles stand by themselves; other texts have neighbours, and lines.
const alone = flag.titles | flag.options

/** Whether a mask or a block holds at an element, or did since the last snapshot. */
export function isShut({ box, flags }: MirrorNode): boolean {
  return (flags & (box === 'media' ? flag.masked : flag.masked | flag.blocked)) !== 0
}

/** The rule that opens all that is needed at an element, or undefined. */
export function ruleFor(
  context: RedactionContext,
  id: number,
  needed: readonly Opening[],
  text?: string,
): number | undefined {
  const rule = context.openings.ruleAt(id, needed, text)
  if (rule === undefined) return undefined
  const node = context.mirror.get(id)
  return node === undefined || isShut(node) ? undefined : rule
}

// As long as the text, line by line; where its words end does not show.
function maskOfLength(text: string): string {
  return text.replace(/\S(?:.*\S)?/g, (run) => 'xxxxx '.repeat(run.length).slice(0, run.length - 1) + 'x')
}

// What cannot wrap takes one line wherever it stands.
function linesOf({ options }: RedactionContext, id: number, text: string): readonly number[] | undefined {
  return /\S\s+\S/.test(text) ? options.linesOf?.(id) : [1]
}

/** Whether a text, of the node or attribute of the node `id`, is static where `element` and `flags` close nothing. */
export function isStatic(
  { openings, options }: RedactionContext,
  [element, flags]: readonly [id: number, flags: number],
  id: number,
  text: string,
): boolean {
  return (
    (flags & neverStatic) === 0 &&
    options.isStaticText?.(text, id) === true &&
    (openings.rulingOf(element)?.level ?? 'allow') === 'allow'
  )
}

/** The mask of a text at an element. */
export function maskAt(
  context: RedactionContext,
  id: number,
  text: string,
  lines?: readonly number[],
): RecordedText {
  const length = ruleFor(context, id, ['length'])
  return length === undefined ? { text: context.mask(text, lines) } : { text: maskOfLength(text), length }
}

/** A text as the value of the option that it labels. */
export function optionText(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}

/** The text `id` below the element `parentId`, redacted. */
export function redactText(
  context: RedactionContext,
  id: number,
  parentId: number,
  text: string,
): RecordedText {
  const { mirror, openings } = context
  if (text === '') return { text }
  noteLabel(mirror, parentId, text)
  const flags = mirror.get(parentId)?.flags ?? flag.silent
  if (flags & (flag.blocked | flag.silent)) return { text: '' }
  if (flags & flag.style) return { text: context.css.sheet(text) }
  const closed =
    flags & special ? closings.flatMap(([bit, opening]) => (flags & bit ? opening : [])) : textOnly
  const isBare = (mirror.get(id)?.flags ?? 0) & flag.masked || text.trim() === ''
  const rule = isBare ? undefined : ruleFor(context, parentId, closed, text)
  const passes = rule !== undefined || (!isBare && isStatic(context, [parentId, flags], id, text))
  // A number is a whole title or option; elsewhere it is a piece of something.
  const isSafe = passes && openings.isSafePiece(id, text, (flags & alone) !== 0)
  const recorded: RecordedText = isSafe
    ? rule === undefined
      ? { text: spacedForm(text), isStatic: true }
      : { text, rule }
    : flags & flag.editables && ruleFor(context, parentId, ['typing']) === undefined
      ? // Where a person types, a mask that goes with each key would show them.
        { text: context.bucketMask(text) }
      : maskAt(context, parentId, text, flags & alone ? [] : linesOf(context, id, text))
  if (rule !== undefined && flags & flag.options) {
    context.optionTexts.set(optionText(text), recorded.text.trim())
  }
  return recorded
}
