// Plugin events: console, errors, and the rules in force at capture.

import { asFields, type Fields, field, listField, stringField } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import type { RuleSet } from '../rule-set.ts'
import { signalPlugin } from '../signals/redact-signal.ts'
import { copyObject } from './copy-shape.ts'
import { eventShapes } from './event-shapes.ts'
import { isMask } from './mask-characters.ts'
import type { Judgement } from './readable-text.ts'

// What a rule of today declares capture under it would have kept, whatever it holds.
function redactMessage({ mask }: Judgement, rules: RuleSet, text: string): string {
  const isDeclared = rules.messages.some((message) => message.text === text)
  return isDeclared || isMask(text) ? text : mask(text)
}

function redactMember(judgement: Judgement, rules: RuleSet, entry: Fields, name: string): JsonObject {
  const text = stringField(entry, name)
  return {
    ...entry,
    ...(text === undefined ? {} : { [name]: redactMessage(judgement, rules, text) }),
  } as JsonObject
}

/** The data of a plugin event; undefined when nothing of it may show. */
export function redactSignal(judgement: Judgement, rules: RuleSet, data: Fields): JsonObject | undefined {
  const plugin = field(data, 'plugin')
  const payload = asFields(field(data, 'payload'))
  if (payload === undefined) return undefined
  switch (plugin) {
    case signalPlugin.rules:
      judgement.today.begin(payload)
      return { plugin, payload: copyObject(payload, eventShapes.rules) }
    case signalPlugin.console: {
      const copy = copyObject(payload, eventShapes.console)
      const args: JsonValue[] = listField(copy, 'args').flatMap((entry) => {
        const fields = asFields(entry)
        return fields === undefined ? [] : [redactMember(judgement, rules, fields, 'text')]
      })
      return { plugin, payload: { ...copy, args } }
    }
    case signalPlugin.error:
      return {
        plugin,
        payload: redactMember(judgement, rules, copyObject(payload, eventShapes.error), 'message'),
      }
    case signalPlugin.gap:
      return { plugin, payload: copyObject(payload, eventShapes.gap) }
    default:
      return undefined
  }
}
