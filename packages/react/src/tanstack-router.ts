// TanStack Router (1.x): which of its route templates is shown.
import { partsOf, pathOf, type RouteReporter, withBase, withoutOptional } from './route-template.ts'

/** What is read of a router: what `createRouter` returns. */
export interface TanStackRouter {
  readonly basepath?: string | undefined
  readonly state: {
    readonly location: { readonly pathname: string }
    readonly matches: readonly { readonly fullPath?: unknown }[]
  }
  subscribe(event: 'onResolved', listener: () => void): () => void
}

// `$id` is a parameter and `{-$id}` an optional one; a lone `$` takes the rest. Text around a parameter (`{$id}.json`) is
// not kept: a segment is shown whole or not at all.
function partOf(part: string): string {
  const name = /\$(\w+)/.exec(part)?.[1]
  if (name === undefined) return part.includes('$') ? '*' : part
  return part.startsWith('{-') ? `:${name}?` : `:${name}`
}

function templateOf({ basepath, state }: TanStackRouter): string | undefined {
  const fullPath = state.matches.at(-1)?.fullPath
  if (typeof fullPath !== 'string') return undefined
  const template = pathOf(partsOf(fullPath).map(partOf))
  const { pathname } = state.location
  // The base path is part of the location in some versions and not in others.
  const shown = withoutOptional(template, pathname)
  return withoutOptional(withBase(basepath, shown), pathname)
}

/**
 * Tells the recorder which route a TanStack router shows, now and after each navigation has resolved; needs no
 * component.
 *
 * @returns what ends it.
 */
export function trackRouter(recorder: RouteReporter, router: TanStackRouter): () => void {
  const report = (): void => {
    const template = templateOf(router)
    if (template !== undefined) recorder.route(template)
  }
  report()
  return router.subscribe('onResolved', report)
}
