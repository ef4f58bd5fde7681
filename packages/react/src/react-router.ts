'use client'

// React Router (6.4 and later): which of its route templates is shown.
import type { UrlRule } from '@reseal/redaction-rules'
import { useEffect, useMemo } from 'react'
import { matchRoutes, type RouteObject, useHref, useLocation } from 'react-router'
import { useRecorder } from './recorder-context.ts'
import {
  expandOptional,
  partsOf,
  pathOf,
  type RouteReporter,
  withBase,
  withoutOptional,
} from './route-template.ts'

/** What is read of a match; those of every version of the router have it. */
interface Match {
  readonly route: { readonly path?: string | undefined }
}

/** What is read of a data router: what `createBrowserRouter` and its like return. */
export interface DataRouter {
  readonly basename?: string | undefined
  readonly state: {
    readonly location: { readonly key: string; readonly pathname: string }
    readonly matches: readonly Match[]
  }
  subscribe(listener: () => void): () => void
}

// A child's path follows its parent's, unless it begins with a slash: then it holds the parent's.
function joined(parent: string, path: string | undefined): string {
  if (path === undefined) return parent
  return path.startsWith('/') ? path : pathOf([...partsOf(parent), ...partsOf(path)])
}

function templateOf(matches: readonly Match[], pathname: string, basename: string | undefined): string {
  const template = matches.reduce((parent, { route }) => joined(parent, route.path), '')
  return withoutOptional(withBase(basename, template), pathname)
}

/**
 * Tells the recorder which route a data router shows, now and after each navigation. For `createBrowserRouter`,
 * `createHashRouter`, `createMemoryRouter`, and framework mode's router; needs no component.
 *
 * @returns what ends it.
 */
export function trackRouter(recorder: RouteReporter, router: DataRouter): () => void {
  let shownKey: string | undefined
  const report = (): void => {
    const { location, matches } = router.state
    if (location.key === shownKey || matches.length === 0) return
    shownKey = location.key
    recorder.route(templateOf(matches, location.pathname, router.basename))
  }
  report()
  return router.subscribe(report)
}

/**
 * Tells the recorder which of `routes` a component router shows (`<BrowserRouter>`, `<Routes>`, `useRoutes`). Call it
 * in a component inside the router; `createRoutesFromElements` makes the list of `<Route>` elements. Routes that a
 * descendant `<Routes>` adds are not seen: list them here, or leave it to the address.
 */
export function useRouteTemplate(routes: readonly RouteObject[]): void {
  const recorder = useRecorder()
  const location = useLocation()
  // Of a hash router the address holds no base path: its href begins with the document's.
  const root = useHref('/')
  const base = root.includes('#') ? undefined : root
  const template = useMemo(() => {
    const matches = matchRoutes([...routes], location)
    return matches === null ? undefined : templateOf(matches, location.pathname, undefined)
  }, [routes, location])
  useEffect(() => {
    if (template !== undefined) recorder.route(withBase(base, template))
    // Each location once, also when it shows the same template again.
  }, [recorder, template, base, location.key])
}

interface RouteDefinition {
  readonly path?: string | undefined
  readonly children?: readonly RouteDefinition[] | undefined
}

function templatesOf(routes: readonly RouteDefinition[], parent: string): readonly string[] {
  return routes.flatMap(({ path, children }) => {
    const own = joined(parent, path)
    return [
      ...(path === undefined && children !== undefined ? [] : [own]),
      ...templatesOf(children ?? [], own),
    ]
  })
}

const declarable = /^(?:\/(?::\w+|[^\s?#/:*][^\s?#/]*)?)+$/

/**
 * The entries of a rule set's `urls` for the templates of a route list, so that a replay shows `/patients/:id` where it
 * would show `/…`. Routes with a splat (`*`) cannot be declared and are left out.
 *
 * Pass routes that are written in the app's source. A list made at run time of data would put that data, readable,
 * into the rule set.
 *
 * @param basename the router's, when it has one.
 */
export function urlRulesOf(routes: readonly RouteDefinition[], basename?: string): readonly UrlRule[] {
  const templates = templatesOf(routes, '')
    .flatMap((template) => expandOptional(withBase(basename, template)))
    .filter((template) => declarable.test(template))
  return [...new Set(templates)].map((path, index) => ({ id: `route-${index + 1}`, path }))
}
