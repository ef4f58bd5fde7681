// Of rules with templates the first that matches decides: what a change of their order, or of what comes before, may show.

import { mayOverlap } from './retroactive/address.ts'

/** Those of which another of the list has come behind: each pair whose order turned may show the other. */
export function turned<T extends { readonly path: string }>(
  less: readonly T[],
  more: readonly T[],
): readonly T[] {
  const places = more.map(({ path }) => less.findIndex((url) => url.path === path))
  return more.filter(
    (_, at) =>
      (places[at] ?? -1) >= 0 &&
      places.slice(at + 1).some((place) => place >= 0 && place < (places[at] ?? -1)),
  )
}

/** What says which addresses a rule is about. */
export interface Template {
  readonly path: string
  readonly origin?: string
  readonly methods?: readonly string[]
}

const targetOf = ({ path, origin, methods }: Template): string => JSON.stringify([path, origin, methods])

function mayShare(one: Template, other: Template): boolean {
  const isSameOrigin = one.origin === undefined || other.origin === undefined || one.origin === other.origin
  const hasMethod =
    one.methods === undefined ||
    other.methods === undefined ||
    !one.methods.every((method) => !other.methods?.includes(method))
  return isSameOrigin && hasMethod && mayOverlap(one.path, other.path)
}

/** Those before which a rule is gone that decided about some of the same addresses. */
export function uncovered<T extends Template>(less: readonly T[], more: readonly T[]): readonly T[] {
  const kept = new Set(more.map(targetOf))
  return more.filter((rule) => {
    const place = less.findIndex((old) => targetOf(old) === targetOf(rule))
    return less.slice(0, Math.max(place, 0)).some((old) => !kept.has(targetOf(old)) && mayShare(old, rule))
  })
}
