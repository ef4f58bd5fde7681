// Console and errors: typed, and without a word of what was logged or thrown unless it is JavaScript's own.

import type { RedactionContext } from './node-redactor.ts'
import { asFields, type Fields, field, integerField, listField, stringField } from './read.ts'
import type { JsonObject } from './recorded-event.ts'

/** Plugin names of the events that capture adds to the stream (rrweb event type 6). */
export const signalPlugin = { console: 'reseal/console', error: 'reseal/error' } as const

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

const levels: ReadonlySet<unknown> = new Set(['debug', 'info', 'log', 'warn', 'error'])
const argumentKinds: ReadonlySet<unknown> = new Set([
  'string',
  'number',
  'boolean',
  'error',
  'object',
  'function',
  'other',
])
const errorNames: ReadonlySet<unknown> = new Set(
  (
    'Error TypeError RangeError SyntaxError ReferenceError EvalError URIError AggregateError DOMException AbortError ' +
    'NotFoundError NetworkError TimeoutError SecurityError NotAllowedError InvalidStateError QuotaExceededError ' +
    'DataCloneError HierarchyRequestError'
  ).split(' '),
)
const maxArguments = 8
const maxFrames = 32
// Places in scripts, also in one that is a single line; a record's number is longer.
const maxLine = 99_999
const maxColumn = 999_999

function errorName(value: unknown): string {
  return errorNames.has(value) ? (value as string) : 'Error'
}

function redactArgument(context: RedactionContext, entry: unknown): JsonObject {
  const fields = asFields(entry) ?? {}
  const kind = field(fields, 'kind')
  if (!argumentKinds.has(kind)) return { kind: 'other' }
  if (kind === 'error') {
    const text = context.mask(stringField(fields, 'text') ?? '')
    return { kind: 'error', name: errorName(field(fields, 'name')), text }
  }
  if (kind === 'string') return { kind: 'string', text: context.mask(stringField(fields, 'text') ?? '') }
  return { kind: kind as string }
}

function redactConsole(context: RedactionContext, payload: Fields): JsonObject | undefined {
  const level = field(payload, 'level')
  if (!levels.has(level)) return undefined
  const args = listField(payload, 'args').slice(0, maxArguments)
  return { level: level as string, args: args.map((entry) => redactArgument(context, entry)) }
}

function redactFrame(context: RedactionContext, entry: unknown): JsonObject {
  const fields = asFields(entry) ?? {}
  return {
    source: context.tokens.token(stringField(fields, 'source') ?? ''),
    line: Math.min(integerField(fields, 'line') ?? 0, maxLine),
    column: Math.min(integerField(fields, 'column') ?? 0, maxColumn),
  }
}

function redactError(context: RedactionContext, payload: Fields): JsonObject {
  return {
    kind: field(payload, 'kind') === 'rejection' ? 'rejection' : 'error',
    name: errorName(field(payload, 'name')),
    message: context.mask(stringField(payload, 'message') ?? ''),
    frames: listField(payload, 'frames')
      .slice(0, maxFrames)
      .map((entry) => redactFrame(context, entry)),
  }
}

/** The data of a plugin event that capture made, or undefined when it is any other's. */
export function redactSignal(context: RedactionContext, data: Fields): JsonObject | undefined {
  const payload = asFields(field(data, 'payload'))
  if (payload === undefined) return undefined
  switch (field(data, 'plugin')) {
    case signalPlugin.console: {
      const redacted = redactConsole(context, payload)
      return redacted && { plugin: signalPlugin.console, payload: redacted }
    }
    case signalPlugin.error:
      return { plugin: signalPlugin.error, payload: redactError(context, payload) }
    default:
      return undefined
  }
}
