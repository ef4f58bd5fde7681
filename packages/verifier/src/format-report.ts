// A verification's report as lines for a person.
import { explainProblem } from './explain.ts'
import { logNames, type Problem } from './problem.ts'
import type { VerifyReport } from './verify-deployment.ts'
import type { LogReport } from './verify-log.ts'

const count = (value: number, one: string, many = `${one}s`): string =>
  `${value.toLocaleString('en-US')} ${value === 1 ? one : many}`

/** Bytes in the unit that reads best. */
export function formatBytes(sizeBytes: number): string {
  if (sizeBytes < 1024) return `${sizeBytes} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = sizeBytes / 1024
  let unit = 0
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024
  return `${value.toFixed(1)} ${units[unit]}`
}

function logLine({ size, anchoredSize, checkpointCount }: LogReport): string {
  return `${count(size, 'leaf', 'leaves')}, the first ${anchoredSize.toLocaleString('en-US')} proven by ${count(checkpointCount, 'checkpoint')}`
}

/** Where a finding is, index first. */
export function formatPlace(problem: Problem): string {
  const { log, leafIndex, treeSize, stream, segmentIndex, batch, object } = problem
  const parts: string[] = []
  if (stream !== undefined)
    parts.push(
      segmentIndex === undefined ? `stream ${stream}` : `segment ${segmentIndex} of stream ${stream}`,
    )
  if (leafIndex !== undefined)
    parts.push(log ? `leaf ${leafIndex} of the ${log} log` : `leaf ${leafIndex} of the recordings log`)
  else if (log !== undefined) parts.push(`the ${log} log`)
  if (treeSize !== undefined) parts.push(`the checkpoint of size ${treeSize}`)
  if (batch !== undefined) parts.push(`batch ${batch}`)
  if (object !== undefined) parts.push(`anchored as ${object}`)
  return parts.join(', ')
}

function problemLines(problem: Problem): string[] {
  const more = problem.count > 1 ? ` (and ${(problem.count - 1).toLocaleString('en-US')} more like it)` : ''
  const { means, next } = explainProblem(problem.kind)
  return [
    `  ${problem.kind}: ${problem.detail}${more}`,
    `    first bad index: ${formatPlace(problem)}`,
    `    means: ${means}`,
    `    next: ${next}`,
  ]
}

const maxTombstones = 20

function tombstoneLines({ tombstones, tombstoneCount }: VerifyReport['recordings']): string[] {
  const lines = tombstones
    .slice(-maxTombstones)
    .map(
      ({ stream, session, leafIndex, at }) =>
        `  withdrawn: stream ${stream} of session ${session}, ${at}: leaf ${leafIndex} of the recordings log`,
    )
  const more = tombstoneCount - lines.length
  return more > 0 ? [`  withdrawn: ${count(more, 'stream')} before these`, ...lines] : lines
}

/** What keeps a report without findings from being a proof. */
export function unprovenReason({ logs, evidence }: VerifyReport): string {
  const bare = logNames.filter((log) => logs[log].unanchored)
  if (bare.length > 0) return `there is no signed checkpoint of the ${bare.join(' and the ')} log`
  const keyless = logNames.filter((log) => evidence.keys[log] !== 'given')
  return `the key of the ${keyless.join(' and the ')} log is the one that its own leaf 0 names; give the key that you kept`
}

const headlines = {
  intact: () => 'intact: everything stored agrees with the signed checkpoints',
  broken: (report: VerifyReport) => `broken: ${count(report.problems.length, 'problem')} found`,
  unproven: (report: VerifyReport) => `unproven: nothing disagrees, but ${unprovenReason(report)}`,
} as const

/** What the anchors were held against. */
function heldAgainst({
  evidence: { database, exportLines, exportFiltered, receipts },
}: VerifyReport): string {
  const parts = ['the leaves in the anchor', 'the batches']
  if (database) parts.push('the database')
  if (exportLines !== undefined)
    parts.push(`${exportFiltered ? 'a filtered' : 'an'} export of ${count(exportLines, 'event')}`)
  if (receipts !== undefined) parts.push(count(receipts, 'receipt'))
  return parts.join(', ')
}

/** The report as text, the verdict first. */
export function formatReport(report: VerifyReport): string {
  const { logs, recordings } = report
  const lines = [headlines[report.verdict](report)]
  for (const problem of report.problems) lines.push(...problemLines(problem))
  lines.push(
    `  audit log: ${logLine(logs.audit)}`,
    `  recordings log: ${logLine(logs.recordings)}`,
    `  recordings: ${[
      count(recordings.batchCount, 'batch', 'batches'),
      count(recordings.streamCount, 'stream'),
      count(recordings.segmentCount, 'segment'),
      formatBytes(recordings.sizeBytes),
    ].join(', ')}`,
  )
  lines.push(`  held against: ${heldAgainst(report)}`)
  for (const log of logNames) {
    const { unprovenCount } = logs[log]
    if (unprovenCount === 0) continue
    lines.push(
      `  unproven: the newest ${count(unprovenCount, 'leaf', 'leaves')} of the ${log} log, no checkpoint covers them yet`,
    )
  }
  if (recordings.unprovenBatchCount > 0) {
    lines.push(
      `  unproven: ${count(recordings.unprovenBatchCount, 'batch', 'batches')} without a leaf yet, checked against the database alone`,
    )
  }
  if (recordings.unlistedCount > 0) {
    lines.push(
      `  unlisted: ${count(recordings.unlistedCount, 'object')} that no batch names; no receipt was given for them`,
    )
  }
  lines.push(...tombstoneLines(recordings))
  lines.push(`  took ${(report.durationMs / 1000).toFixed(1)} s`)
  return `${lines.join('\n')}\n`
}
