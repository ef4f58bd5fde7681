// The context of a recording: release, environment, and the consent it rests on, in words of the app's own code (section 17).

import { compilePattern, hasIdentifier } from '../detectors/light.ts'
import type { RuleSet } from '../rule-set.ts'
import { redactTag, type TagPayload } from './declared.ts'
import { identity } from './identity.ts'
import { type FieldRule, members, oneOf, some, whole } from './signal-shape.ts'

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
  /** What `identify`, `tag` and `flag` said last. */
  readonly identity?: string
  readonly tags?: readonly TagPayload[]
  readonly flags?: readonly TagPayload[]
  /** How many events, tags and flags were not recorded because no rule declares them or their values. */
  readonly undeclared?: number
}

/** What `how` and `notice_version` may be. */
export const consentText: RegExp = /^[\w.:-]{1,64}$/
/** What a release and an environment may be. */
export const contextText: RegExp = /^[\w.:@/+-]{1,64}$/
// The last millisecond that ECMAScript's Date can represent.
const maxTimeMs = 8_640_000_000_000_000

const maxTags = 64
// A commit id has letters and digits, and a package's name a sign of addresses; a day or a long number stays what it is.
const commit = /\b(?:[\da-f]{40}|(?=\d*[a-f])[\da-f]{7,12})\b|^@?[a-z][\w./-]*@(?=v?\d)/g

/** Whether a release or an environment looks as if it named a person. */
export function isIdentifyingLabel(text: string, { detectors }: RuleSet): boolean {
  return hasIdentifier(
    text.replace(commit, ''),
    detectors.patterns.map(({ pattern }) => compilePattern(pattern)),
  )
}

const label: FieldRule = ({ options }, value) =>
  typeof value === 'string' && contextText.test(value) && !isIdentifyingLabel(value, options.rules)
    ? value
    : undefined

const tags = /* @__PURE__ */ some(redactTag, maxTags)

/** Redacts the payload of `reseal/context`. */
export const redactContext: FieldRule = /* @__PURE__ */ members({
  release: label,
  environment: label,
  identity,
  tags,
  flags: tags,
  undeclared: /* @__PURE__ */ whole(9_999),
  consent: /* @__PURE__ */ members(
    {
      granted_at_ms: /* @__PURE__ */ whole(maxTimeMs),
      how: /* @__PURE__ */ oneOf(consentText),
      notice_version: /* @__PURE__ */ oneOf(consentText),
    },
    ['granted_at_ms'],
  ),
})
