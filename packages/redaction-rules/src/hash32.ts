// FNV-1a, 32 bits (draft-eastlake-fnv-21), over UTF-16 code units: tells texts apart, proves nothing.

/** The hash of a text, from 0 to 2^32 - 1. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
