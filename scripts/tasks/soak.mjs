// npm run soak -- --minutes 60: the long form of tests/load/soak.test.ts. Exit status 1 when the heap grows more than it may.
// Arguments: --minutes N, --changes N a second, --json.
import { parseArgs } from 'node:util'
import { buildWorkspaces } from '../build-workspaces.mjs'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    changes: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
})
const say = (line) => process.stderr.write(`reseal: ${line}\n`)
const budgetBytes = 10 * 1024 * 1024

const built = await buildWorkspaces()
if (built !== 0) process.exit(built)
const { runSoak } = await import('../../tests/load/run-soak.ts')
const report = await runSoak({
  durationMs: Number(values.minutes) * 60_000,
  warmUpMs: 120_000,
  changesPerSecond: Number(values.changes),
  onProgress: say,
})
const met = report.growthBytes <= budgetBytes && report.segmentCount > 0 && report.errors.length === 0
process.stdout.write(`${JSON.stringify(report, undefined, values.json ? undefined : 2)}\n`)
say(`soak.growth: ${(report.growthBytes / 1024 / 1024).toFixed(2)} MiB, ${met ? 'met' : 'NOT met'}`)
process.exitCode = met ? 0 : 1
