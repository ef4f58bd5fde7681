// The short form of `npm run faults -- ingest`, and several ingest processes over one database and bucket.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sharedS3 } from '../../support/shared-s3.ts'
import { type FaultDeployment, startFaultDeployment } from './deployment.ts'
import { faultNamed } from './faults.ts'
import { createBucket, runFault } from './run-faults.ts'

// A machine with much else to do takes its time; what never comes says so long before.
const timeout = 400_000

let deployment: FaultDeployment

beforeAll(async () => {
  const bucket = await createBucket(await sharedS3())
  deployment = await startFaultDeployment({ processes: 3, smallDisks: false, bucket })
})

afterAll(async () => {
  await deployment?.stop()
})

it(
  'advances a chain once per index, whichever process a segment comes to, late, twice or in parallel',
  async () => {
    const report = await runFault(deployment, { seed: 1, faults: [], fight: true, streamCount: 3, holdMs: 0 })
    expect(report.problems).toEqual([])
    expect(report.opened).toBe(report.acknowledged)
  },
  timeout,
)

it.each([[['ingest killed in a commit', 's3 answer-cut']], [['postgres killed']]])(
  'loses nothing acknowledged: %j',
  async (names) => {
    const faults = names.map(faultNamed)
    const report = await runFault(deployment, { seed: 2, faults, streamCount: 3, holdMs: 200 })
    expect(report.problems).toEqual([])
    expect(report.opened).toBe(report.acknowledged)
  },
  timeout,
)
