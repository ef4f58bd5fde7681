// The short form of `npm run faults -- outage`.
import { expect, it } from 'vitest'
import { outages, runOutages } from './run-outage.ts'

it('goes on while ingest is down, slow, unavailable or corrupt, and brings all of it afterwards', async () => {
  const reports = await runOutages(4_000)
  expect(reports.map(({ outage }) => outage)).toEqual(outages)
  for (const report of reports) {
    expect(report).toMatchObject({ missing: 0, duplicates: 0, pageErrors: [] })
    expect(report.ticks).toBeGreaterThan(10)
    expect(report.mostWaitingBytes).toBeLessThan(32 * 1024 * 1024)
  }
}, 240_000)
