// npm run bench: measures figures as ratios against a floor in the same run. Arguments: --json, ids to measure.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildWorkspaces } from '../build-workspaces.mjs'
import { printResults, result } from '../results.mjs'
import { root } from '../steps.mjs'

// Each entry: the ids that one measurement yields, and the module and function that make it.
const measurements = [
  {
    ids: ['recorder.gzip', 'redaction-rules.gzip'],
    module: 'scripts/measure-sizes.mjs',
    measure: 'measureSizes',
  },
  {
    ids: ['recorder.overhead'],
    module: 'packages/recorder-sdk/bench/overhead.bench.ts',
    measure: 'measureRecorderOverhead',
  },
  {
    ids: ['recorder.longest_task'],
    module: 'packages/recorder-sdk/bench/longest-task.bench.ts',
    measure: 'measureLongestTask',
  },
  {
    ids: ['redaction.overhead'],
    module: 'packages/recorder-sdk/bench/overhead.bench.ts',
    measure: 'measureRedactionOverhead',
  },
  {
    ids: ['provenance.overhead'],
    module: 'packages/recorder-sdk/bench/overhead.bench.ts',
    measure: 'measureProvenanceOverhead',
  },
  {
    // Only where RESEAL_SPEEDOMETER names a folder with Speedometer 3.1.
    ids: ['recorder.speedometer'],
    module: 'packages/recorder-sdk/bench/speedometer.ts',
    measure: 'measureSpeedometer',
  },
  {
    ids: ['provenance.legible_static', 'provenance.legible_dynamic', 'provenance.legible_code'],
    module: 'tests/provenance/legibility.bench.ts',
    measure: 'measureLegible',
  },
  {
    ids: ['ingest.throughput', 'ingest.puts_per_1000', 'ingest.times_naive'],
    module: 'packages/ingest/bench/throughput.bench.ts',
    measure: 'measureIngestThroughput',
  },
  {
    ids: ['ingest.ack_p99', 'ingest.memory', 'ingest.memory_flat_out'],
    module: 'packages/ingest/bench/load.bench.ts',
    measure: 'measureIngestLoad',
  },
  {
    // Starts a real S3 server; where its packages are missing, root installs them.
    ids: ['ingest.cpu_per_segment_s3', 'ingest.throughput_s3'],
    module: 'tests/load/ingest-s3.bench.ts',
    measure: 'measureIngestS3',
  },
  {
    ids: ['ingest.db_bytes_per_1000', 'ingest.db_bytes_per_stream_4'],
    module: 'packages/store/bench/database-bytes.bench.ts',
    measure: 'measureDatabaseBytes',
  },
  {
    // With RESEAL_GROWTH_ROWS=10000000 as the budget says it.
    ids: ['ingest.growth'],
    module: 'packages/store/bench/growth.bench.ts',
    measure: 'measureGrowth',
  },
  {
    // With RESEAL_SEARCH_SCALE=100000 in a tenth of the time.
    ids: ['search.ratio', 'search.sequential_scans'],
    module: 'packages/store/bench/search.bench.ts',
    measure: 'measureSearch',
  },
  {
    ids: ['log.append', 'log.append_1', 'log.append_16', 'log.append_256'],
    module: 'packages/store/bench/log-appends.bench.ts',
    measure: 'measureLogAppends',
  },
  {
    ids: ['log.proof', 'log.proof_read', 'log.proof_verify'],
    module: 'packages/store/bench/log-proofs.bench.ts',
    measure: 'measureLogProofs',
  },
  {
    // With RESEAL_EXPORT_EVENTS=1000000 as the bar says it.
    ids: ['audit.export_memory', 'audit.export_speed'],
    module: 'packages/cli/bench/audit-export.bench.ts',
    measure: 'measureAuditExport',
  },
  {
    ids: ['seek.bytes', 'seek.first_frame_bytes', 'seek.range_ms'],
    module: 'packages/viewer/bench/seek.bench.ts',
    measure: 'measureSeek',
  },
  {
    ids: ['open.throughput', 'open.throughput_as_recorded'],
    module: 'packages/viewer/bench/open.bench.ts',
    measure: 'measureOpening',
  },
  { ids: ['capacity'], module: 'tests/load/capacity.bench.ts', measure: 'measureCapacity' },
  { ids: ['verify.ratio'], module: 'packages/cli/bench/verify.bench.ts', measure: 'measureVerifyRatio' },
  {
    // With RESEAL_VERIFY_SCALE=8 as the budget says it: 1 GiB of batches and a million leaves.
    ids: ['verify.memory'],
    module: 'packages/cli/bench/verify-memory.bench.ts',
    measure: 'measureVerifyMemory',
  },
  { ids: ['demo.start', 'demo.memory'], module: 'packages/cli/bench/demo.bench.ts', measure: 'measureDemo' },
]

const taskArguments = process.argv.slice(2)
const json = taskArguments.includes('--json')
const wanted = taskArguments.filter((argument) => !argument.startsWith('--'))
const known = measurements.flatMap(({ ids }) => ids)
const unknown = wanted.filter((id) => !known.includes(id))
if (taskArguments.includes('--help')) {
  process.stdout.write(
    `npm run bench -- [--json] [id…]; all of them unless some are named:\n${known.join('\n')}\n`,
  )
  process.exit(0)
}
if (unknown.length > 0) {
  process.stderr.write(`reseal: no such id; known are: ${known.join(', ')}\n`)
  process.exit(2)
}

const status = await buildWorkspaces()
if (status !== 0) process.exit(status)

const results = []
for (const { ids, module, measure } of measurements) {
  const asked = wanted.length === 0 ? ids : ids.filter((id) => wanted.includes(id))
  if (asked.length === 0) continue
  process.stderr.write(`reseal: measuring ${asked.join(', ')} …\n`)
  try {
    const loaded = await import(pathToFileURL(join(root, module)).href)
    const measured = [await loaded[measure]()].flat()
    results.push(...measured.filter(({ id }) => asked.includes(id)).map(result))
  } catch (error) {
    // One measurement that fails must not cost the figures of the others.
    process.stderr.write(
      `reseal: ${asked.join(', ')} could not be measured: ${error instanceof Error ? error.message : 'unknown'}\n`,
    )
    process.exitCode = 1
  }
}
printResults(results, { json })
