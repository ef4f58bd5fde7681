// Web vitals: numbers of the browser, and the element that they are due to where a click on it would show.

import type { JsonValue } from '../recorded-event.ts'
import type { LateSignal } from './late-signal.ts'
import { list, members, oneOf, token, where, whole } from './signal-shape.ts'

/** Payload of `reseal/vital`. */
export interface VitalPayload {
  readonly name: 'LCP' | 'CLS' | 'INP' | 'TTFB' | 'FCP'
  /** Milliseconds; of CLS a sum of shares. */
  readonly value: number
  readonly rating: 'good' | 'needs-improvement' | 'poor'
  /** Id of the element that it is due to. */
  readonly id?: number
  /** Token of the address of what was loaded for it. */
  readonly source?: string
  /**
   * What it is made of, in milliseconds, in the order of `web-vitals`. LCP: first byte, delay, load, rendering. INP: delay,
   * processing, presentation. TTFB: waiting, cache, DNS, connection, request. FCP: first byte, rest. CLS: when it was largest.
   */
  readonly parts: readonly number[]
}

/** No wait that is measured is longer, in milliseconds. */
export const maxWaitMs = 600_000
const wait = /* @__PURE__ */ whole(maxWaitMs)

// Left out where a click would not show.
const shownId: LateSignal = (context, value) =>
  context.spotOf(value) === undefined ? undefined : (value as JsonValue)

/** Redacts the payload of `reseal/vital`. */
export const redactVital: LateSignal = /* @__PURE__ */ members(
  {
    name: /* @__PURE__ */ oneOf(/^(?:LCP|CLS|INP|TTFB|FCP)$/),
    value: (context, value, payload) =>
      typeof value === 'number' && payload['name'] === 'CLS'
        ? Math.round(Math.min(100, Math.max(0, value)) * 1000) / 1000
        : wait(context, value, payload),
    rating: /* @__PURE__ */ oneOf(/^(?:good|needs-improvement|poor)$/),
    id: shownId,
    source: /* @__PURE__ */ where(({ source }) => typeof source === 'string' && source !== '', token),
    parts: /* @__PURE__ */ list(wait, 5),
  },
  ['name', 'value'],
)
