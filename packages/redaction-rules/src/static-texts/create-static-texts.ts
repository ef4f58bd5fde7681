// The set in the page: whether a text is one of a release's static texts.

import { createResults } from '../remembered.ts'
import { RulesError } from '../rules-error.ts'
import { createPrefixOf, prefixBytes, readPrefix, staticTextsVersion } from './prefix.ts'
import { createSha256 } from './sha256.ts'
import { staticTextForm } from './static-text-form.ts'

// In browsers and in Node; this package has no DOM to take the type from.
declare function atob(text: string): string

/** The static texts of a release. */
export interface StaticTexts {
  /** Whether the form of the whole text is in the set. Where it stands, and the second line, are not asked. */
  has(text: string): boolean
  /** SHA-256 of the set's bytes: `manifest_hash` of the stream header. */
  readonly hash: Uint8Array<ArrayBuffer>
}

const maxCachedCharacters = 262_144
// White space around a text of the template may be much longer than the text.
const maxRawLength = 4_096

function decode(encoded: unknown): Uint8Array<ArrayBuffer> {
  try {
    // One text for each set: neither padding nor bits that say nothing.
    if (typeof encoded === 'string' && /^(?:[\w-]{4})*[\w-][AQgw]$/.test(encoded)) {
      const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'))
      return Uint8Array.from(binary, (sign) => sign.charCodeAt(0))
    }
  } catch {
    // Said below.
  }
  throw new RulesError('bad_static_texts', '')
}

/**
 * Reads a set that `encodeStaticTexts` made.
 *
 * @throws RulesError `bad_static_texts` for anything else.
 */
export function createStaticTexts(encoded: string): StaticTexts {
  const bytes = decode(encoded)
  const sha256 = createSha256()
  const prefixOf = createPrefixOf(sha256)
  const prefixes = new Set<number>()
  let last = -1
  for (let offset = 1; offset < bytes.length; offset += prefixBytes) {
    if (offset + prefixBytes > bytes.length) throw new RulesError('bad_static_texts', '')
    const prefix = readPrefix(bytes, offset)
    if (prefix <= last) throw new RulesError('bad_static_texts', '')
    prefixes.add(prefix)
    last = prefix
  }
  if (bytes[0] !== staticTextsVersion) throw new RulesError('bad_static_texts', '')
  const known = createResults(maxCachedCharacters)

  return {
    has(text) {
      if (text.length > maxRawLength) return false
      const before = known.get(text)
      if (before !== undefined) return before !== ''
      const form = staticTextForm(text)
      const isKnown = form !== undefined && prefixes.has(prefixOf(form))
      known.set(text, isKnown ? '1' : '')
      return isKnown
    },
    hash: sha256(bytes),
  }
}
