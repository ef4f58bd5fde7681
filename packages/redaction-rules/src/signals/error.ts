// Errors: a name that JavaScript or the DOM defines, a masked message, places in scripts.

import { scriptNumber } from './script-number.ts'
import { type FieldRule, list, members, message, oneOf, some, token, whole } from './signal-shape.ts'

/** A place in a script; `source` is the token of its address, stable within the stream. */
export interface StackFrame {
  readonly source: string
  readonly line: number
  readonly column: number
  /** Which script of the build it is, where a bundler named it by its content. */
  readonly script?: number
}

/** What is recorded of any error. */
export interface ErrorDescription {
  readonly name: string
  /** A mask as long as the message was, to a coarse bucket. */
  readonly message: string
  readonly frames: readonly StackFrame[]
}

/** An error behind an error. */
export interface ErrorCause extends ErrorDescription {
  /** What it is to the one before it: its cause, or one of the errors that it gathers. */
  readonly kind: 'cause' | 'member'
}

/** Payload of `reseal/error`: an uncaught error, a rejection that nothing handled, or an error that the app reports. */
export interface ErrorPayload extends ErrorDescription {
  readonly kind: 'error' | 'rejection' | 'handled'
  readonly causes?: readonly ErrorCause[]
}

/** The names that JavaScript and the DOM define. */
export const errorNames: RegExp =
  /^(?:(?:Type|Range|Syntax|Reference|Eval|URI|Aggregate|Abort|NotFound|Network|Timeout|Security|NotAllowed|InvalidState|QuotaExceeded|DataClone|HierarchyRequest)?Error|DOMException)$/
const maxFrames = 32
const maxCauses = 10
// Places in scripts, also in one that is a single line; a record's number is longer.
const maxLine = 99_999
const maxColumn = 999_999

/** The name of an error; `Error` for one that the app made up. */
export const errorName: FieldRule = /* @__PURE__ */ oneOf(errorNames, 'Error')

// What is no text is matched as one, and names no script.
const script: FieldRule<unknown> = (_context, _value, payload) => scriptNumber(payload['source'] as string)

/** Places in scripts, innermost first. */
const frames: FieldRule = /* @__PURE__ */ list(
  /* @__PURE__ */ members(
    { source: token, line: /* @__PURE__ */ whole(maxLine), column: /* @__PURE__ */ whole(maxColumn), script },
    ['line', 'column'],
  ),
  maxFrames,
)

const description = { name: errorName, message, frames }

/** Redacts the payload of `reseal/error`. */
export const redactError: FieldRule = /* @__PURE__ */ members({
  kind: /* @__PURE__ */ oneOf(/^(?:rejection|handled)$/, 'error'),
  ...description,
  causes: /* @__PURE__ */ some(
    /* @__PURE__ */ members({ kind: /* @__PURE__ */ oneOf(/^member$/, 'cause'), ...description }),
    maxCauses,
  ),
})
