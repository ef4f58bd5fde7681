// The token of an invitation. It comes in the fragment, which is never sent; it leaves the address bar at once.

/** Takes the token out of the address bar. Call once, before anything renders. */
export function takeInvitation(): string | undefined {
  if (window.location.pathname !== '/invitation' || window.location.hash.length < 2) return undefined
  const token = window.location.hash.slice(1)
  window.history.replaceState(null, '', '/invitation')
  return token
}
