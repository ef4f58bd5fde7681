// The short form of `npm run faults -- log`: crashes of each kind, and one drawn by a seed (RESEAL_FAULT_SEED).
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../support/fuzz/random.ts'
import { type LogDeployment, startLogDeployment } from './log-deployment.ts'
import { drawLogFault, type LogFault, runLogFault } from './run-log-faults.ts'

// A machine with much else to do takes its time; what never comes says so long before.
const timeout = 400_000
const seed = Number(process.env['RESEAL_FAULT_SEED'] ?? 20_261_122)

let deployment: LogDeployment

beforeAll(async () => {
  deployment = await startLogDeployment()
}, timeout)

afterAll(() => deployment?.stop(), timeout)

const faults: readonly LogFault[] = [
  { victim: 'appender', point: 'append answered', answer: 'drop' },
  { victim: 'database', point: 'commit sent', answer: 'pass' },
  { victim: 'anchorer', dies: { kind: 'tail', when: 'after', nth: 1 } },
]

test.each(faults)(
  'nothing acknowledged is missing, and all of it verifies, after %j',
  async (fault) => {
    expect((await runLogFault(deployment, fault)).problems).toEqual([])
  },
  timeout,
)

test(
  `nothing acknowledged is missing after a crash drawn by seed ${seed}`,
  async () => {
    expect((await runLogFault(deployment, drawLogFault(createRandom(seed)))).problems).toEqual([])
  },
  timeout,
)
