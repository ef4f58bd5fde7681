// The context of a recording: release, environment, and the consent it rests on, in words of the app's own code (section 17).

import { type FieldRule, members, oneOf, whole } from './signal-shape.ts'

/** The consent receipt of docs/protocol.md §4.1; a text that was not said is left out. */
export interface ConsentPayload {
  /** Milliseconds since the Unix epoch. */
  readonly granted_at_ms: number
  readonly how?: string
  readonly notice_version?: string
}

/** Payload of `reseal/context`: follows each full snapshot. */
export interface ContextPayload {
  readonly release?: string
  readonly environment?: string
  /** Left out where recording rests on another ground than consent. */
  readonly consent?: ConsentPayload
}

/** What `how` and `notice_version` may be. */
export const consentText: RegExp = /^[\w.:-]{1,64}$/
/** What a release and an environment may be. */
export const contextText: RegExp = /^[\w.:@/+-]{1,64}$/
// The last millisecond that ECMAScript's Date can represent.
const maxTimeMs = 8_640_000_000_000_000

/** Redacts the payload of `reseal/context`. */
export const redactContext: FieldRule = /* @__PURE__ */ members({
  release: /* @__PURE__ */ oneOf(contextText),
  environment: /* @__PURE__ */ oneOf(contextText),
  consent: /* @__PURE__ */ members(
    {
      granted_at_ms: /* @__PURE__ */ whole(maxTimeMs),
      how: /* @__PURE__ */ oneOf(consentText),
      notice_version: /* @__PURE__ */ oneOf(consentText),
    },
    ['granted_at_ms'],
  ),
})
