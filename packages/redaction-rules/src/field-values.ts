// What controls hold: the value of a field, the state of a choice, the reading of a slider.

import type { RedactionContext } from './context.ts'
import { hasReading, isButton, isChoice, isField, isMeter } from './controls.ts'
import { fieldMask } from './mask-text.ts'
import type { AttributeOwner } from './node-mirror.ts'
import { type Fields, field, integerField, stringField } from './read.ts'
import type { JsonObject } from './recorded-event.ts'
import type { Opening } from './rule-set.ts'
import { maskAt, optionText, type RecordedText, ruleFor } from './text-redactor.ts'

/** A reading: six digits are enough for one, and too few for a record's number. */
export const reading: RegExp = /^-?(?=[\d.]{1,7}$)\d{1,6}(?:\.\d+)?$/

/** What is recorded as the value of an element, or undefined when nothing is. */
export function redactValue(
  context: RedactionContext,
  owner: AttributeOwner,
  value: string,
): RecordedText | undefined {
  const { id, tag } = owner
  const passes = (opening: Opening): number | undefined =>
    owner.isSecret || !context.openings.isSafe(value) ? undefined : ruleFor(context, id, [opening], value)
  if (tag === 'option') {
    const rule = ruleFor(context, id, ['options'])
    return rule === undefined ? undefined : { text: context.tokens.token(optionName(value)), rule }
  }
  if (isButton(owner)) {
    const rule = passes('text')
    if (rule !== undefined) return { text: value, rule }
    const { text, length } = maskAt(context, id, value)
    return { text, rule: length }
  }
  if (isField(owner)) {
    const rule = passes('inputs')
    return rule === undefined ? { text: fieldMask } : { text: value, rule }
  }
  const rule = hasReading(owner) && reading.test(value) ? ruleFor(context, id, ['range']) : undefined
  if (rule !== undefined) return { text: value, rule }
  // The same for a meter of any reading.
  return isMeter(owner) ? { text: '0.5' } : undefined
}

const optionName = (value: string): string => `=${value}`

// An option without a value of its own has its text as value: in the replay, what was recorded of that text.
function redactChoice(context: RedactionContext, id: number, value: string): RecordedText | undefined {
  const rule = ruleFor(context, id, ['options'])
  if (rule === undefined) return undefined
  const text = context.tokens.known(optionName(value)) ?? context.optionTexts.get(optionText(value))
  return { text: text ?? fieldMask, rule }
}

/** What an input event (source 5) says of a control where a rule opens it; undefined when it stays closed. */
export function redactInput(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  const node = id === undefined ? undefined : context.mirror.get(id)
  const owner = node?.owner
  if (id === undefined || node === undefined || owner === undefined) return undefined
  const event = (text: string, isChecked: boolean, rule: number | undefined): JsonObject => ({
    source: 5,
    id,
    text,
    isChecked,
    ...(rule !== undefined && { rule }),
  })
  if (isChoice(owner)) {
    const rule = ruleFor(context, id, ['checked'])
    return rule === undefined ? undefined : event('', field(data, 'isChecked') === true, rule)
  }
  const value = stringField(data, 'text') ?? ''
  const redacted =
    owner.tag === 'select'
      ? redactChoice(context, id, value)
      : !isButton(owner) && redactValue(context, owner, value)
  if (!redacted) return undefined
  if (redacted.text !== node.text) {
    node.text = redacted.text
    return event(redacted.text, false, redacted.rule)
  }
  const typing = owner.isSecret || !isField(owner) ? undefined : ruleFor(context, id, ['typing'])
  return typing === undefined ? undefined : event(redacted.text, false, typing)
}
