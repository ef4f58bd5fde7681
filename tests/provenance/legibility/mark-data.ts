// Other data of the same shape: what a screen shows differently with it came from the data, and all else from the app.

/** What is done with the value at a key: another text, none, another id behind the same type, the opposite. */
export type KeyKind = 'mark' | 'keep' | 'reference' | 'flip'

const letterA = { lower: 97, upper: 65 }
const shift = (code: number, from: number, by: number, of: number): string =>
  String.fromCharCode(from + ((code - from + by) % of))

/** Another text of the same length: every letter of the alphabet and every digit is another one. Dates stay dates. */
export function markText(text: string): string {
  return isDate(text) ? otherDate(text) : markSigns(text)
}

function markSigns(text: string): string {
  return text.replace(/[a-z0-9]/gi, (sign) => {
    const code = sign.charCodeAt(0)
    if (code >= letterA.lower) return shift(code, letterA.lower, 5, 26)
    if (code >= letterA.upper) return shift(code, letterA.upper, 5, 26)
    return shift(code, 48, 3, 10)
  })
}

const isDate = (text: string): boolean => /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text)

// Another year, month, day, weekday, hour and minute.
const dateShiftMs = (((13 * 365 + 96) * 24 + 5) * 60 + 23) * 60_000

function otherDate(text: string): string {
  const moved = new Date(Date.parse(text) - dateShiftMs).toISOString()
  return text.includes('T') ? moved : moved.slice(0, 10)
}

/** A number whose every digit is another one. */
const markNumber = (value: number): number => Number(markSigns(String(value))) || 7

/** Marks every text and number below a value, in place, so that whoever holds the value has the marked one. */
export function markInPlace(value: unknown, kindOf: (key: string) => KeyKind): void {
  markBelow(value, kindOf, new Set())
}

function markBelow(value: unknown, kindOf: (key: string) => KeyKind, done: Set<unknown>): void {
  if (typeof value !== 'object' || value === null || done.has(value)) return
  done.add(value)
  const parent = value as Record<string, unknown>
  for (const [key, child] of Object.entries(parent)) {
    const kind = Array.isArray(value) ? 'mark' : kindOf(key)
    if (kind !== 'keep' && typeof child === 'string') parent[key] = markAs(kind, child)
    else if (kind !== 'keep' && typeof child === 'number') parent[key] = markNumber(child)
    else if (kind === 'flip' && typeof child === 'boolean') parent[key] = !child
    else markBelow(child, kindOf, done)
  }
}

// `Patient/123` keeps its type.
function markAs(kind: KeyKind, text: string): string {
  if (kind !== 'reference') return markText(text)
  const [type = '', ...rest] = text.split('/')
  return rest.length === 0 ? text : [type, ...rest.map(markSigns)].join('/')
}
