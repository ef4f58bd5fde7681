// Changes to style sheets: rules added and removed, sheets replaced and adopted, single declarations set.

import type { RedactionContext } from './context.ts'
import { isOpen } from './mutation-redactor.ts'
import { asFields, entriesOf, type Fields, field, integerField, listField, stringField } from './read.ts'
import type { JsonObject, JsonValue } from './recorded-event.ts'

// A sheet is named by the node that owns it or, when adopted, by a number of its own.
function redactSheetName(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  const styleId = integerField(data, 'styleId')
  if (id === undefined ? styleId === undefined : !isOpen(context, id)) return undefined
  return { ...(id !== undefined && { id }), ...(styleId !== undefined && { styleId }) }
}

const integers = (values: readonly unknown[]): number[] =>
  values.filter((value): value is number => Number.isSafeInteger(value))

// The place of a rule, or the way to one in a group.
function redactIndex(data: Fields): number | number[] | undefined {
  return integerField(data, 'index') ?? (Array.isArray(data['index']) ? integers(data['index']) : undefined)
}

function redactRules(context: RedactionContext, data: Fields, name: string): JsonObject[] {
  return entriesOf(data, name).flatMap((entry) => {
    const rule = stringField(entry, 'rule')
    const index = redactIndex(entry)
    return rule === undefined
      ? []
      : [{ rule: context.css.sheet(rule), ...(index !== undefined && { index }) }]
  })
}

/** The data of a style sheet rule event (source 8), or undefined when nothing of it is left. */
export function redactStyleSheetRule(context: RedactionContext, data: Fields): JsonObject | undefined {
  const name = redactSheetName(context, data)
  if (name === undefined) return undefined
  const adds = redactRules(context, data, 'adds')
  const removes = entriesOf(data, 'removes').flatMap((entry) => {
    const index = redactIndex(entry)
    return index === undefined ? [] : [{ index }]
  })
  const out: Record<string, JsonValue> = {
    source: 8,
    ...name,
    ...(adds.length > 0 && { adds }),
    ...(removes.length > 0 && { removes }),
  }
  for (const operation of ['replace', 'replaceSync']) {
    const text = stringField(data, operation)
    if (text !== undefined) out[operation] = context.css.sheet(text)
  }
  return out
}

/** The data of a style declaration event (source 13), or undefined when nothing of it is left. */
export function redactStyleDeclaration(context: RedactionContext, data: Fields): JsonObject | undefined {
  const name = redactSheetName(context, data)
  const index = redactIndex(data)
  if (name === undefined || index === undefined) return undefined
  const set = asFields(field(data, 'set'))
  const remove = asFields(field(data, 'remove'))
  const target = stringField(set ?? remove ?? {}, 'property')
  const property = target === undefined ? undefined : context.css.property(target)
  if (target === undefined || property === undefined) return undefined
  if (set === undefined) return { source: 13, ...name, index, remove: { property } }
  const raw = stringField(set, 'value')
  const value = raw === undefined ? null : context.css.value(target, raw)
  const priority = field(set, 'priority') === 'important' ? { priority: 'important' } : {}
  return { source: 13, ...name, index, set: { property, value, ...priority } }
}

/** The data of an adopted style sheet event (source 15), or undefined when its host does not show. */
export function redactAdoptedStyleSheet(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  if (!isOpen(context, id)) return undefined
  const styles = entriesOf(data, 'styles').flatMap((entry) => {
    const styleId = integerField(entry, 'styleId')
    return styleId === undefined ? [] : [{ styleId, rules: redactRules(context, entry, 'rules') }]
  })
  const styleIds = integers(listField(data, 'styleIds'))
  return { source: 15, id, styleIds, ...(styles.length > 0 && { styles }) }
}
