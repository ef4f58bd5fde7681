// When an app has drawn the page that its address names: the address changes first, or last, or in between.

// A page under way changes something at least so often.
const quietMs = 250
const maxWaitMs = 2_000

/**
 * Calls back once the document has changed and come to rest, or goes on changing for 2 s. A page that never changes still
 * shows what it did: then there is no call. The returned function cancels.
 */
export function whenDrawn(callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let changedAtMs: number | undefined
  const observer = new MutationObserver(() => {
    const nowMs = performance.now()
    changedAtMs ??= nowMs
    clearTimeout(timer)
    timer = setTimeout(done, Math.min(quietMs, changedAtMs + maxWaitMs - nowMs))
  })
  observer.observe(document, { childList: true, characterData: true, subtree: true })

  function cancel(): void {
    observer.disconnect()
    clearTimeout(timer)
  }
  function done(): void {
    cancel()
    callback()
  }
  return cancel
}
