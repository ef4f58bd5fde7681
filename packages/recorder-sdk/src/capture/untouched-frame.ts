// The browser's own functions, from a frame that no script of the page has touched: a page that overrides them would
// decide what rules see, and what is overridden cannot be told from what is not.

/** A window with its constructors. */
export type View = Window & typeof globalThis

/** Takes what is needed from a frame made for it; the frame is gone when this returns. */
export function takeFromUntouchedFrame<T>(take: (view: View) => T): T {
  const frame = document.createElement('iframe')
  document.documentElement.append(frame)
  try {
    return take((frame.contentWindow ?? window) as View)
  } finally {
    frame.remove()
  }
}
