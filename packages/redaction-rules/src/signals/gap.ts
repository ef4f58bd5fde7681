// Gaps: what the stream does not show, and why, in words that are all ours (section 16).

import { type FieldRule, members, oneOf, whole } from './signal-shape.ts'

/** Why something was not recorded. */
export type GapReason =
  /** The page changed faster than may be recorded. */
  | 'flood'
  /** The page, or a part of it, is larger than a segment may be. */
  | 'too-large'
  /** Recording took more of the processor than it may. */
  | 'cpu'
  /** The app's `init` leaves this route out. */
  | 'route'
  /** The browser froze the page. */
  | 'frozen'

/** Payload of `reseal/gap`. */
export interface GapPayload {
  readonly reason: GapReason
  /** How long the gap was that ends with this event, in milliseconds; without it the gap begins here. */
  readonly durationMs?: number
  /** Only a part of the page, recorded as a box, is missing. */
  readonly part?: boolean
}

// A session is at most that long.
const maxDurationMs = 12 * 60 * 60 * 1000
/** The reasons that there are. */
export const gapReasons: RegExp = /^(?:flood|too-large|cpu|route|frozen)$/

/** Redacts the payload of `reseal/gap`. */
export const redactGap: FieldRule = /* @__PURE__ */ members(
  {
    reason: /* @__PURE__ */ oneOf(gapReasons),
    durationMs: /* @__PURE__ */ whole(maxDurationMs),
    part: (_context, value) => (value === true ? true : undefined),
  },
  ['reason'],
)
