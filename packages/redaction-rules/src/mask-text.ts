// Masks: as wide as the text was, to within a coarse bucket, so that the layout stays and the length does not
// show (design §9). Words of five letters wrap where words wrap, in whatever font the page uses.

import { RedactionError } from './redaction-error.ts'

// Advance widths in thousandths of an em, those of Arial and Liberation Sans. Other fonts differ by a factor
// that the mask's own letters share.
const spaceWidth = 276
const letterWidth = 500
const groupLength = 5
const bucketEm = 2000

function charWidth(code: number): number {
  if (code > 0x2e80) return 1000
  if (code > 0x7f) return 560
  if (code >= 0x61) return lowerWidths[code - 0x61] ?? 330
  if (code >= 0x41 && code <= 0x5a) return upperWidths[code - 0x41] ?? 660
  return code === 0x20 ? spaceWidth : (punctuationWidths[code - 0x21] ?? 480)
}

// Widths of a to z { | } ~, of A to Z and of ! to @: a digit in base 36 is 29 thousandths of an em.
const widths = (digits: string): readonly number[] => Array.from(digits, (digit) => parseInt(digit, 36) * 29)
const lowerWidths: readonly number[] = /* @__PURE__ */ widths('jjhjjajj88h8tjjjjbhajhphhhc9ck')
const upperWidths: readonly number[] = /* @__PURE__ */ widths('nnppnlrpahnjtprnrpnlpnxnnl')
const punctuationWidths: readonly number[] = /* @__PURE__ */ widths('acjjvn7bbdkabaajjjjjjjjjjaakkkjz')

function measure(line: string): number {
  let width = 0
  for (let index = 0; index < line.length; index++) width += charWidth(line.charCodeAt(index))
  return width
}

// Buckets of two em (about four letters) up to sixteen em, then of an eighth of the width rounded to a power
// of two, so that a paragraph keeps its number of lines. A mask has the width of the middle of its bucket.
function bucketCentre(width: number): number {
  let step = bucketEm
  while (step * 8 < width) step *= 2
  // In the first bucket most texts are near its end (a number, Yes, OK).
  return width < step ? 1500 : Math.floor(width / step) * step + step / 2
}

/** The middle of the bucket of a width in pixels, in text of the usual size. */
export function bucketPixels(width: number): number {
  return bucketCentre(width * 62.5) / 62.5
}

// The width at the start of the bucket.
function bucketStart(width: number): number {
  let step = bucketEm
  while (step * 8 < width) step *= 2
  return Math.max(letterWidth, Math.floor(width / step) * step)
}

function letters(width: number): string {
  const groupWidth = groupLength * letterWidth + spaceWidth
  const groups = Math.floor((width + spaceWidth) / groupWidth)
  const rest = width + spaceWidth - groups * groupWidth
  // What is left lengthens the last word or is one more, whichever comes closer to the width.
  const longer = Math.round(rest / letterWidth)
  const own = Math.max(0, Math.round((rest - spaceWidth) / letterWidth))
  const isLonger =
    longer < groupLength &&
    Math.abs(longer * letterWidth - rest) <= Math.abs(own * letterWidth + spaceWidth - rest)
  const words = Array.from({ length: groups }, () => 'xxxxx')
  if (groups > 0 && isLonger) words.push((words.pop() ?? '') + 'x'.repeat(longer))
  else if (own > 0) words.push('x'.repeat(own))
  return words.join(' ')
}

// A line that does not wrap.
function solid(line: string): string {
  return line.replaceAll(' ', '\u00a0')
}

const maxCachedWidth = 400
// The shortest mask is longer than the signs that interface text is made of: a bullet, a star at a required field.
const maskPattern = /^[\sx*•█_-]*(?:x|[*•█_]{2})[\sx*•█_-]*$/
const maskCharacters = /^[\sx*•█_-]*$/
/** White space that is more than a space. */
const uneven = /\s\s|[^\S ]/
const maxLines = 200

/**
 * Makes masks; keeps those of short lines, of which there are few. Where the widths of the lines that a text takes are
 * known, the mask takes as many.
 */
export function createMask(): (text: string, lines?: readonly number[]) => string {
  const wrapping = new Map<number, string>()
  const solids = new Map<number, string>()

  function maskLine(line: string, isSolid = false): string {
    const trimmed = line.trim()
    if (trimmed === '') return ''
    const centre = bucketCentre(measure(trimmed))
    const cache = isSolid ? solids : wrapping
    const known = cache.get(centre)
    if (known !== undefined) return known
    const made = isSolid ? solid(letters(centre)) : letters(centre)
    if (cache.size < maxCachedWidth) cache.set(centre, made)
    return made
  }

  // None is wider than the widest, and any two are too wide for one line: all but the first are as wide.
  function maskLines(text: string, lines: readonly number[]): string {
    if (lines.length === 1) return maskLine(uneven.test(text) ? text.replace(/\s+/g, ' ') : text, true)
    const em = measure(text) / lines.reduce((sum, width) => sum + width, 0)
    const [first = 0] = lines
    const widest = Math.max(...lines)
    const full = solid(letters(bucketStart(widest * em * 0.95)))
    // What stands before it in its line makes it shorter.
    const start = first < widest * 0.6 ? solid(letters(bucketStart(first * em))) : full
    const rest = Array.from({ length: lines.length - 1 }, () => full)
    return [start, ...rest].join(text.includes('\n') ? '\n' : ' ')
  }

  return (text, lines = []) => {
    if (text === '') return ''
    const trimmed = text.trim()
    if (trimmed === '') return text.includes('\n') ? '\n' : ' '
    const start = text.length === trimmed.length ? 0 : text.indexOf(trimmed)
    const lead = start > 0 ? ' ' : ''
    const trail = start + trimmed.length < text.length ? ' ' : ''
    if (lines.length > 0 && lines.length < maxLines) return lead + maskLines(trimmed, lines) + trail
    if (!text.includes('\n')) return lead + maskLine(trimmed) + trail
    const masks = trimmed.split('\n', maxLines).map((line) => maskLine(line))
    return lead + masks.join('\n') + trail
  }
}

/** A mask of the customer's own, held to what a mask may consist of. Nothing is asked of blank text. */
export function checkedMask(maskText: (text: string) => unknown): (text: string) => string {
  return (text) => {
    if (text.trim() === '') return text
    let mask: unknown
    try {
      mask = maskText(text)
    } catch {
      // The same as an answer that is no mask.
    }
    if (typeof mask !== 'string' || !maskCharacters.test(mask)) throw new RedactionError()
    return mask
  }
}

/** What stands in every field, whatever it holds: neither length nor whether it is filled shows. */
export const fieldMask = 'xxxxx xxxxx'

/** Whether a text of a recording is a mask, so that a player can paint a bar over it. */
export function isMaskedText(text: string): boolean {
  return maskPattern.test(text)
}
