// The short form of `npm run fuzz -- http`: what is no parcel leaves nothing behind, and ingest goes on.
import { expect, test } from 'vitest'
import { runHttpFuzz } from './run-http-fuzz.ts'

const seed = Number(process.env['RESEAL_FUZZ_SEED'] ?? 20_260_601)

test(`made-up requests are refused whole, and ingest goes on (seed ${seed})`, async () => {
  const report = await runHttpFuzz({ durationMs: 6000, seed })
  expect(report.problems).toEqual([])
  expect(report.requests).toBeGreaterThan(100)
  expect(report.honest).toBeGreaterThan(0)
  expect(report.statuses['400']).toBeGreaterThan(0)
})
