// Signals: plugin events that capture adds to the stream. Each has a shape, and one without is dropped (section 11).

import { ruleFingerprint } from '../canonical-rules.ts'
import type { RedactionContext } from '../context.ts'
import { asFields, type Fields, field } from '../read.ts'
import type { JsonObject } from '../recorded-event.ts'
import { redactConsole } from './console.ts'
import { redactContext } from './context.ts'
import { redactEvent, redactTag } from './declared.ts'
import { redactError } from './error.ts'
import { redactGap } from './gap.ts'
import { redactIdentity } from './identity.ts'
import { lateContextOf } from './late-signal.ts'
import { redactExchange } from './network.ts'
import { redactRoute } from './route.ts'
import type { FieldRule } from './signal-shape.ts'

/** Plugin names of the events that capture adds to the stream (rrweb event type 6). */
export const signalPlugin = {
  click: 'reseal/click',
  console: 'reseal/console',
  context: 'reseal/context',
  error: 'reseal/error',
  event: 'reseal/event',
  field: 'reseal/field',
  flag: 'reseal/flag',
  gap: 'reseal/gap',
  identity: 'reseal/identity',
  navigation: 'reseal/navigation',
  network: 'reseal/network',
  resource: 'reseal/resource',
  route: 'reseal/route',
  rules: 'reseal/rules',
  socket: 'reseal/socket',
  tag: 'reseal/tag',
  task: 'reseal/task',
  vital: 'reseal/vital',
} as const

/** Payload of `reseal/rules`, and `rules` of each full snapshot: fingerprints of the rules in force, in the order of their lists. */
export interface RulesPayload {
  readonly allow: readonly string[]
  readonly trust: readonly string[]
  readonly mask: readonly string[]
  readonly block: readonly string[]
  readonly attributes: readonly string[]
  readonly patterns: readonly string[]
}

/** Which rules are in force: made of the rules themselves, whatever an event holds. */
export function rulesInForce({ options }: RedactionContext): JsonObject {
  const { allow, trust, mask, block, attributes, detectors } = options.rules
  const fingerprints = (list: readonly { readonly id: string }[]): string[] => list.map(ruleFingerprint)
  return {
    allow: fingerprints(allow),
    trust: fingerprints(trust),
    mask: fingerprints(mask),
    block: fingerprints(block),
    attributes: fingerprints(attributes),
    patterns: fingerprints(detectors.patterns),
  }
}

const redactions: Readonly<Record<string, FieldRule>> = {
  [signalPlugin.console]: redactConsole,
  [signalPlugin.context]: redactContext,
  [signalPlugin.error]: redactError,
  [signalPlugin.gap]: redactGap,
  [signalPlugin.network]: redactExchange,
  [signalPlugin.route]: redactRoute,
  [signalPlugin.rules]: rulesInForce,
  [signalPlugin.event]: redactEvent,
  [signalPlugin.tag]: redactTag,
  [signalPlugin.flag]: redactTag,
  [signalPlugin.identity]: redactIdentity,
}

const ownOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

/** The data of a plugin event that capture made, or undefined when it is any other's. */
export function redactSignal(context: RedactionContext, data: Fields): JsonObject | undefined {
  const given = asFields(field(data, 'payload'))
  const plugin = field(data, 'plugin')
  if (given === undefined || typeof plugin !== 'string') return undefined
  const redact = ownOf(redactions, plugin)
  const payload = redact
    ? redact(context, given, data)
    : ownOf(context.options.lateSignals ?? {}, plugin)?.(lateContextOf(context), given, data)
  return payload === undefined ? undefined : { plugin, payload }
}
