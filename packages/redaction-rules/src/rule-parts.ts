// What rules that are made of parts show, each part by a key of its own: for comparing rule sets.

import type { EventRule, NetworkRule, TagRule, UrlRule, ValueKind } from './rule-set.ts'

/** A text of a rule as it is quoted in a reason. */
export const quote = (text: string): string => `\`${text}\``

/** What a template shows of an address. */
export function urlParts({ path, query = {}, hash = [] }: UrlRule): ReadonlyMap<string, string> {
  return new Map([
    [JSON.stringify([path]), `the path ${quote(path)}`],
    ...Object.entries(query).flatMap(([key, values]): [string, string][] => [
      [JSON.stringify([path, key]), `the query key ${quote(key)} of ${quote(path)}`],
      ...values.map((value): [string, string] => [
        JSON.stringify([path, key, value]),
        `${quote(`${key}=${value}`)} in the query of ${quote(path)}`,
      ]),
    ]),
    ...hash.map((value): [string, string] => [
      JSON.stringify([path, '#', value, 'hash']),
      `the hash ${quote(value)} of ${quote(path)}`,
    ]),
  ])
}

// What is recorded of a value.
function valueParts(kind: ValueKind, key: readonly string[], name: string): readonly [string, string][] {
  if (typeof kind === 'string') return [[JSON.stringify([...key, kind]), `the ${kind} ${name}`]]
  return kind.map((value) => [JSON.stringify([...key, 'value', value]), `${quote(value)} as ${name}`])
}

/** What is recorded of requests, for each method; that of one without methods counts for all. */
export function networkParts(rule: NetworkRule): ReadonlyMap<string, string> {
  const { origin = '', path, methods = [''], query = {}, request, response } = rule
  return new Map(
    methods.flatMap((method) => {
      const name = quote(`${method} ${origin}${path}`.trim())
      const key = [method, origin, path]
      const values = Object.entries({
        'request header': request?.headers,
        'request field': request?.fields,
        'response header': response?.headers,
        'response field': response?.fields,
      })
      return [
        [JSON.stringify(key), `requests to ${name}`] as const,
        ...Object.entries(query).flatMap(([one, known]) => [
          [JSON.stringify([...key, 'query', one]), `the query key ${quote(one)} of ${name}`] as const,
          ...valueParts(known, [...key, 'query', one], `query key ${quote(one)} of ${name}`),
        ]),
        ...values.flatMap(([what, kinds = {}]) =>
          Object.entries(kinds).flatMap(([one, kind]) =>
            valueParts(kind, [...key, what, one], `${what} ${quote(one)} of ${name}`),
          ),
        ),
      ]
    }),
  )
}

/** Whether a part of a network rule is known; a rule for any method lets through what one for a method does. */
export function isKnownNetworkPart(known: ReadonlySet<string>, key: string): boolean {
  const [, ...rest] = JSON.parse(key) as string[]
  return known.has(key) || known.has(JSON.stringify(['', ...rest]))
}

/** What is recorded of an event. */
export function eventParts({ name, fields = {} }: EventRule): ReadonlyMap<string, string> {
  return new Map([
    [JSON.stringify([name]), `that ${quote(name)} happens`],
    ...Object.entries(fields).flatMap(([field, kind]) =>
      valueParts(kind, [name, field], `${quote(field)} of ${quote(name)}`),
    ),
  ])
}

/** What is recorded of a tag or a flag. */
export function tagParts({ key, values }: TagRule): ReadonlyMap<string, string> {
  return new Map(valueParts(values, [key], quote(key)))
}
