// Which hosts and origins a request may name: DNS rebinding and cross-site requests end here (design.md §8).

/** The loopback names a person may type instead of one another. */
const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** What to do with a request's Host header: serve it, send a person to the right name, or refuse. */
export type HostDecision = { kind: 'serve' } | { kind: 'redirect'; origin: string } | { kind: 'refuse' }

/**
 * Judges a Host header against the public origin. Another loopback name of a loopback origin, same port, is sent
 * to the configured one, so that cookies and the content security policy always meet the same origin.
 */
export function decideHost(host: string | undefined, publicOrigin: string): HostDecision {
  const wanted = new URL(publicOrigin)
  if (host === undefined) return { kind: 'refuse' }
  if (host.toLowerCase() === wanted.host) return { kind: 'serve' }
  const given = parseHost(host, wanted.protocol)
  if (given === undefined || given.port !== wanted.port) return { kind: 'refuse' }
  if (loopbackNames.has(wanted.hostname) && loopbackNames.has(given.hostname)) {
    return { kind: 'redirect', origin: publicOrigin }
  }
  return { kind: 'refuse' }
}

function parseHost(host: string, protocol: string): URL | undefined {
  // Nothing but a name or address and a port: no user information, path, query or fragment.
  if (!/^[A-Za-z0-9.[\]:-]{1,255}$/.test(host)) return undefined
  return URL.parse(`${protocol}//${host}`) ?? undefined
}

/** The headers by which a browser says where a request comes from. */
export interface RequestSource {
  secFetchSite: string | undefined
  origin: string | undefined
}

/**
 * Whether a request that may change something comes from the viewer's own pages. `same-site` does not do: the
 * replay origin is one. A request that carries neither header is not a browser's and is refused as well.
 */
export function isSameOriginWrite(source: RequestSource, publicOrigin: string): boolean {
  if (source.secFetchSite === undefined && source.origin === undefined) return false
  if (source.secFetchSite !== undefined && source.secFetchSite !== 'same-origin') return false
  return source.origin === undefined || source.origin === publicOrigin
}

/** Whether a read may be answered: from the viewer's own pages, or typed into the address bar. */
export function isSameOriginRead(source: RequestSource, publicOrigin: string): boolean {
  const site = source.secFetchSite
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return source.origin === undefined || source.origin === publicOrigin
}
