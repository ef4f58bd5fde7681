// Changes of the page's address without a page load. Whoever watches is called while the app still navigates, before it
// has drawn anything.

/**
 * Calls `onRoute` at each change of the address within the document, when `location` has the new one. Undone by the
 * returned function. Where the Navigation API is missing `pushState` and `replaceState` are wrapped.
 */
export function trackRoutes(onRoute: () => void): () => void {
  // Typed as always there; absent in Firefox before 147 and in Safari before 26.2.
  const { navigation } = globalThis as { readonly navigation?: EventTarget }
  if (navigation !== undefined) {
    navigation.addEventListener('currententrychange', onRoute)
    return () => navigation.removeEventListener('currententrychange', onRoute)
  }
  const undo = (['pushState', 'replaceState'] as const).map((name) => wrapHistory(name, onRoute))
  // The app's own listeners draw: these come before all that were added without capture.
  addEventListener('popstate', onRoute, true)
  addEventListener('hashchange', onRoute, true)
  return () => {
    for (const end of undo) end()
    removeEventListener('popstate', onRoute, true)
    removeEventListener('hashchange', onRoute, true)
  }
}

function wrapHistory(name: 'pushState' | 'replaceState', onRoute: () => void): () => void {
  const owner = History.prototype
  const original = owner[name]
  let isWatched = true
  const wrapped = function (this: History, ...args: Parameters<History['pushState']>): void {
    Reflect.apply(original, this, args)
    if (isWatched) onRoute()
  }
  owner[name] = wrapped
  return () => {
    isWatched = false
    // Someone may have wrapped it after us: then ours stays, inert.
    if (owner[name] === wrapped) owner[name] = original
  }
}
