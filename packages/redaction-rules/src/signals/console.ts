// Console calls: level and kinds, and not a word of what was logged unless it is declared.

import type { Fields } from '../read.ts'
import { errorName } from './error.ts'
import { type FieldRule, list, members, message, oneOf, where } from './signal-shape.ts'

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

const maxArguments = 8
/** What an argument may be. */
export const argumentKinds: RegExp = /^(?:string|number|boolean|error|object|function|other)$/
const isError = ({ kind }: Fields): boolean => kind === 'error'
const isText = ({ kind }: Fields): boolean => kind === 'error' || kind === 'string'

/** Redacts the payload of `reseal/console`. */
export const redactConsole: FieldRule = /* @__PURE__ */ members(
  {
    level: /* @__PURE__ */ oneOf(/^(?:debug|info|log|warn|error)$/),
    args: /* @__PURE__ */ list(
      /* @__PURE__ */ members({
        kind: /* @__PURE__ */ oneOf(argumentKinds, 'other'),
        name: /* @__PURE__ */ where(isError, errorName),
        text: /* @__PURE__ */ where(isText, message),
      }),
      maxArguments,
    ),
  },
  ['level'],
)
