import { expect, it } from 'vitest'
import { formatBytes } from './byte-size.ts'

it('writes sizes in the unit that keeps them short', () => {
  expect([0, 999, 1_000, 12_400, 999_949, 999_990, 3_100_000_000].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '12.4 kB',
    '1000 kB',
    '1.0 MB',
    '3.1 GB',
  ])
})
