// Says what is wrong with an origin as somebody types it, and what to write instead.

/** The origin, or what is wrong with the text. */
export type ReadOrigin = { readonly origin: string } | { readonly problem: string; readonly instead?: string }

const development = ['http://localhost:*', 'http://127.0.0.1:*']
const example = 'https://portal.example.org'

/** Reads one origin: scheme, host and port, as a browser sends it. */
export function readOrigin(text: string): ReadOrigin {
  const given = text.trim()
  if (given === '') return { problem: `Write where the app is served from, such as ${example}.` }
  if (development.includes(given)) return { origin: given }
  if (!/^[a-z][a-z0-9+.-]*:\/\//iu.test(given)) {
    const instead = URL.parse(`https://${given}`)?.origin
    return {
      problem: 'An origin begins with its scheme.',
      ...(instead === undefined ? {} : { instead }),
    }
  }
  if (given.includes('*')) {
    return {
      problem: 'Origins are listed one by one; an asterisk stands for any port of this machine alone.',
      instead: 'http://localhost:*',
    }
  }
  const url = URL.parse(given)
  if (url === null) return { problem: `This is no address. An origin is one such as ${example}.` }
  const isLoopback = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (url.protocol === 'http:' && !isLoopback) {
    return {
      problem: 'Browsers seal over https only; http is for this machine.',
      instead: url.origin.replace('http:', 'https:'),
    }
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { problem: 'Apps are served over https.' }
  }
  if (url.origin === given) return { origin: given }
  const hasMore = given.replace(/\/$/, '').toLowerCase() !== url.origin
  return {
    problem: hasMore
      ? 'An origin is scheme, host and port alone, without a path.'
      : 'This is how browsers write it.',
    instead: url.origin,
  }
}
