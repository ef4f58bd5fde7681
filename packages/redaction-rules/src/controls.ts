// What an element is to redaction: a field, an answer, a reading. It goes by the page's own names, which are looked at
// and never recorded.

import { markupLevel } from './level.ts'
import { type AttributeOwner, contextFlag as flag, type MirrorNode } from './node-mirror.ts'
import { asFields, type Fields, field, listField, stringField } from './read.ts'
import type { WordsById } from './remembered.ts'

/** In lower case, empty when there is none. */
export function lowerField(raw: Fields, name: string): string {
  return stringField(raw, name)?.toLowerCase() ?? ''
}

const buttonTypes = /^(?:submit|button|reset)$/
const quietTypes = /^(?:checkbox|radio|hidden|file|image|range|color)$/
const choiceTypes = /^(?:checkbox|radio)$/

/** Whether the state of an element is an answer that does not show. */
export function isAnswer({ flags, owner }: MirrorNode): boolean {
  return owner !== undefined && ((flags & flag.answer) !== 0 || owner.tag === 'option' || isChoice(owner))
}

/** Whether an element is a check box or a radio button of HTML. */
export function isChoice({ tag, type }: AttributeOwner): boolean {
  return tag === 'input' && choiceTypes.test(type)
}

// From a label to its check box or radio button; anything else only when it is the box's own parent.
const labelDepth = 3

/** Whether an element is the label of a check box or radio button, or its wrapper: its looks follow the answer. */
export function holdsChoice(raw: Fields): boolean {
  return hasChoiceWithin(raw, lowerField(raw, 'tagName') === 'label' ? labelDepth : 1)
}

function hasChoiceWithin(raw: Fields, depth: number): boolean {
  for (const entry of listField(raw, 'childNodes')) {
    const child = asFields(entry) ?? {}
    const isInput = lowerField(child, 'tagName') === 'input'
    if (isInput && choiceTypes.test(lowerField(asFields(field(child, 'attributes')) ?? {}, 'type')))
      return true
    if (!isInput && depth > 1 && hasChoiceWithin(child, depth - 1)) return true
  }
  return false
}

const stateNames =
  /checked|selected|active|chosen|picked|highlight|dirty|truthy|pressed|filled|value|empty|valid|pristine|touched|(?:^|[-_])(?:on|true|yes)(?![^-_])/i

/** The classes of an answer or a field that do not say in words that it is chosen or filled. */
export function classesOfAnswer(names: string): string {
  return names
    .split(/\s+/)
    .filter((name) => !stateNames.test(name))
    .join(' ')
}

/** Whether an element is an input that is labelled by its value. */
export function isButton({ tag, type }: AttributeOwner): boolean {
  return tag === 'input' && buttonTypes.test(type)
}

/** Whether an element is a field that text can be typed into. */
export function isField(owner: AttributeOwner): boolean {
  const { tag, type } = owner
  return tag === 'textarea' || (tag === 'input' && !quietTypes.test(type) && !isButton(owner))
}

/** Whether marks of section 20 may be made of an element: of no secret, and of nothing that chooses. */
export function bearsMarks({ flags, owner }: MirrorNode): boolean {
  const isChosen = (flags & (flag.answer | flag.options | flag.range)) !== 0
  return owner !== undefined && isField(owner) && !owner.isSecret && !isChosen
}

/** Whether text is typed at an element: a field, or a region that is editable. */
export function isTypedInto({ flags, owner }: MirrorNode): boolean {
  return (flags & flag.editables) !== 0 || (owner !== undefined && isField(owner))
}

/** Whether how far an element is scrolled would tell what it holds or which option is chosen. */
export function isScrollClosed(node: MirrorNode): boolean {
  return isTypedInto(node) || (node.flags & (flag.options | flag.range)) !== 0
}

/** Whether the place where an element is touched is its value. */
export function isSlider({ role, tag, type }: AttributeOwner): boolean {
  return /\bslider\b/.test(role) || (tag === 'input' && type === 'range')
}

