// Prints precision and recall of the full detectors, by kind and corpus (test-data/README.md). Build first.
//   node packages/redaction-rules/scripts/measure-detectors.mjs [--json] [--misses]
import { findIdentifiers } from '../dist/detectors/index.js'
import { hasIdentifier } from '../dist/detectors/light.js'
import { measureDetectors } from './measurement.mjs'

const { rows, clean, interfaceTexts } = measureDetectors(findIdentifiers, hasIdentifier)
const percent = (part, whole) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`)

if (process.argv.includes('--json')) {
  const plain = rows.map((row) => ({ ...row, misses: row.misses.length, wrongs: row.wrongs.length }))
  process.stdout.write(`${JSON.stringify({ rows: plain, clean, interfaceTexts }, null, 2)}\n`)
} else {
  const cells = [
    ['kind', 'corpus', 'true', 'covered', 'by kind', 'light', 'false texts', 'any', 'high'],
    ...rows.map((row) => [
      row.kind,
      row.corpus,
      String(row.total),
      percent(row.covered, row.total),
      percent(row.typed, row.total),
      percent(row.light, row.total),
      String(row.negatives),
      percent(row.hits, row.negatives),
      percent(row.highHits, row.negatives),
    ]),
  ]
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  for (const row of cells) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
  const describe = (name, { total, hits, structuredHits }) =>
    `${name}: ${total}, with a finding: ${hits} (${percent(hits, total)}), other than names and places: ${structuredHits}\n`
  process.stdout.write(`\n${describe('Presidio sentences without an identifier', clean)}`)
  process.stdout.write(describe('interface texts without an identifier', interfaceTexts))
  if (process.argv.includes('--misses')) {
    for (const row of rows) {
      for (const miss of row.misses)
        process.stdout.write(`missed ${row.kind} (${row.corpus}): ${JSON.stringify(miss)}\n`)
      for (const wrong of row.wrongs)
        process.stdout.write(`wrong ${row.kind} (${row.corpus}): ${JSON.stringify(wrong)}\n`)
    }
    for (const text of [...clean.texts, ...interfaceTexts.texts])
      process.stdout.write(`wrong sentence: ${JSON.stringify(text)}\n`)
  }
}
