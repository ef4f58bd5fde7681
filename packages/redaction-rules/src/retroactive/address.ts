// Addresses of pages: only what a `urls` rule of today would have shown of the same address.

import type { UrlRule } from '../rule-set.ts'

// Compared more loosely than any matching of addresses would: what may be the same counts as the same.
function segmentsOf(path: string): readonly string[] {
  return path.toLowerCase().replace(/\/+$/, '').split('/')
}

function isParameter(segment: string): boolean {
  return segment.startsWith(':')
}

/** Whether some address matches both templates. */
export function mayOverlap(one: string, other: string): boolean {
  const [a, b] = [segmentsOf(one), segmentsOf(other)]
  return (
    a.length === b.length &&
    a.every((segment, at) => {
      const beside = b[at] ?? ''
      return segment === beside || isParameter(segment) || isParameter(beside)
    })
  )
}

/** Whether what follows a rule's path in a template is of the rule too. */
export function isOwnText(rule: UrlRule, rest: string): boolean {
  if (rest !== '' && !/^[?#]/.test(rest)) return false
  const hashAt = rest.indexOf('#')
  const query = hashAt === -1 ? rest : rest.slice(0, hashAt)
  if (hashAt !== -1 && rule.hash?.includes(rest.slice(hashAt + 1)) !== true) return false
  if (query === '') return true
  return query
    .slice(1)
    .split('&')
    .every((pair) => {
      const [key = '', ...values] = pair.split('=')
      const known = rule.query !== undefined && Object.hasOwn(rule.query, key) ? rule.query[key] : undefined
      if (known === undefined) return false
      const value = values.join('=')
      return value === '' || known.includes(value)
    })
}

/** Whether the rules would show an address as this template. */
export function isShownAs(rules: readonly UrlRule[], href: string): boolean {
  const end = href.search(/[?#]/)
  const path = end === -1 ? href : href.slice(0, end)
  // The first rule that matches an address decides.
  const first = rules.find((rule) => mayOverlap(rule.path, path))
  return first !== undefined && first.path === path && isOwnText(first, end === -1 ? '' : href.slice(end))
}
