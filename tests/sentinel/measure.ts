// Prints recall and precision of the sentinel by identifier (docs/detectors.md). Build first.
//   node tests/sentinel/measure.ts [--json] [--misses]
import { measureSentinel, placements } from './measure-sentinel.ts'

const measured = measureSentinel()
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

if (process.argv.includes('--json')) {
  const { misses, ...rest } = measured
  process.stdout.write(`${JSON.stringify({ ...rest, missCount: misses.length }, undefined, 2)}\n`)
} else {
  const header = ['kind', 'strings', 'recall', 'as its kind', 'precision', ...placements]
  const rows = measured.kinds.map(({ kind, count, recall, ownRecall, precision, byPlacement }) => [
    kind,
    String(count),
    percent(recall),
    percent(ownRecall),
    percent(precision),
    ...placements.map((placement) => percent(byPlacement[placement])),
  ])
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`
  process.stdout.write(line(header))
  process.stdout.write(line(header.map((_, at) => (at === 0 ? '---' : '---:'))))
  for (const row of rows) process.stdout.write(line(row))
  const { count, hits } = measured.clean
  process.stdout.write(
    `\n${count} texts without an identifier, ${hits} with a finding (${percent(hits / count)})\n`,
  )
  if (process.argv.includes('--misses'))
    for (const miss of measured.misses) process.stdout.write(`${JSON.stringify(miss)}\n`)
}
