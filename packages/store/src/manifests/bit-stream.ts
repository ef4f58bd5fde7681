// Numbers of any width up to 53 bits, one after the other, high bit first; what is left of the last byte is zero.

/** Collects bits. */
export interface BitWriter {
  write(value: number, width: number): void
  bytes(): Uint8Array
}

/** Gives bits back in the order in which they were written. */
export interface BitReader {
  /** NaN beyond the end. */
  read(width: number): number
  /** Bytes begun so far. */
  byteCount(): number
  /** Whether what is left of the last byte is zero. */
  isPadded(): boolean
}

/** Bits that a number takes; 0 for 0. */
export function bitWidth(value: number): number {
  return value < 2 ** 31 ? 32 - Math.clz32(value) : 32 - Math.clz32(Math.floor(value / 2 ** 31)) + 31
}

/** Starts empty. */
export function createBitWriter(): BitWriter {
  const bytes: number[] = []
  let free = 0
  return {
    write(value, width) {
      for (let left = width; left > 0; ) {
        if (free === 0) {
          bytes.push(0)
          free = 8
        }
        const count = Math.min(free, left)
        const bits = Math.floor(value / 2 ** (left - count)) % 2 ** count
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | (bits << (free - count))
        free -= count
        left -= count
      }
    },
    bytes: () => Uint8Array.from(bytes),
  }
}

/** Starts at a byte. */
export function createBitReader(bytes: Uint8Array, start: number): BitReader {
  let at = start * 8
  return {
    read(width) {
      let value = 0
      for (let left = width; left > 0; ) {
        const byte = bytes[at >>> 3]
        if (byte === undefined) return Number.NaN
        const free = 8 - (at & 7)
        const count = Math.min(free, left)
        value = value * 2 ** count + ((byte >> (free - count)) & (2 ** count - 1))
        at += count
        left -= count
      }
      return value
    },
    byteCount: () => Math.ceil(at / 8) - start,
    isPadded: () => (at & 7) === 0 || ((bytes[at >>> 3] ?? 0) & (2 ** (8 - (at & 7)) - 1)) === 0,
  }
}
