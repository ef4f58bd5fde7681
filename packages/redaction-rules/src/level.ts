// The levels of redaction and their order (design §5.1): block beats mask beats allow.

/** What a rule, or the page's own markup, says about an element. */
export type Level = 'allow' | 'mask' | 'block'

/** The level that `data-reseal` in the page's markup asks for. It only tightens: `allow` is not heard. */
export function markupLevel(value: unknown): Level | undefined {
  return value === 'block' || value === 'mask' ? value : undefined
}
