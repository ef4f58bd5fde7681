// What a grant is for: an app, sessions of some of its pages, sessions with a label, or one session (design.md §8).

/** The kinds of scope, from the widest to the narrowest. */
export const grantScopeKinds = ['app', 'page', 'label', 'session'] as const

/** One of them. */
export type GrantScopeKind = (typeof grantScopeKinds)[number]

/**
 * A scope within an app. `page`: a pattern of page templates, in which `*` stands for one part of a path and a `**` at the
 * end for any number of them; `label`: a tag of the session's summary; `session`: a session's id.
 */
export type GrantScope =
  | { readonly kind: 'app' }
  | { readonly kind: 'page' | 'label' | 'session'; readonly value: string }

/** The scope as an audit event names it; of a session the id stands in the event's target. */
export function describeScope(scope: GrantScope): string {
  return scope.kind === 'app' || scope.kind === 'session' ? scope.kind : `${scope.kind}:${scope.value}`
}
