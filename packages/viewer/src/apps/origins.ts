// What an app's origins may be: as browsers send them, or any port of this machine for one under development.
import { isLoopbackHost } from '@reseal/listener'

/** Registered instead of an origin while an app is developed. */
const developmentOrigins: readonly string[] = ['http://127.0.0.1:*', 'http://localhost:*']

// As much as an audit event says of one.
const longestOrigin = 120

/** Whether a text is an origin that an app may have: https, or http on a loopback host, without a path. */
export function isAppOrigin(text: string): boolean {
  if (developmentOrigins.includes(text)) return true
  const url = text.length <= longestOrigin ? URL.parse(text) : null
  if (url === null || url.origin !== text || text.includes('*')) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
}
