// Moments at which a page may be seen for the last time (design §5.3: `visibilitychange`, not only `pagehide`), and those
// at which it is back.

/** What {@link trackPageLifecycle} calls. */
export interface PageLifecycleCallbacks {
  /** A navigation away has begun: the page lives until the next one answers, unless the person stays. */
  onLeaving(): void
  /** The page is hidden or frozen and may never run again. */
  onHidden(): void
  /** The page is being unloaded and will not come back. */
  onUnload(): void
  /** The page runs again after it was frozen. */
  onResumed(): void
  /** The page is seen again, out of the back/forward cache. */
  onRestored(awayMs: number): void
}

/** Watches the page's lifecycle until the returned function is called. */
export function trackPageLifecycle(callbacks: PageLifecycleCallbacks): () => void {
  let hiddenAtMs = 0
  const onVisibilityChange = (): void => {
    if (document.visibilityState === 'hidden') callbacks.onHidden()
  }
  const onPageHide = (event: PageTransitionEvent): void => {
    hiddenAtMs = performance.now()
    // A page that enters the back/forward cache goes on with the same stream when it returns.
    if (event.persisted) callbacks.onHidden()
    else callbacks.onUnload()
  }
  const onPageShow = (event: PageTransitionEvent): void => {
    if (event.persisted) callbacks.onRestored(performance.now() - hiddenAtMs)
  }
  const undo = [
    listen(window, 'beforeunload', callbacks.onLeaving),
    listen(window, 'pagehide', onPageHide),
    listen(window, 'pageshow', onPageShow),
    listen(document, 'visibilitychange', onVisibilityChange),
    listen(document, 'freeze', callbacks.onHidden),
    listen(document, 'resume', callbacks.onResumed),
  ]
  return () => {
    for (const end of undo) end()
  }
}

function listen<E extends Event>(
  target: EventTarget,
  type: string,
  listener: (event: E) => void,
): () => void {
  target.addEventListener(type, listener as (event: Event) => void, true)
  return () => target.removeEventListener(type, listener as (event: Event) => void, true)
}
