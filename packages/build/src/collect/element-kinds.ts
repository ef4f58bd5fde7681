// What an element is to the collector: which never give text, whose texts tell an answer, which attributes are text (issue 5, Build 1).
import type { LiteralText, TemplateElement, TemplateNode } from './template.ts'

const textAttributes = new Set(['placeholder', 'title', 'aria-label', 'alt'])
const labelledElements = new Set(['optgroup', 'track'])
const textProps = new Set([
  'alt',
  'aria-label',
  'caption',
  'description',
  'heading',
  'header',
  'helpText',
  'helperText',
  'hint',
  'label',
  'legend',
  'placeholder',
  'subheading',
  'subtitle',
  'summary',
  'term',
  'text',
  'title',
  'tooltip',
])
const textPropEnding = /[a-z](?:Label|Title|Text|Placeholder|Description|Message|Tooltip|Caption|Heading)$/

/** Whether an attribute, or a component's prop, is text. A closed list; `value` is never on it. */
function isTextAttribute({ name, isComponent }: TemplateElement, attribute: string): boolean {
  if (isComponent) return textProps.has(attribute) || textPropEnding.test(attribute)
  return textAttributes.has(attribute) || (attribute === 'label' && labelledElements.has(name))
}

const closedElements = new Set(['option', 'script', 'style', 'noscript', 'title', 'desc', 'iframe'])
const closedComponents = /(?:^|\.)(?:\w*Option|Script|Style)$/
const closedRoles = /\boption\b/

/** Whether an element gives neither text nor attributes, and nothing in it does. */
export function isClosed(element: TemplateElement): boolean {
  const { name, isComponent, attributes } = element
  if (isComponent ? isComponentOf(element, closedComponents) : closedElements.has(name)) return true
  // An expression may say mask or block.
  const isMarked = attributes.has('data-reseal') && literalOf(element, 'data-reseal') !== 'allow'
  return isMarked || closedRoles.test(literalOf(element, 'role') ?? '')
}

const fieldElements = new Set(['textarea', 'datalist'])
const fieldComponents = /(?:^|\.)Text[aA]rea$/

/** Whether what an element holds is typed or chosen: its own attributes are the template's, its children are not. */
export function isFilled(element: TemplateElement): boolean {
  const { name, isComponent, attributes } = element
  if (isComponent ? isComponentOf(element, fieldComponents) : fieldElements.has(name)) return true
  return ['contenteditable', 'contentEditable'].some(
    (attribute) => attributes.has(attribute) && literalOf(element, attribute) !== 'false',
  )
}

const answerTypes = /^(?:radio|checkbox)$/
const answerRoles = /\b(?:radio|checkbox|switch|menuitemradio|menuitemcheckbox|treeitem)\b/
const answerComponents =
  /(?:^|\.)(?:\w*(?:Radio|Check[bB]ox|Switch|Toggle|Chip)(?:(?:Group)?\.?(?:Item|Button|Card|Label))?|FormControlLabel)$/

/** Whether an element is a control that is chosen: with its text readable, the pointer on it tells the answer. */
export function isChoiceControl(element: TemplateElement): boolean {
  return (
    answerTypes.test(literalOf(element, 'type') ?? '') ||
    answerRoles.test(literalOf(element, 'role') ?? '') ||
    isComponentOf(element, answerComponents)
  )
}

const optionLists =
  /(?:^|\.)\w*(?:Select|List[bB]ox|Combo[bB]ox|Autocomplete|SegmentedControl|(?:Radio|Check[bB]ox|Switch|Chip|Toggle|ToggleButton)\.?Group)(?:\.Root)?$/

/** Whether a component holds what one chooses from: its texts are values that stand elsewhere as well, where they tell of a patient. */
export function holdsOptions(element: TemplateElement): boolean {
  return isComponentOf(element, optionLists)
}

// Tabs and the like have a `value` that names a part of the page.
const partsOfPages = /(?:Tab|Trigger|Panel|Step|Item\.Header|Control)$/

/** Whether a component is one of the things one chooses from, by its prop `value`: then its own text is a value. */
export function isChoosable(element: TemplateElement): boolean {
  return element.isComponent && element.attributes.has('value') && !isComponentOf(element, partsOfPages)
}

// A bundler numbers names that meet: `Checkbox7`, `Radio$1`.
function isComponentOf({ name, isComponent }: TemplateElement, kind: RegExp): boolean {
  return isComponent && kind.test(name.replace(/\$?\d+$/, ''))
}

/** The text of an attribute that stands literally in the source. */
function literalOf({ attributes }: TemplateElement, name: string): string | undefined {
  return attributes.get(name)?.value
}

const labelComponents = /(?:^|\.)\w*Label$/

/** Whether an element is a label around a control that is chosen, or for one of them. */
export function labelsChoice(element: TemplateElement, choiceIds: ReadonlySet<string>): boolean {
  if (!isComponentOf(element, labelComponents) && element.name !== 'label') return false
  const target = literalOf(element, 'for') ?? literalOf(element, 'htmlFor')
  return (target !== undefined && choiceIds.has(target)) || holdsChoiceControl(element.children)
}

function holdsChoiceControl(nodes: readonly TemplateNode[]): boolean {
  return nodes.some(
    (node) =>
      (node.kind === 'element' && isChoiceControl(node)) ||
      pieces(node).some((piece) => holdsChoiceControl(piece)),
  )
}

/** The ids of the controls that are chosen, for the labels elsewhere in the same template. */
export function idsOfChoices(nodes: readonly TemplateNode[]): Set<string> {
  const ids = new Set<string>()
  const visit = (node: TemplateNode): void => {
    if (node.kind === 'element' && isChoiceControl(node)) {
      const id = literalOf(node, 'id')
      if (id !== undefined) ids.add(id)
    }
    for (const piece of pieces(node)) piece.forEach(visit)
  }
  nodes.forEach(visit)
  return ids
}

/** What a node holds, in the order of the source. */
export function pieces(node: TemplateNode): readonly (readonly TemplateNode[])[] {
  if (node.kind === 'choice') return node.branches
  return node.kind === 'element' || node.kind === 'guarded' ? [node.children] : []
}

/** The text attributes of an element that are literal, with their names. */
export function literalAttributes(element: TemplateElement): [name: string, literal: LiteralText][] {
  return [...element.attributes].flatMap(([name, value]): [string, LiteralText][] =>
    value !== undefined && isTextAttribute(element, name) ? [[name, value]] : [],
  )
}
