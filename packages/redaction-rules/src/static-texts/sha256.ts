// SHA-256 (FIPS 180-4), synchronous, in few bytes: a text is looked up while its event is built, and WebCrypto only
// promises. What it hashes is no secret and short. Proven against the standard's vectors and Node's own.

// The first bits of the fractional parts of roots of the first primes (FIPS 180-4 §4.2.2, §5.3.3).
function constantsOf(): { readonly initial: readonly number[]; readonly round: readonly number[] } {
  const primes: number[] = []
  for (let candidate = 2; primes.length < 64; candidate++) {
    if (primes.every((prime) => candidate % prime)) primes.push(candidate)
  }
  const bits = (root: number): number => ((root % 1) * 2 ** 32) | 0
  return {
    initial: primes.slice(0, 8).map((prime) => bits(Math.sqrt(prime))),
    // An engine may be off by the last bit of 53; none of these roots is so close to the next 32-bit fraction.
    round: primes.map((prime) => bits(Math.cbrt(prime))),
  }
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** Creates SHA-256 of bytes: 32 bytes. */
export function createSha256(): (bytes: Uint8Array) => Uint8Array<ArrayBuffer> {
  const { initial, round } = constantsOf()
  const words = new Int32Array(64)

  function compress(state: readonly number[], view: DataView, offset: number): number[] {
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      if (i < 16) words[i] = view.getInt32(offset + i * 4)
      else {
        const early = words[i - 15] as number
        const late = words[i - 2] as number
        words[i] =
          (words[i - 16] as number) +
          (words[i - 7] as number) +
          (rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)) +
          (rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10))
      }
      const one =
        h +
        (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
        ((e & f) ^ (~e & g)) +
        (round[i] as number) +
        (words[i] as number)
      const two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      h = g
      g = f
      f = e
      e = (d + one) | 0
      d = c
      c = b
      b = a
      a = (one + two) | 0
    }
    return [a, b, c, d, e, f, g, h].map((word, i) => (word + (state[i] as number)) | 0)
  }

  return (bytes) => {
    // One bit, zeros, and the length in bits: whole blocks of 64 bytes (§5.1.1).
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6)
    padded.set(bytes)
    padded[bytes.length] = 0x80
    const view = new DataView(padded.buffer)
    view.setUint32(padded.length - 8, bytes.length / 2 ** 29)
    view.setUint32(padded.length - 4, bytes.length << 3)
    let state: readonly number[] = initial
    for (let offset = 0; offset < padded.length; offset += 64) state = compress(state, view, offset)
    const digest = new DataView(new ArrayBuffer(32))
    for (const [i, word] of state.entries()) digest.setInt32(i * 4, word)
    return new Uint8Array(digest.buffer)
  }
}
