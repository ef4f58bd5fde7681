// Lets what looks the same be found the same: other digits, wide letters, dashes, invisible signs. Remembers where
// each sign came from, so that a finding points into the text as it was.

/** A text with its signs folded, and the way back. */
export interface FoldedText {
  text: string
  /** The place in the original text at which a folded sign starts. */
  startOf(index: number): number
  /** The place in the original text after the folded sign that ends before `index`. */
  endOf(index: number): number
}

const invisible = /^[\p{Cf}\p{Variation_Selector}]$/u
const dash = /^[\p{Pd}\u2212\u2043]$/u
const digit = /^\p{Nd}$/u

// The digits of a script stand in a row from 0 to 9, so the value is the distance from the first of the row.
function digitValue(codePoint: number): number {
  let value = 0
  while (value < 9 && digit.test(String.fromCodePoint(codePoint - value - 1))) value += 1
  return value
}

function foldSign(sign: string): string {
  if (invisible.test(sign)) return ''
  if (dash.test(sign)) return '-'
  const plain = sign.normalize('NFKC')
  return digit.test(plain) && plain > '9' ? String(digitValue(plain.codePointAt(0) ?? 0)) : plain
}

const ascii = /^[\0-\x7f]*$/

/** Folds a text; a text of ASCII signs is its own folding. */
export function foldText(text: string): FoldedText {
  if (ascii.test(text)) return { text, startOf: (index) => index, endOf: (index) => index }
  const folded: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  for (const sign of text) {
    const piece = sign < '\x80' ? sign : foldSign(sign)
    for (let unit = 0; unit < piece.length; unit += 1) {
      starts.push(at)
      ends.push(at + sign.length)
    }
    folded.push(piece)
    at += sign.length
  }
  return {
    text: folded.join(''),
    startOf: (index) => starts[index] ?? at,
    endOf: (index) => ends[index - 1] ?? 0,
  }
}
