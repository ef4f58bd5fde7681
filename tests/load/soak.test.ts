// The short form of `npm run soak`: an app that changes all the time does not grow the recorder's heap.
import { expect, it } from 'vitest'
import { runSoak } from './run-soak.ts'

const budgetBytes = 10 * 1024 * 1024

it('gives back the memory it takes', async () => {
  const report = await runSoak({ durationMs: 10_000, warmUpMs: 4_000, changesPerSecond: 600 })
  expect(report.errors).toEqual([])
  expect(report.segmentCount).toBeGreaterThan(0)
  expect(report.changes).toBeGreaterThan(1_000)
  expect(report.growthBytes).toBeLessThan(budgetBytes)
})
