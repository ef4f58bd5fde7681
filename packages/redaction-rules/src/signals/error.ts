// Errors: a name that JavaScript or the DOM defines, a masked message, places in scripts.

import { type FieldRule, list, members, message, oneOf, token, whole } from './signal-shape.ts'

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

const errorNames =
  /^(?:(?:Type|Range|Syntax|Reference|Eval|URI|Aggregate|Abort|NotFound|Network|Timeout|Security|NotAllowed|InvalidState|QuotaExceeded|DataClone|HierarchyRequest)?Error|DOMException)$/
const maxFrames = 32
// Places in scripts, also in one that is a single line; a record's number is longer.
const maxLine = 99_999
const maxColumn = 999_999

/** The name of an error; `Error` for one that the app made up. */
export const errorName: FieldRule = /* @__PURE__ */ oneOf(errorNames, 'Error')

/** Places in scripts, innermost first. */
export const frames: FieldRule = /* @__PURE__ */ list(
  /* @__PURE__ */ members(
    { source: token, line: /* @__PURE__ */ whole(maxLine), column: /* @__PURE__ */ whole(maxColumn) },
    ['line', 'column'],
  ),
  maxFrames,
)

/** Redacts the payload of `reseal/error`. */
export const redactError: FieldRule = /* @__PURE__ */ members({
  kind: /* @__PURE__ */ oneOf(/^rejection$/, 'error'),
  name: errorName,
  message,
  frames,
})
