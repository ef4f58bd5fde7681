// npm run fuzz -- http: the long form of tests/fuzz-http. Exit status 1 when something was found. Arguments: --minutes N,
// --seed N (else one is chosen and printed), --json.
import { parseArgs } from 'node:util'
import { buildWorkspaces } from '../build-workspaces.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    json: { type: 'boolean', default: false },
  },
})
const say = (line) => process.stderr.write(`reseal: ${line}\n`)

if (positionals[0] !== 'http') {
  say('name the run: npm run fuzz -- http')
  process.exit(2)
}
const built = await buildWorkspaces()
if (built !== 0) process.exit(built)
const { setup } = await import('../../packages/store/test/global-setup.ts')
const { runHttpFuzz } = await import('../../tests/fuzz-http/run-http-fuzz.ts')
const seed = Number(values.seed)
say(`seed ${seed}`)
const stopDatabase = await setup()
try {
  const report = await runHttpFuzz({ durationMs: Number(values.minutes) * 60_000, seed, onProgress: say })
  const met = report.problems.length === 0 && report.requests > 0
  process.stdout.write(`${JSON.stringify(report, undefined, values.json ? undefined : 2)}\n`)
  say(met ? 'met' : 'NOT met')
  process.exitCode = met ? 0 : 1
} finally {
  await stopDatabase?.()
}
