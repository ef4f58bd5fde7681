// The address of the page: of the template that matches it, or nothing (section 6). No character of it is the page's.

import type { UrlRule } from './rule-set.ts'

/** What stands in place of a page's address. */
export const maskedHref = '/…'

function isPath(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/').map(decodeURIComponent)
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  )
}

const parts = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*(\/[^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i

/** The address to record: the first rule whose path matches, with the keys, values and hash that it knows. */
export function redactAddress(href: unknown, rules: readonly UrlRule[]): string {
  try {
    const [, path = '', search = '', hash = ''] = parts.exec(String(href)) ?? []
    // Throws for what does not decode: sanitizers that give up and pass it through are how addresses leak.
    const fragment = decodeURIComponent(hash)
    const given = search.split('&').map((pair) => pair.split('=').map(decodeURIComponent))
    const rule = rules.find((candidate) => isPath(candidate.path, path))
    if (rule === undefined) return maskedHref
    const query = Object.entries(rule.query ?? {}).flatMap(([key, values]) => {
      const [name, value] = given.find(([one]) => one === key) ?? []
      if (name === undefined) return []
      return value !== undefined && values.includes(value) ? `${key}=${value}` : key
    })
    const isKnown = fragment !== '' && rule.hash?.includes(fragment)
    return `${rule.path}${query.length > 0 ? `?${query.join('&')}` : ''}${isKnown ? `#${fragment}` : ''}`
  } catch {
    return maskedHref
  }
}
