// Plugin events: console, errors, what the app says, how the page did, and the rules in force at capture.

import { asFields, type Fields, field, integerField, listField, stringField } from '../read.ts'
import type { JsonObject, JsonValue } from '../recorded-event.ts'
import type { RuleSet } from '../rule-set.ts'
import { isIdentifyingLabel } from '../signals/context.ts'
import { declaredEvent, declaredTag } from '../signals/declared.ts'
import { fieldMarks, fittingMarks } from '../signals/field.ts'
import { isOpaqueId } from '../signals/identity.ts'
import { signalPlugin } from '../signals/redact-signal.ts'
import { copyObject } from './copy-shape.ts'
import { eventShapes } from './event-shapes.ts'
import { isMask } from './mask-characters.ts'
import { redactExchange, redactNavigation, redactRoute } from './network.ts'
import type { PageMirror } from './page-mirror.ts'
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

function redactMembers(judgement: Judgement, rules: RuleSet, copy: Fields, list: string): JsonValue[] {
  const name = list === 'args' ? 'text' : 'message'
  return listField(copy, list).flatMap((entry) => {
    const fields = asFields(entry)
    return fields === undefined ? [] : [redactMember(judgement, rules, fields, name)]
  })
}

// Today's rules decide, as they would have at capture: what they no longer declare is gone.
function redactDeclared(rules: RuleSet, plugin: string, payload: Fields): JsonObject | undefined {
  const kept = plugin === signalPlugin.event ? declaredEvent(rules, payload) : declaredTag(rules, payload)
  return kept && { plugin, payload: { ...kept } }
}

// Tags go by today's rules; a release that they find an identifier in goes.
function redactContext(rules: RuleSet, payload: Fields): JsonObject {
  const { release, environment, identity, ...copy } = copyObject(payload, eventShapes.context)
  const isLabel = (label: unknown): boolean => typeof label === 'string' && !isIdentifyingLabel(label, rules)
  const tagsOf = (name: string): JsonValue[] =>
    listField(payload, name).flatMap((tag) => {
      const kept = declaredTag(rules, asFields(tag) ?? {})
      return kept === undefined ? [] : { ...kept }
    })
  const [tags, flags] = [tagsOf('tags'), tagsOf('flags')]
  return {
    ...copy,
    ...(release !== undefined && isLabel(release) && { release }),
    ...(environment !== undefined && isLabel(environment) && { environment }),
    ...(typeof identity === 'string' && isOpaqueId(identity) && { identity }),
    ...(tags.length > 0 && { tags }),
    ...(flags.length > 0 && { flags }),
  }
}

// An element that a rule of today took away has no clicks.
function atKnownNode(mirror: PageMirror, payload: JsonObject): boolean {
  const id = integerField(payload, 'id')
  return id !== undefined && mirror.get(id) !== undefined
}

// A mark stays while the very rule that opened it does, where nothing of today closes the field.
function redactField({ today }: Judgement, mirror: PageMirror, payload: Fields): JsonObject | undefined {
  const { opened, ...told } = copyObject(payload, eventShapes.field)
  const node = mirror.get(integerField(told, 'id') ?? 0)
  if (node === undefined || node.isClosed || today.closes(node)) return undefined
  const kept: Record<string, JsonValue> = { ...told }
  const rules: Record<string, JsonValue> = {}
  for (const mark of fieldMarks) {
    const rule = field(asFields(opened) ?? {}, mark)
    if (kept[mark] !== undefined && today.opens(rule, [mark])) rules[mark] = rule as number
    else delete kept[mark]
  }
  return fittingMarks(kept, rules)
}

/** The data of a plugin event; undefined when nothing of it may show. */
export function redactSignal(
  judgement: Judgement,
  rules: RuleSet,
  mirror: PageMirror,
  data: Fields,
): JsonObject | undefined {
  const plugin = field(data, 'plugin')
  const payload = asFields(field(data, 'payload'))
  if (payload === undefined) return undefined
  switch (plugin) {
    case signalPlugin.rules:
      judgement.today.begin(payload)
      return { plugin, payload: copyObject(payload, eventShapes.rules) }
    case signalPlugin.context:
      return { plugin, payload: redactContext(rules, payload) }
    case signalPlugin.console: {
      const copy = copyObject(payload, eventShapes.console)
      return { plugin, payload: { ...copy, args: redactMembers(judgement, rules, copy, 'args') } }
    }
    case signalPlugin.error: {
      const copy = redactMember(judgement, rules, copyObject(payload, eventShapes.error), 'message')
      const causes = redactMembers(judgement, rules, copy, 'causes')
      return { plugin, payload: { ...copy, ...(causes.length > 0 && { causes }) } }
    }
    case signalPlugin.event:
    case signalPlugin.tag:
    case signalPlugin.flag:
      return redactDeclared(rules, plugin, payload)
    case signalPlugin.identity: {
      const id = field(payload, 'id')
      if (id === undefined) return { plugin, payload: {} }
      return typeof id === 'string' && isOpaqueId(id) ? { plugin, payload: { id } } : undefined
    }
    case signalPlugin.vital: {
      const { id, ...rest } = copyObject(payload, eventShapes.vital)
      const isKnown = id !== undefined && atKnownNode(mirror, { id })
      return { plugin, payload: isKnown ? { ...rest, id } : rest }
    }
    case signalPlugin.task:
      return { plugin, payload: copyObject(payload, eventShapes.task) }
    case signalPlugin.click: {
      const copy = copyObject(payload, eventShapes.click)
      return atKnownNode(mirror, copy) ? { plugin, payload: copy } : undefined
    }
    case signalPlugin.field: {
      const kept = redactField(judgement, mirror, payload)
      return kept && { plugin, payload: kept }
    }
    case signalPlugin.network:
    case signalPlugin.resource:
    case signalPlugin.socket:
      return { plugin, payload: redactExchange(rules, payload) }
    case signalPlugin.navigation:
      return { plugin, payload: redactNavigation(payload) }
    case signalPlugin.route:
      return { plugin, payload: redactRoute(rules, payload) }
    case signalPlugin.gap:
      return { plugin, payload: copyObject(payload, eventShapes.gap) }
    default:
      return undefined
  }
}
