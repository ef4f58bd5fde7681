// What stands for a static text in the set: the first 48 bits of its hash, as a number.

import { createSha256 } from './sha256.ts'

// In browsers and in Node; this package has no DOM to take the type from.
declare class TextEncoder {
  encode(text: string): Uint8Array
}

/** First byte of a set. */
export const staticTextsVersion = 1
/** Bytes of a text in a set. */
export const prefixBytes = 6

const label = 'reseal/1 static text'

/** The prefix at an offset of a hash or of a set. */
export function readPrefix(bytes: Uint8Array<ArrayBuffer>, offset: number): number {
  const view = new DataView(bytes.buffer)
  return view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2)
}

/** Creates what gives the prefix of a form. */
export function createPrefixOf(
  sha256: (bytes: Uint8Array) => Uint8Array<ArrayBuffer> = createSha256(),
): (form: string) => number {
  const utf8 = new TextEncoder()
  return (form) => readPrefix(sha256(utf8.encode(label + form)), 0)
}
