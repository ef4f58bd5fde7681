// Sizes of a log's tree (RFC 6962 §2.1). They exceed 32 bits, so nothing here shifts.

/** The largest power of two below a size of 2 or more: where its tree splits. */
export function largestPowerBelow(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** Whether a number can be a size, or an index. */
export function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
