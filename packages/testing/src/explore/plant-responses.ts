// Puts canaries into the app's own JSON responses, so that pages that only show data are tested too.
import type { BrowserContext } from 'playwright'
import type { LeakSession } from '../browser/leak-session.ts'
import { kindOfMember } from './field-kind.ts'

const maxReplaced = 200

// Codes, addresses and times steer an app; a text with a letter and a space, or a name's member, is for people.
const isSteering = (text: string): boolean =>
  text === '' || /^[a-z]+:\/\//i.test(text) || /^[0-9a-f-]{32,36}$/i.test(text) || /^\/\S*$/.test(text)

/** Replaces what is said of people in a JSON value; gives the value and how many texts were replaced. */
export function plantInJson(
  value: unknown,
  plant: (kind: string) => string,
): { readonly value: unknown; readonly count: number } {
  let count = 0
  const replace = (at: unknown, name: string): unknown => {
    if (Array.isArray(at)) return at.map((entry) => replace(entry, name))
    if (typeof at === 'object' && at !== null) {
      return Object.fromEntries(Object.entries(at).map(([key, member]) => [key, replace(member, key)]))
    }
    if (typeof at !== 'string' || isSteering(at) || count >= maxReplaced) return at
    const kind = kindOfMember(name)
    // A date keeps its form, or the app may fail on it.
    if (kind === undefined || (kind === 'birthDate' && !/^\d{4}-\d\d-\d\d$/.test(at))) return at
    count += 1
    return plant(kind)
  }
  return { value: replace(value, ''), count }
}

/** Plants in every JSON response to a GET of these origins. */
export async function plantResponses(
  context: BrowserContext,
  session: LeakSession,
  origins: readonly string[],
): Promise<void> {
  const uses = new Map<string, number>()
  const plant = (kind: string): string => {
    const use = (uses.get(kind) ?? 0) + 1
    uses.set(kind, use)
    // Few, again and again: a list of a thousand rows needs no thousand canaries.
    return session.plant(kind, `response-${((use - 1) % 5) + 1}`)
  }
  await context.route(
    (url) => origins.includes(url.origin),
    async (route) => {
      const request = route.request()
      const isData = ['fetch', 'xhr'].includes(request.resourceType()) && request.method() === 'GET'
      if (!isData || request.headers()['accept']?.includes('text/event-stream') === true)
        return route.fallback()
      const response = await route.fetch().catch(() => undefined)
      if (response === undefined) return route.fallback()
      if (!/\bjson\b/.test(response.headers()['content-type'] ?? '')) return route.fulfill({ response })
      const text = await response.text()
      try {
        const planted = plantInJson(JSON.parse(text), plant)
        return await route.fulfill({
          response,
          body: planted.count === 0 ? text : JSON.stringify(planted.value),
        })
      } catch {
        return route.fulfill({ response, body: text })
      }
    },
  )
}
