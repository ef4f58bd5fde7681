// Unsigned numbers below 2^53, seven bits a byte, low bits first; one encoding each.

/** Appends a number. */
export function writeVarint(bytes: number[], value: number): void {
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  bytes.push(rest)
}

/** Reads one; undefined where the bytes end, go on too long, or would have been fewer. */
export function readVarint(
  bytes: Uint8Array,
  start: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0
  for (let at = start; at < start + 8; at += 1) {
    const byte = bytes[at]
    if (byte === undefined) return undefined
    value += (byte & 0x7f) * 2 ** (7 * (at - start))
    if (byte < 0x80) {
      const isShortest = byte > 0 || at === start
      return isShortest && Number.isSafeInteger(value) ? { value, next: at + 1 } : undefined
    }
  }
  return undefined
}
