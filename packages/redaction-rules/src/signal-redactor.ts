// Console and errors: typed, and without a word of what was logged or thrown unless it is JavaScript's own or declared
// (section 11).

import { ruleFingerprint } from './canonical-rules.ts'
import type { RedactionContext } from './context.ts'
import { asFields, entriesOf, type Fields, field, integerField, stringField } from './read.ts'
import type { JsonObject } from './recorded-event.ts'

/** Plugin names of the events that capture adds to the stream (rrweb event type 6). */
export const signalPlugin = {
  console: 'reseal/console',
  error: 'reseal/error',
  rules: 'reseal/rules',
} as const

/** What a console call logged, argument by argument: kind, and a mask where it was text. */
export interface ConsoleArgument {
  readonly kind: 'string' | 'number' | 'boolean' | 'error' | 'object' | 'function' | 'other'
  readonly text?: string
  readonly name?: string
}

/** Payload of `reseal/console`. */
export interface ConsolePayload {
  readonly level: 'debug' | 'info' | 'log' | 'warn' | 'error'
  readonly args: readonly ConsoleArgument[]
}

/** A place in a script; `source` is the token of its address, stable within the stream. */
export interface StackFrame {
  readonly source: string
  readonly line: number
  readonly column: number
}

/** Payload of `reseal/error`: an uncaught error or a rejection that nothing handled. */
export interface ErrorPayload {
  readonly kind: 'error' | 'rejection'
  readonly name: string
  /** A mask as long as the message was, to a coarse bucket. */
  readonly message: string
  readonly frames: readonly StackFrame[]
}

/** Payload of `reseal/rules`, and `rules` of each full snapshot: fingerprints of the rules in force, in the order of their lists. */
export interface RulesPayload {
  readonly allow: readonly string[]
  readonly trust: readonly string[]
  readonly mask: readonly string[]
  readonly block: readonly string[]
  readonly attributes: readonly string[]
  readonly patterns: readonly string[]
}

const levels = /^(?:debug|info|log|warn|error)$/
const argumentKinds = /^(?:string|number|boolean|error|object|function|other)$/
const errorNames =
  /^(?:(?:Type|Range|Syntax|Reference|Eval|URI|Aggregate|Abort|NotFound|Network|Timeout|Security|NotAllowed|InvalidState|QuotaExceeded|DataClone|HierarchyRequest)?Error|DOMException)$/
const maxArguments = 8
const maxFrames = 32
// Places in scripts, also in one that is a single line; a record's number is longer.
const maxLine = 99_999
const maxColumn = 999_999

function errorName(fields: Fields): string {
  const name = stringField(fields, 'name') ?? ''
  return errorNames.test(name) ? name : 'Error'
}

// Of what was logged or thrown a mask; what a rule declares is no secret: it stands in the app's own source.
function redactMessage(context: RedactionContext, fields: Fields, name: string): string {
  const text = stringField(fields, name) ?? ''
  return context.options.rules.messages.some((message) => message.text === text) ? text : context.mask(text)
}

function redactArgument(context: RedactionContext, fields: Fields): JsonObject {
  const given = stringField(fields, 'kind') ?? ''
  const kind = argumentKinds.test(given) ? given : 'other'
  const isError = kind === 'error'
  return {
    kind,
    ...(isError && { name: errorName(fields) }),
    ...((isError || kind === 'string') && { text: redactMessage(context, fields, 'text') }),
  }
}

function redactConsole(context: RedactionContext, payload: Fields): JsonObject | undefined {
  const level = stringField(payload, 'level') ?? ''
  if (!levels.test(level)) return undefined
  const args = entriesOf(payload, 'args').slice(0, maxArguments)
  return { level, args: args.map((entry) => redactArgument(context, entry)) }
}

function redactFrame(context: RedactionContext, fields: Fields): JsonObject {
  return {
    source: context.tokens.token(stringField(fields, 'source') ?? ''),
    line: Math.min(integerField(fields, 'line') ?? 0, maxLine),
    column: Math.min(integerField(fields, 'column') ?? 0, maxColumn),
  }
}

function redactError(context: RedactionContext, payload: Fields): JsonObject {
  return {
    kind: field(payload, 'kind') === 'rejection' ? 'rejection' : 'error',
    name: errorName(payload),
    message: redactMessage(context, payload, 'message'),
    frames: entriesOf(payload, 'frames')
      .slice(0, maxFrames)
      .map((entry) => redactFrame(context, entry)),
  }
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

/** The data of a plugin event that capture made, or undefined when it is any other's. */
export function redactSignal(context: RedactionContext, data: Fields): JsonObject | undefined {
  const given = asFields(field(data, 'payload'))
  if (given === undefined) return undefined
  const plugin = field(data, 'plugin')
  switch (plugin) {
    case signalPlugin.console: {
      const payload = redactConsole(context, given)
      return payload && { plugin, payload }
    }
    case signalPlugin.error:
      return { plugin, payload: redactError(context, given) }
    case signalPlugin.rules:
      return { plugin, payload: rulesInForce(context) }
    default:
      return undefined
  }
}
