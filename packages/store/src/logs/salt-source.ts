// Salts of personal fields, taken from random bytes that are drawn for many at once: a draw costs as much as a hash.
import { randomBytes } from 'node:crypto'

/** Length of the salt of one personal field. */
export const saltBytes = 16

/** Gives a salt that no other field has. */
export type SaltSource = () => Uint8Array

const saltsPerDraw = 256

/** Creates a source; it draws when it is first asked. */
export function createSaltSource(): SaltSource {
  let drawn: Uint8Array = new Uint8Array(0)
  let used = 0
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(saltBytes * saltsPerDraw)
      used = 0
    }
    const salt = drawn.slice(used, used + saltBytes)
    used += saltBytes
    return salt
  }
}
