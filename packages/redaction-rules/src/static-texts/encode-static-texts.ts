// The set as a release carries it: a version and sorted prefixes of SHA-256, in base64url.

import { normaliseStaticText } from './normalise-static-text.ts'
import { createPrefixOf, prefixBytes, staticTextsVersion } from './prefix.ts'

// In browsers and in Node; this package has no DOM to take the type from.
declare function btoa(binary: string): string

/**
 * The static-text set of some texts, for the recorder's option `manifest`: base64url of a version byte and of the sorted first six
 * bytes of SHA-256 of `reseal/1 static text` and each text's form. Texts that are never static (`normaliseStaticText`) are left out.
 */
export function encodeStaticTexts(texts: Iterable<string>): string {
  const prefixOf = createPrefixOf()
  const prefixes = new Set<number>()
  for (const text of texts) {
    const form = normaliseStaticText(text)
    if (form !== undefined) prefixes.add(prefixOf(form))
  }
  const bytes = new Uint8Array(1 + prefixes.size * prefixBytes)
  const view = new DataView(bytes.buffer)
  bytes[0] = staticTextsVersion
  for (const [i, prefix] of [...prefixes].sort((a, b) => a - b).entries()) {
    view.setUint16(1 + i * prefixBytes, prefix / 2 ** 32)
    view.setUint32(3 + i * prefixBytes, prefix % 2 ** 32)
  }
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
