// Which sessions the scope of a grant covers (design.md §8).
import type { GrantScope } from '@reseal/store'

/** What of a session a scope is compared with. */
export interface ScopedSession {
  readonly session: string
  readonly pages: readonly string[]
  readonly labels: readonly string[]
}

/** A page pattern, as it can be asked for: parts of a path, `*` for any one part, `**` at the end for any number. */
export const pagePattern: RegExp = /^(?:\/(?:[\w.:~-]+|\*))*(?:\/\*\*|\/)?$/u

// A summary holds no more of them, and does not say which it left out.
const mostPages = 50

/**
 * Whether a scope covers a session. Of a page pattern all of the session's pages must match: who watches a session sees
 * every one of them. A session without a summary has no pages, and no pattern covers it.
 */
export function coversSession(scope: GrantScope, { session, pages, labels }: ScopedSession): boolean {
  switch (scope.kind) {
    case 'app':
      return true
    case 'page':
      return (
        pages.length > 0 && pages.length < mostPages && pages.every((page) => matchesPage(scope.value, page))
      )
    case 'label':
      return labels.includes(scope.value)
    case 'session':
      return session === scope.value
  }
}

function matchesPage(pattern: string, page: string): boolean {
  const wanted = partsOf(pattern)
  const found = partsOf(page)
  const isOpenEnded = wanted.at(-1) === '**'
  const fixed = isOpenEnded ? wanted.slice(0, -1) : wanted
  const isLongEnough = isOpenEnded ? found.length >= fixed.length : found.length === fixed.length
  return isLongEnough && fixed.every((part, at) => part === '*' || part === found[at])
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '')
}
