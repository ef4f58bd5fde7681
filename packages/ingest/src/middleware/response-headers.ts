// Headers of responses, as plain records: @hono/node-server writes those out as they are, where each `c.header()`
// would build a Headers object a response (a fifth of a request's time, measured).

import type { ExceededQuota } from '../errors.ts'

/** On every response. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  // Nothing here is a document; what a browser is talked into showing may load nothing and be framed by nobody.
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
}

/**
 * What is used up, for whoever met it: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). What
 * is left of an app's quota is no page's business, so that nothing is said before.
 */
export function quotaHeaders(
  { policy, burstBytes, windowSeconds }: ExceededQuota,
  retryAfterSeconds: number,
): Readonly<Record<string, string>> {
  return {
    'RateLimit-Policy': `"${policy}";q=${burstBytes};qu="content-bytes";w=${windowSeconds}`,
    RateLimit: `"${policy}";r=0;t=${retryAfterSeconds}`,
  }
}

/** For a page on an allowed origin; without credentials on purpose. */
export function corsHeaders(origin: string): Readonly<Record<string, string>> {
  return {
    ...commonHeaders,
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Reseal-Wanted-Index, Retry-After, RateLimit, RateLimit-Policy',
    Vary: 'Origin',
  }
}
