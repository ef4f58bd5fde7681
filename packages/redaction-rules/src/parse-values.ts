// Parsers of plain data from anything, put together from small ones; each names the place of what it refuses.
import { RulesError, type RulesErrorCode } from './rules-error.ts'

/** Gives a value its type, or throws RulesError with the `path` of the entry. */
export type Parse<T> = (value: unknown, path: string) => T

// A longer list is a generated mistake. A selector list with commas counts once.
const maxEntries = 256

/** A text of at most `max` characters in which the pattern is found. */
export function textOf<T extends string>(code: RulesErrorCode, pattern: RegExp, max: number = 64): Parse<T> {
  return (value, path) => {
    // Half a surrogate pair has no canonical form.
    if (typeof value !== 'string' || value.length > max || !pattern.test(value) || /\p{Cs}/u.test(value)) {
      throw new RulesError(code, path)
    }
    return value as T
  }
}

/** A list of at most `max` entries. */
export function listOf<T>(parse: Parse<T>, max: number = maxEntries): Parse<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new RulesError('not_a_list', path)
    if (value.length > max) throw new RulesError('too_many_entries', path)
    return Object.freeze(Array.from(value, (entry: unknown, index) => parse(entry, `${path}[${index}]`)))
  }
}

// Own keys, enumerable or not, symbols included: nothing rides along unseen.
function keysOf(value: unknown, path: string): PropertyKey[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RulesError('not_an_object', path)
  }
  return Reflect.ownKeys(value)
}

/** An object of these fields and no others. Fields whose parser gives undefined are left out. */
export function objectOf<T>(shape: { readonly [Key in keyof T]-?: Parse<T[Key]> }): Parse<T> {
  return (value, path) => {
    const keys = keysOf(value, path)
    if (keys.some((key) => !Object.hasOwn(shape, key))) throw new RulesError('unknown_field', path)
    const parsed: Partial<T> = {}
    for (const key of Object.keys(shape) as (keyof T & string)[]) {
      const given: unknown = keys.includes(key) ? Reflect.get(value as object, key) : undefined
      const field = shape[key](given, path === '' ? key : `${path}.${key}`)
      if (field !== undefined) parsed[key] = field
    }
    return Object.freeze(parsed) as T
  }
}

/** What the parser gives, or the fallback where nothing is given. */
export const or =
  <T, F>(parse: Parse<T>, fallback: F): Parse<T | F> =>
  (value, path) =>
    value === undefined ? fallback : parse(value, path)

/** An object of any keys. A key is what was passed in, so a path counts the keys instead of naming them. */
export function mapOf<T>(parseKey: Parse<string>, parse: Parse<T>): Parse<Readonly<Record<string, T>>> {
  return (value, path) =>
    Object.freeze(
      Object.fromEntries(
        keysOf(value, path).map((key, index) => [
          parseKey(key, `${path}[${index}]`),
          parse(Reflect.get(value as object, key), `${path}[${index}]`),
        ]),
      ),
    )
}

/** Undefined where nothing is given. */
export const optional = <T>(parse: Parse<T>): Parse<T> => or(parse, undefined) as Parse<T>
