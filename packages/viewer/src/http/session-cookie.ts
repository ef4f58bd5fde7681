// The cookies: of a browser session, SameSite=Strict, and of a sign-in under way. HttpOnly, `__Host-` where there is TLS.

/** Name of the cookie; the prefix makes browsers refuse it from a subdomain, without TLS or for a path. */
export function cookieName(publicOrigin: string): string {
  return isSecure(publicOrigin) ? '__Host-reseal_session' : 'reseal_session'
}

/** Value of a Set-Cookie header that starts a browser session of `maxAgeMs`. */
export function sessionCookie(publicOrigin: string, value: string, maxAgeMs: number): string {
  const secure = isSecure(publicOrigin) ? '; Secure' : ''
  return `${cookieName(publicOrigin)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(maxAgeMs / 1000)}${secure}`
}

/** Value of a Set-Cookie header that ends the browser session. */
export function endedCookie(publicOrigin: string): string {
  return sessionCookie(publicOrigin, '', 0)
}

/** Name of the cookie of a sign-in under way at the identity provider. */
export function ceremonyCookieName(publicOrigin: string): string {
  return isSecure(publicOrigin) ? '__Host-reseal_sign_in' : 'reseal_sign_in'
}

/** Begins or, without a value, ends a sign-in under way. `Lax`: it comes along from the provider, and nothing else does. */
export function ceremonyCookie(publicOrigin: string, value: string, maxAgeMs: number): string {
  const secure = isSecure(publicOrigin) ? '; Secure' : ''
  return `${ceremonyCookieName(publicOrigin)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(maxAgeMs / 1000)}${secure}`
}

function isSecure(publicOrigin: string): boolean {
  return publicOrigin.startsWith('https:')
}
