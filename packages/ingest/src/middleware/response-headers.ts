// Headers of responses, as plain records: @hono/node-server writes those out as they are, where each `c.header()`
// would build a Headers object a response (a fifth of a request's time, measured).

/** On every response. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

/** For a page on an allowed origin; without credentials on purpose. */
export function corsHeaders(origin: string): Readonly<Record<string, string>> {
  return {
    ...commonHeaders,
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'Reseal-Wanted-Index, Retry-After',
    Vary: 'Origin',
  }
}
