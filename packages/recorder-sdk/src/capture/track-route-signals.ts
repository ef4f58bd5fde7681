// Route changes of the page as raw signals for the redactor.
import { type RoutePayload, signalPlugin } from '@reseal/redaction-rules'
import { trackRoutes } from '../browser/page-routes.ts'
import { createRateLimit } from './rate-limit.ts'
import { startTypingThinner } from './thin-typing.ts'
import type { Tracker } from './tracker.ts'

const kinds: Readonly<Record<string, RoutePayload['kind'] | undefined>> = {
  push: 'push',
  replace: 'replace',
  traverse: 'pop',
  popstate: 'pop',
  hashchange: 'hash',
}
const maxPerSecond = 10

/** Says where the page is, now and whenever its address changes. */
export const trackRouteSignals: Tracker = (emit) => {
  const typing = startTypingThinner()
  const passes = createRateLimit(maxPerSecond)
  let shown = ''
  let depth = 0

  function onRoute(event?: Event & { readonly navigationType?: string | null }): void {
    const { href } = location
    // Apps keep the state of a page in an entry that leads to the same place.
    if (href === shown) return
    const isSamePage = href.split('#')[0] === shown.split('#')[0]
    const known = kinds[event?.navigationType ?? event?.type ?? (history.length > depth ? 'push' : 'replace')]
    const kind = shown === '' ? 'load' : isSamePage ? 'hash' : (known ?? 'replace')
    shown = href
    depth = history.length
    if (passes() && !typing.isThinned(kind)) emit(signalPlugin.route, { href, kind })
  }

  onRoute()
  const undo = trackRoutes(onRoute)
  return () => {
    undo()
    typing.stop()
  }
}
