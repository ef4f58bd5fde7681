// A verification of a deployment that works meanwhile: what services write while it reads is no finding.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestDeployment, type Deployment } from './deployment.ts'

let deployment: Deployment

beforeEach(async () => {
  deployment = await createTestDeployment()
})

afterEach(() => deployment.stop())

it('stays intact while streams are recorded, logs are anchored and the audit log is read', async () => {
  let isRunning = true
  const keepGoing = async (work: () => Promise<unknown>): Promise<number> => {
    let rounds = 0
    for (; isRunning; rounds += 1) await work()
    return rounds
  }
  const background = Promise.all([
    keepGoing(() => deployment.record(1, 6)),
    keepGoing(() => deployment.anchor()),
    keepGoing(() => deployment.reseal('audit', 'export', '--format', 'jsonl')),
  ])
  try {
    for (let run = 0; run < 6; run += 1) {
      const { code, report } = await deployment.verify()
      expect(report.problems).toEqual([])
      expect(report.verdict).toBe('intact')
      expect(code).toBe(0)
    }
  } finally {
    isRunning = false
  }
  for (const rounds of await background) expect(rounds).toBeGreaterThan(0)
})
