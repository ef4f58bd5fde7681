// Changes to style sheets: rules added and removed, sheets replaced and adopted, single declarations set.

import type { RedactionContext } from './context.ts'
import { isOpen } from './mutation-redactor.ts'
import { asFields, type Fields, field, integerField, listField, stringField } from './read.ts'
import type { JsonObject, JsonValue } from './recorded-event.ts'

// A sheet is named by the node that owns it or, when adopted, by a number of its own.
function redactSheetName(context: RedactionContext, data: Fields): JsonObject | undefined {
  const id = integerField(data, 'id')
  const styleId = integerField(data, 'styleId')
  if (id !== undefined && !isOpen(context, id)) return undefined
  if (id === undefined && styleId === undefined) return undefined
  return { ...(id === undefined ? {} : { id }), ...(styleId === undefined ? {} : { styleId }) }
}

function redactIndex(value: unknown): number | number[] | undefined {
  if (Number.isSafeInteger(value)) return value as number
  if (!Array.isArray(value)) return undefined
  return value.filter((entry): entry is number => Number.isSafeInteger(entry))
}

function redactRule(context: RedactionContext, entry: unknown): JsonObject | undefined {
  const fields = asFields(entry)
  const rule = fields && stringField(fields, 'rule')
  if (fields === undefined || rule === undefined) return undefined
  const index = redactIndex(field(fields, 'index'))
  return { rule: context.css.sheet(rule), ...(index === undefined ? {} : { index }) }
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value): value is T => value !== undefined)
}

/** The data of a style sheet rule event (source 8), or undefined when nothing of it is left. */
export function redactStyleSheetRule(context: RedactionContext, data: Fields): JsonObject | undefined {
  const name = redactSheetName(context, data)
  if (name === undefined) return undefined
  const out: Record<string, JsonValue> = { source: 8, ...name }
  const adds = present(listField(data, 'adds').map((entry) => redactRule(context, entry)))
  const removes = present(
    listField(data, 'removes').map((entry) => redactIndex(field(asFields(entry) ?? {}, 'index'))),
  )
  if (adds.length > 0) out['adds'] = adds
  if (removes.length > 0) out['removes'] = removes.map((index) => ({ index }))
  for (const operation of ['replace', 'replaceSync'] as const) {
    const text = stringField(data, operation)
    if (text !== undefined) out[operation] = context.css.sheet(text)
  }
  return out
}

/** The data of a style declaration event (source 13), or undefined when nothing of it is left. */
export function redactStyleDeclaration(context: RedactionContext, data: Fields): JsonObject | undefined {
  const name = redactSheetName(context, data)
  const index = redactIndex(field(data, 'index'))
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
  const styleIds = listField(data, 'styleIds').filter((entry): entry is number => Number.isSafeInteger(entry))
  const styles = present(
    listField(data, 'styles').map((entry) => {
      const fields = asFields(entry)
      const styleId = fields && integerField(fields, 'styleId')
      if (fields === undefined || styleId === undefined) return undefined
      return { styleId, rules: present(listField(fields, 'rules').map((rule) => redactRule(context, rule))) }
    }),
  )
  return { source: 15, id, styleIds, ...(styles.length > 0 ? { styles } : {}) }
}