/** Whether an element draws a reading of HTML. */
export function isMeter({ tag }: AttributeOwner): boolean {
  return tag === 'meter' || tag === 'progress'
}

/** Whether an element has a reading in its attributes. */
export function hasReading(owner: AttributeOwner): boolean {
  return isSlider(owner) || isMeter(owner) || (flagsOfRole(owner.role) & flag.range) !== 0
}

const secretTypes = /^(?:password|hidden|file)$/
// Words of whatever names an input, its label in attributes included. Where a page shows a password in a second input, its
// name tells.
const secretNames =
  /passw|passc|passp|\bpass\b|pwd|pswd|\bps?w\b|secret|one time|verif|token|secur|\bauth|\bapi ?key|maiden|\b(?:otp|otc|mfa|pin|tan|ssn|sin|iban|cc|csc|cvc|cvv|cvn)\b|cc ?num|social ?sec|card ?num|credit ?card|kennwort|contrase|mot ?de ?passe|parola|senha|wachtw/
// All else that autocomplete may say names what a browser knows of a person: name, birthday, address, telephone.
const noAutofill = /^(?:on|off)?$/

/** No type of an input: whatever it is next is another. */
export const changedType = '\0'

/**
 * Whether what an input holds is never recorded. One whose type changes holds what it held before: a password that is
 * shown, a hidden value that becomes a label. `types` remembers, from snapshot to snapshot.
 */
export function isSecret(types: WordsById, id: number, tag: string, raw: Fields): boolean {
  if (tag !== 'input' && tag !== 'textarea' && tag !== 'select') return false
  const type = lowerField(raw, 'type')
  const known = types.get(id) ?? type
  const autocomplete = lowerField(raw, 'autocomplete')
  const names = Object.keys(raw)
    .filter((name) => name !== 'value' && name !== 'style' && name !== 'class')
    .map((name) => (stringField(raw, name) ?? '').replace(/([a-z])([A-Z])/g, '$1 $2'))
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
  const isOne =
    known !== type ||
    secretTypes.test(type) ||
    secretNames.test(names) ||
    !noAutofill.test(autocomplete) ||
    field(raw, 'data-rr-is-password') !== undefined
  types.set(id, isOne ? changedType : type)
  return isOne
}

function flagTable(rows: readonly (readonly [number, string])[]): ReadonlyMap<string, number> {
  return new Map(rows.flatMap(([flags, names]) => names.split(' ').map((name) => [name, flags] as const)))
}

const tagFlags = /* @__PURE__ */ flagTable([
  [flag.style, 'style'],
  // Not text of the page, or fallback that a box stands for.
  [flag.silent, 'script noscript template textarea iframe metadata'],
  [flag.titles, 'title desc'],
  [flag.options, 'select option optgroup datalist'],
  [flag.range, 'output meter progress'],
])
const roleFlags = /* @__PURE__ */ flagTable([
  [flag.answer | flag.state, 'checkbox radio switch menuitemcheckbox menuitemradio treeitem'],
  [flag.answer | flag.options, 'option'],
  [flag.answer | flag.range, 'slider spinbutton'],
  [flag.options, 'listbox combobox'],
  [flag.editables, 'textbox searchbox'],
  [flag.range, 'meter progressbar scrollbar'],
])

// A role is a list: a browser takes the first that it knows, and we what any of them says.
const flagsOfRole = (role: string): number =>
  role === '' ? 0 : role.split(/\s+/).reduce((flags, name) => flags | (roleFlags.get(name) ?? 0), 0)

/** How the text below an element is treated, by its name and attributes; what changes later only adds to it. */
export function flagsOf(tag: string, raw?: Fields): number {
  let flags = tagFlags.get(tag) ?? 0
  if (raw === undefined) return flags
  flags |= flagsOfRole(lowerField(raw, 'role'))
  const editable = field(raw, 'contenteditable')
  if (typeof editable === 'string' && editable !== 'false') flags |= flag.editables
  if (markupLevel(field(raw, 'data-reseal')) === 'mask') flags |= flag.masked
  return flags
}
