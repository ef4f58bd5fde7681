// What an element is to redaction: a field, an answer, a reading. It goes by the page's own names, which are looked at
// and never recorded.

import { markupLevel } from './level.ts'
import { type AttributeOwner, contextFlag as flag, type MirrorNode } from './node-mirror.ts'
import { type Fields, field, stringField } from './read.ts'

/** In lower case, empty when there is none. */
export function lowerField(raw: Fields, name: string): string {
  return (stringField(raw, name) ?? '').toLowerCase()
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

/** Whether an element is an input that is labelled by its value. */
export function isButton({ tag, type }: AttributeOwner): boolean {
  return tag === 'input' && buttonTypes.test(type)
}

/** Whether an element is a field that text can be typed into. */
export function isField(owner: AttributeOwner): boolean {
  const { tag, type } = owner
  return tag === 'textarea' || (tag === 'input' && !quietTypes.test(type) && !isButton(owner))
}

/** Whether the place where an element is touched is its value. */
export function isSlider({ role, tag, type }: AttributeOwner): boolean {
  return role === 'slider' || (tag === 'input' && type === 'range')
}

/** Whether an element draws a reading of HTML. */
export function isMeter({ tag }: AttributeOwner): boolean {
  return tag === 'meter' || tag === 'progress'
}

/** Whether an element has a reading in its attributes. */
export function hasReading(owner: AttributeOwner): boolean {
  return isSlider(owner) || isMeter(owner) || ((roleFlags.get(owner.role) ?? 0) & flag.range) !== 0
}

const secretTypes = /^(?:password|hidden|file)$/
// Of names and of what autocomplete says. Where a page shows a password in a second input, its name tells.
const secretNames = /passw|pwd|secret|one-time|otp|\bpin\b|ssn|cc-|cvc|cvv/
// All else that autocomplete may say names what a browser knows of a person: name, birthday, address, telephone.
const noAutofill = /^(?:on|off)?$/

/**
 * Whether what an input holds is never recorded. One whose type changes holds what it held before: a password that is
 * shown, a hidden value that becomes a label. `types` remembers, from snapshot to snapshot.
 */
export function isSecret(types: Map<number, string>, id: number, tag: string, raw: Fields): boolean {
  if (tag !== 'input' && tag !== 'textarea') return false
  const type = lowerField(raw, 'type')
  const known = types.get(id) ?? type
  const autocomplete = lowerField(raw, 'autocomplete')
  const names = `${lowerField(raw, 'name')} ${lowerField(raw, 'id')}`
  const isOne =
    known !== type ||
    secretTypes.test(type) ||
    secretNames.test(names) ||
    !noAutofill.test(autocomplete) ||
    field(raw, 'data-rr-is-password') !== undefined
  types.set(id, isOne ? changed : type)
  return isOne
}

/** No type of an input: whatever it is next is another. */
const changed = '\0'

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
  [flag.answer, 'checkbox radio switch menuitemcheckbox menuitemradio treeitem'],
  [flag.answer | flag.options, 'option'],
  [flag.answer | flag.range, 'slider spinbutton'],
  [flag.options, 'listbox combobox'],
  [flag.editables, 'textbox searchbox'],
  [flag.range, 'meter progressbar scrollbar'],
])

/** How the text below an element is treated, by its name and attributes; what changes later only adds to it. */
export function flagsOf(tag: string, raw: Fields): number {
  let flags = (tagFlags.get(tag) ?? 0) | (roleFlags.get(lowerField(raw, 'role')) ?? 0)
  const editable = field(raw, 'contenteditable')
  if (typeof editable === 'string' && editable !== 'false') flags |= flag.editables
  if (markupLevel(field(raw, 'data-reseal')) === 'mask') flags |= flag.masked
  return flags
}
