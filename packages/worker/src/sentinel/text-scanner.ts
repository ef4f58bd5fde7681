// Which texts alarm: the full detectors over one text, and the thresholds (docs/detectors.md, "What quarantines").
import { isMaskedText } from '@reseal/redaction-rules'
import { type Finding, findIdentifiers, nameReading } from '@reseal/redaction-rules/detectors'

/** An identifier in a text, half-open, in UTF-16 units. */
export type Hit = Readonly<Finding>

/** Finds what alarms in texts; remembers short ones, since interface texts come again with every keyframe. */
export interface TextScanner {
  /** Hits that alarm; none in a mask or a blank. */
  scan(text: string): readonly Hit[]
}

const none: readonly Hit[] = Object.freeze([])
/** A token of the redactor, or a list of them: a stream has thousands at most. */
const tokens = /^[#.]?r\d{1,6}(?: r\d{1,6})*$/
const blank = /^[^\p{L}\p{N}]*$/u
// Beyond it a text is looked at in pieces, each with the end of the one before.
const maxPiece = 16_384
const overlap = 256
const maxKnownLength = 256
const maxKnownTexts = 16_384

/**
 * Whatever a detector finds alarms, however sure: a check digit never keeps a shape from being an identifier, and a town or
 * a name may stand alone in its cell. Of names that are not sure, one of the words must be on a list of names and no word of
 * prose besides: what only has capitals, initials or letters beyond ASCII is as often a word of an interface.
 */
function isAlarming(text: string, { type, confidence, start, end }: Finding): boolean {
  return type !== 'name' || confidence === 'high' || hasListedName(text.slice(start, end))
}

function hasListedName(name: string): boolean {
  return name.split(/[\s.]+/).some((word) => {
    const reading = /^\p{L}{2}/u.test(word) ? nameReading(word) : undefined
    return reading !== undefined && !reading.isWord
  })
}

function find(text: string): readonly Hit[] {
  const hits = findIdentifiers(text).filter((finding) => isAlarming(text, finding))
  return hits.length === 0 ? none : hits
}

function findInPieces(text: string): readonly Hit[] {
  if (text.length <= maxPiece) return find(text)
  const hits: Hit[] = []
  for (let at = 0; at < text.length; at += maxPiece - overlap) {
    for (const hit of find(text.slice(at, at + maxPiece))) {
      hits.push({ ...hit, start: hit.start + at, end: hit.end + at })
    }
  }
  return hits
}

/** Creates a scanner. What it remembers is bounded, and can be shared by the streams of a process. */
export function createTextScanner(): TextScanner {
  let young = new Map<string, readonly Hit[]>()
  let old = new Map<string, readonly Hit[]>()

  function remember(text: string, hits: readonly Hit[]): void {
    if (young.size >= maxKnownTexts) {
      old = young
      young = new Map()
    }
    young.set(text, hits)
  }

  return {
    scan(text) {
      if (text === '' || isMaskedText(text) || blank.test(text) || tokens.test(text)) return none
      if (text.length > maxKnownLength) return findInPieces(text)
      const known = young.get(text) ?? old.get(text)
      if (known !== undefined) return known
      const hits = find(text)
      remember(text, hits)
      return hits
    },
  }
}
