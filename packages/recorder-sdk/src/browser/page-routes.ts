// Changes of the page's address without a page load. Whoever watches is called while the app still navigates, before it
// has drawn anything.
import { patch } from './patch.ts'

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
  let isOver = false
  const watched = (original: History['pushState']): History['pushState'] =>
    function (this: History, ...args) {
      Reflect.apply(original, this, args)
      if (!isOver) onRoute()
    }
  const { pushState, replaceState } = History.prototype
  const undo = patch(History.prototype, {
    pushState: watched(pushState),
    replaceState: watched(replaceState),
  })
  // The app's own listeners draw: these come before all that were added without capture.
  addEventListener('popstate', onRoute, true)
  addEventListener('hashchange', onRoute, true)
  return () => {
    isOver = true
    undo()
    removeEventListener('popstate', onRoute, true)
    removeEventListener('hashchange', onRoute, true)
  }
}
