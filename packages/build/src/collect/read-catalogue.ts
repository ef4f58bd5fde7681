// Message catalogues: i18next's and FormatJS's JSON, split where a value stands, so that only fixed pieces count (issue 5, Build 1).
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import { normaliseStaticText } from '@reseal/redaction-rules/static-texts'
import { BuildError } from '../build-error.ts'
import type { CollectedText } from '../collected-text.ts'
import { unique } from './template-texts.ts'

// Suffixes of i18next for plurals (those of Intl.PluralRules) and the usual contexts: one of several shows.
const alternativeKey = /_(?:zero|one|two|few|many|other|male|female|\d+)$/
// i18next: a value, or another message, which ends in the same text node.
const i18nextHole = /\{\{|\$t\(/

interface Piece {
  readonly text: string
  readonly isAnswer: boolean
}

/**
 * The fixed texts of a catalogue that stand alone in a page. A message with a value in it ends as one text node, which no fixed
 * piece is the whole of; only between rich-text tags does a piece stand alone. Branches of plural and select are answers.
 *
 * @throws BuildError `bad_catalogue`
 */
export function collectCatalogue(source: string, { file }: { readonly file: string }): CollectedText[] {
  const pieces: Piece[] = []
  try {
    readEntries(JSON.parse(source), '', pieces)
  } catch (cause) {
    throw new BuildError('bad_catalogue', 'a message catalogue is not JSON', { file, cause })
  }
  return unique(
    pieces.flatMap(({ text, isAnswer }): CollectedText[] => {
      const normal = normaliseStaticText(text)
      if (normal === undefined) return []
      return [{ text: normal, from: file, kind: 'catalogue', ...(isAnswer && { isAnswer }) }]
    }),
  )
}

function readEntries(value: unknown, key: string, pieces: Piece[]): void {
  if (typeof value === 'string') readMessage(value, alternativeKey.test(key), pieces)
  else if (Array.isArray(value)) {
    if (isCompiled(value)) readParts(value, { isAnswer: false, isWhole: true }, pieces)
    else for (const entry of value) readEntries(entry, key, pieces)
  } else if (typeof value === 'object' && value !== null) {
    // FormatJS's extracted form: the description is for translators.
    if ('defaultMessage' in value) readEntries(value.defaultMessage, key, pieces)
    else for (const [name, entry] of Object.entries(value)) readEntries(entry, name, pieces)
  }
}

function readMessage(message: string, isAnswer: boolean, pieces: Piece[]): void {
  if (i18nextHole.test(message)) return readTagged(message, isAnswer, pieces)
  if (!/[{<']/.test(message)) return void pieces.push({ text: message, isAnswer })
  try {
    readParts(parse(message), { isAnswer, isWhole: true }, pieces)
  } catch {
    // Tags with numbers are i18next's; a lone brace is nobody's, and such a message is left out.
    if (!message.includes('{')) readTagged(message, isAnswer, pieces)
  }
}

/** i18next's rich text, `Press <1>Save</1>`: what stands between tags is a text node. */
function readTagged(message: string, isAnswer: boolean, pieces: Piece[]): void {
  for (const text of message.split(/<\/?[\w-]+\s*\/?>/)) {
    if (!i18nextHole.test(text)) pieces.push({ text, isAnswer })
  }
}

interface Place {
  readonly isAnswer: boolean
  /** Nothing stands before or after these parts in the same text node. */
  readonly isWhole: boolean
}

function readParts(parts: readonly MessageFormatElement[], place: Place, pieces: Piece[]): void {
  const runs = splitAtTags(parts)
  for (const [index, run] of runs.entries()) {
    const isWhole = place.isWhole || (index > 0 && index < runs.length - 1)
    const text = run.map((part) => (part.type === TYPE.literal ? part.value : undefined))
    if (isWhole && text.every((piece) => piece !== undefined)) {
      pieces.push({ text: text.join(''), isAnswer: place.isAnswer })
    }
    for (const part of run) {
      if (part.type !== TYPE.select && part.type !== TYPE.plural) continue
      for (const { value } of Object.values(part.options)) {
        readParts(value, { isAnswer: true, isWhole: isWhole && run.length === 1 }, pieces)
      }
    }
  }
  for (const part of parts) {
    if (part.type === TYPE.tag) readParts(part.children, { ...place, isWhole: true }, pieces)
  }
}

function splitAtTags(parts: readonly MessageFormatElement[]): MessageFormatElement[][] {
  const runs: MessageFormatElement[][] = [[]]
  for (const part of parts) {
    if (part.type === TYPE.tag) runs.push([])
    else runs.at(-1)?.push(part)
  }
  return runs
}

function isCompiled(value: readonly unknown[]): value is MessageFormatElement[] {
  return value.every(
    (part) => typeof part === 'object' && part !== null && 'type' in part && typeof part.type === 'number',
  )
}
