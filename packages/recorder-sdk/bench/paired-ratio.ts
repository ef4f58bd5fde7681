// The ratio of two things measured in pairs, with its 95 % interval: Student's t on the logarithms.

/** A ratio and the interval that it lies in with 95 % confidence. */
export interface PairedRatio {
  readonly ratio: number
  readonly low: number
  readonly high: number
  readonly pairs: number
}

// Quantile 0.975 of Student's t with n degrees of freedom by Cornish-Fisher expansion; within 0.5 % from 3 on.
function quantileOfT(n: number): number {
  const z = 1.959964
  const g1 = (z ** 3 + z) / 4
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + g1 / n + g2 / n ** 2 + g3 / n ** 3
}

/** The geometric mean of `measured[i] / floor[i]`. Lists are of the same length, at least four. */
export function pairedRatio(measured: readonly number[], floor: readonly number[]): PairedRatio {
  const logs = measured.map((value, pair) => Math.log(value / (floor[pair] ?? Number.NaN)))
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length
  const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1)
  const margin = quantileOfT(logs.length - 1) * Math.sqrt(variance / logs.length)
  return {
    ratio: Math.exp(mean),
    low: Math.exp(mean - margin),
    high: Math.exp(mean + margin),
    pairs: logs.length,
  }
}
