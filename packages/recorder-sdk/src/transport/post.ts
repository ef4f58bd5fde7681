// How the recorder sends anything: a CORS-simple POST without cookies, referrer or headers of its own.

/** Posts a body. Rejects when nothing came back. */
export type Post = (
  url: string,
  body: Uint8Array<ArrayBuffer>,
  options: { readonly keepalive: boolean; readonly signal?: AbortSignal },
) => Promise<Response>

/**
 * Makes the function that posts. Has to be made before anything wraps `fetch` to observe it, so that the recorder's own
 * requests are never part of a recording.
 */
export function createPost(): Post {
  const { fetch } = globalThis
  return (url, body, options) =>
    // Without a content type and with no header of our own the request is CORS-simple: no preflight.
    fetch(url, {
      ...options,
      method: 'POST',
      body,
      mode: 'cors',
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    })
}
