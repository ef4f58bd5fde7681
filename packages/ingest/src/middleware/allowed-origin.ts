// Whether a page of an origin may post for an app: exactly one of its origins, or, where the app is one under
// development, any port of the machine that the browser itself runs on.

/** Registered instead of an origin: every port of a loopback host, since development servers change theirs. */
export const loopbackOrigins: readonly string[] = ['http://127.0.0.1:*', 'http://localhost:*']

const port = /^\d{1,5}$/

/** Whether `origin`, as a browser sends it, is among an app's registered `allowed` origins. */
export function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  // Every sandboxed frame and local file sends `null`: it names nobody.
  if (origin === 'null' || origin === '') return false
  if (allowed.includes(origin)) return !origin.endsWith('*')
  return loopbackOrigins.some((entry) => {
    if (!allowed.includes(entry)) return false
    const host = entry.slice(0, -1)
    // Browsers leave the scheme's own port out.
    return origin === host.slice(0, -1) || (origin.startsWith(host) && port.test(origin.slice(host.length)))
  })
}
