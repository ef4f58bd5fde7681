// The levels of redaction and their order (design §5.1): block beats mask beats allow.

/** What a rule, or the page's own markup, says about an element. */
export type Level = 'allow' | 'mask' | 'block'

const strictness = { allow: 0, mask: 1, block: 2 } as const satisfies Record<Level, number>

/** The stricter of two explicit levels; absence is not a level, so it gives way. */
export function stricter(a: Level | undefined, b: Level | undefined): Level | undefined {
  if (a === undefined) return b
  if (b === undefined) return a
  return strictness[a] >= strictness[b] ? a : b
}

/** The level that `data-reseal` in the page's markup asks for. It only tightens: `allow` is not heard. */
export function markupLevel(value: unknown): Level | undefined {
  return value === 'block' || value === 'mask' ? value : undefined
}
