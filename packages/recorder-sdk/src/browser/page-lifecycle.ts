// Moments at which a page may be seen for the last time (design §5.3: `visibilitychange`, not only `pagehide`).

/** What {@link trackPageLifecycle} calls. */
export interface PageLifecycleCallbacks {
  /** A navigation away has begun: the page lives until the next one answers, unless the person stays. */
  onLeaving(): void
  /** The page is hidden or frozen and may never run again. */
  onHidden(): void
  /** The page is being unloaded and will not come back. */
  onUnload(): void
}

/** Watches the page's lifecycle until the returned function is called. */
export function trackPageLifecycle(callbacks: PageLifecycleCallbacks): () => void {
  const onVisibilityChange = (): void => {
    if (document.visibilityState === 'hidden') callbacks.onHidden()
  }
  const onPageHide = (event: PageTransitionEvent): void => {
    // A page that enters the back/forward cache goes on with the same stream when it returns.
    if (event.persisted) callbacks.onHidden()
    else callbacks.onUnload()
  }
  addEventListener('beforeunload', callbacks.onLeaving, true)
  document.addEventListener('visibilitychange', onVisibilityChange, true)
  document.addEventListener('freeze', callbacks.onHidden, true)
  addEventListener('pagehide', onPageHide, true)
  return () => {
    removeEventListener('beforeunload', callbacks.onLeaving, true)
    document.removeEventListener('visibilitychange', onVisibilityChange, true)
    document.removeEventListener('freeze', callbacks.onHidden, true)
    removeEventListener('pagehide', onPageHide, true)
  }
}
