// Clicks of someone who gets nowhere: which element, and only where a click shows. That nothing happens when a
// chosen answer is chosen again would tell the answer.

import { asFields, field } from '../read.ts'
import type { LateSignal } from './late-signal.ts'
import { members, oneOf, whole } from './signal-shape.ts'

/** Payload of `reseal/click`. */
export interface ClickPayload {
  /** `rage`: many in a short time at one place; `dead`: nothing happened; `error`: an error that nothing caught followed. */
  readonly kind: 'rage' | 'dead' | 'error'
  /** Id of the element. */
  readonly id: number
  /** How many there were, of rage clicks. */
  readonly count?: number
  /** How long before this event the first was. */
  readonly agoMs?: number
}

const click: LateSignal = /* @__PURE__ */ members(
  {
    kind: /* @__PURE__ */ oneOf(/^(?:rage|dead|error)$/),
    id: (_context, value) => value as number,
    count: /* @__PURE__ */ whole(99),
    agoMs: /* @__PURE__ */ whole(60_000),
  },
  ['kind'],
)

/** Redacts the payload of `reseal/click`. */
export const redactClick: LateSignal = (context, value, data) => {
  const payload = asFields(value) ?? {}
  const spot = context.spotOf(field(payload, 'id'))
  if (spot === undefined || (field(payload, 'kind') === 'dead' && spot.holdsAnswer)) return undefined
  return click(context, value, data)
}
