// Reads a manifest that people edit and merge: whatever is not a manifest is refused, with the place.

import {
  compareCodePoints,
  type Decision,
  type Manifest,
  type ManifestEntry,
  sortedUnique,
} from './manifest.ts'
import { ManifestError } from './manifest-error.ts'

const decisions: ReadonlySet<unknown> = new Set<Decision>(['pending', 'allow', 'deny'])
const maxTextLength = 512
const maxReasonLength = 64
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u

/**
 * Parses the contents of a manifest file. Entries may stand in any order; the result is sorted.
 *
 * @throws ManifestError with the code and the place.
 */
export function parseManifest(source: string): Manifest {
  const value = recordAt(jsonOf(source), 'manifest', ['version', 'texts'])
  if (value['version'] !== 1) throw new ManifestError('bad_version', 'version')
  const entries = listAt(value['texts'], 'texts').map(parseEntry)
  const seen = new Set<string>()
  for (const [index, { text }] of entries.entries()) {
    if (seen.has(text)) throw new ManifestError('duplicate_text', `texts[${index}].text`)
    seen.add(text)
  }
  return { version: 1, texts: entries.sort((a, b) => compareCodePoints(a.text, b.text)) }
}

function jsonOf(source: string): unknown {
  const conflict = source.split('\n').findIndex((line) => /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/.test(line))
  if (conflict >= 0) throw new ManifestError('merge_conflict', `line ${conflict + 1}`)
  try {
    return JSON.parse(source)
  } catch {
    // The parser's own error quotes the source, so it is no cause.
    throw new ManifestError('not_json', 'manifest')
  }
}

function parseEntry(value: unknown, index: number): ManifestEntry {
  const place = `texts[${index}]`
  const entry = recordAt(value, place, ['text', 'decision', 'withheld', 'from'])
  const { text, decision, withheld } = entry
  if (!isStaticForm(text)) throw new ManifestError('bad_text', `${place}.text`)
  if (!isDecision(decision)) throw new ManifestError('bad_decision', `${place}.decision`)
  if (withheld !== undefined && !isPrintable(withheld, maxReasonLength))
    throw new ManifestError('bad_withheld', `${place}.withheld`)
  const from = listAt(entry['from'], `${place}.from`).map((source, at) => {
    if (!isPrintable(source, maxTextLength)) throw new ManifestError('bad_from', `${place}.from[${at}]`)
    return source
  })
  return { text, decision, ...(withheld !== undefined && { withheld }), from: sortedUnique(from) }
}

function recordAt(value: unknown, place: string, fields: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ManifestError('not_an_object', place)
  // A field's name is the file's content, so only that there is one is said.
  if (Object.keys(value).some((name) => !fields.includes(name)))
    throw new ManifestError('unknown_field', place)
  return value as Record<string, unknown>
}

function listAt(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ManifestError('not_a_list', place)
  return value as readonly unknown[]
}

const isDecision = (value: unknown): value is Decision => decisions.has(value)

function isPrintable(value: unknown, maxLength: number): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= maxLength &&
    value.isWellFormed() &&
    !unprintable.test(value)
  )
}

function isStaticForm(value: unknown): value is string {
  return isPrintable(value, maxTextLength) && value === value.normalize('NFC').replace(/\s+/g, ' ').trim()
}
