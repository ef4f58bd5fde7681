// Sockets, resources and the page load: what is watched late of the network (section 18).

import type { LateSignal } from './late-signal.ts'
import { byteBucket, coarseDuration, countBucket, exchangeOf, status } from './network.ts'
import { type FieldRule, members, oneOf, whole } from './signal-shape.ts'

const maxAgoMs = 10_000_000
const method = /* @__PURE__ */ oneOf(/^GET$/, 'OTHER')
const isTrue: FieldRule<unknown> = (_context, value) => (value === true ? true : undefined)

/** Redacts the payload of `reseal/socket`. */
export const redactSocket: LateSignal = /* @__PURE__ */ exchangeOf({
  state: /* @__PURE__ */ oneOf(/^(?:open|active|close)$/),
  'http.request.method': method,
  duration: coarseDuration,
  sent: countBucket,
  received: countBucket,
  sentBytes: byteBucket,
  receivedBytes: byteBucket,
  code: /* @__PURE__ */ whole(4_999),
  omitted: countBucket,
})

/** Redacts the payload of `reseal/resource`. */
export const redactResource: LateSignal = /* @__PURE__ */ exchangeOf({
  initiator: /* @__PURE__ */ oneOf(
    /^(?:eventsource|img|image|script|link|css|i?frame|video|audio|track|input|object|embed|other)$/,
  ),
  'http.request.method': method,
  'http.response.status_code': status,
  'http.response.body.size': byteBucket,
  duration: coarseDuration,
  agoMs: /* @__PURE__ */ whole(maxAgoMs),
  renderBlocking: isTrue,
  cached: isTrue,
  omitted: countBucket,
})

/** Redacts the payload of `reseal/navigation`. */
export const redactNavigation: LateSignal = /* @__PURE__ */ members({
  type: /* @__PURE__ */ oneOf(/^(?:reload|back_forward|prerender)$/, 'navigate'),
  'http.response.status_code': status,
  'http.response.body.size': byteBucket,
  redirect: coarseDuration,
  connect: coarseDuration,
  request: coarseDuration,
  response: coarseDuration,
  domInteractive: coarseDuration,
  domContentLoaded: coarseDuration,
  load: coarseDuration,
})
