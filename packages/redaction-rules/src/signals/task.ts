// What held the page up: how long, and which scripts. Not what was pressed where that does not show.

import { asFields } from '../read.ts'
import { isPressShown, type LateSignal } from './late-signal.ts'
import { list, members, token, whole } from './signal-shape.ts'
import { maxWaitMs } from './vital.ts'

/** A script that took part. `source` is the token of its address, `position` a character of it. */
export interface TaskScript {
  readonly durationMs: number
  readonly source: string
  readonly position?: number
}

/** Payload of `reseal/task`: a long task, or a long animation frame. */
export interface TaskPayload {
  readonly durationMs: number
  /** Of it, how long the page could not answer. */
  readonly blockingMs: number
  /** How long before this event it began. */
  readonly agoMs: number
  readonly scripts: readonly TaskScript[]
}

// A script of one line has its whole length; a record's number is longer than most.
const maxPosition = 9_999_999
const wait = /* @__PURE__ */ whole(maxWaitMs)

const task: LateSignal = /* @__PURE__ */ members(
  {
    durationMs: wait,
    blockingMs: wait,
    agoMs: wait,
    scripts: /* @__PURE__ */ list(
      /* @__PURE__ */ members({
        durationMs: wait,
        source: token,
        position: /* @__PURE__ */ whole(maxPosition),
      }),
      3,
    ),
  },
  ['durationMs'],
)

/** Redacts the payload of `reseal/task`. `pressedIds` is what was pressed before: where that does not show, this does not. */
export const redactTask: LateSignal = (context, value, data) =>
  isPressShown(context, asFields(value) ?? {}) ? task(context, value, data) : undefined
