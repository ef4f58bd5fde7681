// npm run faults -- loss | outage | ingest | log | watching: the long forms of the fault runs whose short ones are tests. Exit status 1
// when a bar is not met. Arguments: --visits N, --browsers N, --seed N (loss), --minutes N (outage), --runs N, --seed N,
// --backend folder | s3 (ingest), --runs N, --seed N (log),
// --seed N, --minutes N (watching), --json.
import { parseArgs } from 'node:util'
import { buildWorkspaces } from '../build-workspaces.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    visits: { type: 'string', default: '500' },
    browsers: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '10' },
    runs: { type: 'string', default: '200' },
    backend: { type: 'string', default: 'folder' },
    json: { type: 'boolean', default: false },
  },
})
const say = (line) => process.stderr.write(`reseal: ${line}\n`)

async function loss() {
  const { runLoss } = await import('../../tests/faults/loss/run-loss.ts')
  const report = await runLoss({
    visitCount: Number(values.visits),
    browserCount: Number(values.browsers),
    minDurationMs: 200,
    maxDurationMs: 20_000,
    seed: Number(values.seed),
    onProgress: say,
  })
  const met = report.lost.length === 0 && report.duplicates.length === 0 && report.verified
  return { report, met }
}

async function watching() {
  say(`seed ${values.seed}`)
  const { runWatching } = await import('../../tests/watching/run-watching.ts')
  const report = await runWatching({ seed: Number(values.seed), minutes: Number(values.minutes) })
  return { report, met: report.violations.length === 0 && report.beyond === 0 }
}

async function outage() {
  const { runOutages } = await import('../../tests/faults/outage/run-outage.ts')
  const report = await runOutages(Number(values.minutes) * 60_000)
  const met = report.every(
    ({ missing, duplicates, pageErrors }) => missing + duplicates + pageErrors.length === 0,
  )
  return { report, met }
}

async function ingest() {
  const { backend } = values
  if (backend !== 'folder' && backend !== 's3') {
    say('--backend is folder or s3')
    process.exit(2)
  }
  const { runFaults } = await import('../../tests/faults/ingest/run-faults.ts')
  const stopping = new AbortController()
  process.once('SIGINT', () => {
    say('ending after this run')
    stopping.abort()
  })
  const options = {
    runs: Number(values.runs),
    seed: Number(values.seed),
    backend,
    stopSignal: stopping.signal,
  }
  const report = await runFaults({ ...options, onProgress: say })
  return { report, met: Object.keys(report.problems).length === 0 && report.runs === options.runs }
}

async function log() {
  const { runLogFaults } = await import('../../tests/faults/log/run-log-faults.ts')
  const stopping = new AbortController()
  process.once('SIGINT', () => {
    say('ending after this run')
    stopping.abort()
  })
  const options = { runs: Number(values.runs), seed: Number(values.seed), stopSignal: stopping.signal }
  const report = await runLogFaults({ ...options, onProgress: say })
  return { report, met: Object.keys(report.problems).length === 0 && report.runs === options.runs }
}

const run = { loss, outage, ingest, log, watching }[positionals[0]]
if (run === undefined) {
  say('name the run: npm run faults -- loss, -- outage, -- ingest, -- log or -- watching')
  process.exit(2)
}
const built = await buildWorkspaces()
if (built !== 0) process.exit(built)
const { report, met } = await run()
process.stdout.write(`${JSON.stringify(report, undefined, values.json ? undefined : 2)}\n`)
say(met ? 'met' : 'NOT met')
process.exitCode = met ? 0 : 1
