// The short form of `npm run faults -- loss`.
import { expect, it } from 'vitest'
import { runLoss } from './run-loss.ts'

it('loses nothing that is older than the last 5 s of a visit, however it ends, and takes nothing twice', async () => {
  const report = await runLoss({
    visitCount: 12,
    browserCount: 4,
    minDurationMs: 200,
    maxDurationMs: 6_000,
    seed: 20,
  })
  expect(report.lost).toEqual([])
  expect(report.duplicates).toEqual([])
  expect(report.verified).toBe(true)
  // The run is about something.
  expect(report.arrived).toBeGreaterThan(report.ticks / 2)
}, 180_000)
