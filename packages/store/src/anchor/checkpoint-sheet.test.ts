// Paper: what is printed reads back from any spacing and case, and a wrong letter is named by its line.
import { expect, test } from 'vitest'
import { BadSheetError, formatCheckpointSheet, parseCheckpointSheet } from './checkpoint-sheet.ts'

const root = Uint8Array.from({ length: 32 }, (_, position) => position * 7 + 3)
const checkpoint = (log: 'audit' | 'recordings', size: number) => ({
  log,
  size,
  root,
  note: `reseal-ab12/${log}\n${size}\nAAAA\n\n— reseal-ab12/${log} c2ln\n`,
})
const sheet = formatCheckpointSheet(
  [checkpoint('audit', 12_345), checkpoint('recordings', 7)],
  new Date('2026-11-22T20:15:00Z'),
)
const entries = [
  { origin: 'reseal-ab12/audit', size: 12_345, root },
  { origin: 'reseal-ab12/recordings', size: 7, root },
]

/** The line, from 1, that a sheet is refused for. */
function refusedLine(text: string): number | undefined {
  try {
    parseCheckpointSheet(text)
  } catch (error) {
    if (error instanceof BadSheetError) return error.line
    throw error
  }
  throw new Error('accepted')
}

test('a sheet is plain text with date, origin, size, root and note; what is typed fits 80 columns', () => {
  expect(sheet).toContain('printed 2026-11-22 20:15:00 UTC')
  expect(sheet).toContain('— reseal-ab12/audit c2ln')
  const widest = Math.max(...sheet.split('\n').map((line) => (line.startsWith('—') ? 0 : line.length)))
  expect(widest).toBeLessThanOrEqual(80)
})

test('reads back, whole or only the lines that are typed', () => {
  expect(parseCheckpointSheet(sheet)).toEqual(entries)
  const typed = sheet.split('\n').filter((line) => /^(log|size|root)/.test(line))
  const careless = typed.map((line) =>
    line.startsWith('log')
      ? line.replaceAll(/ +/g, ' ').replace('log', 'LOG')
      : `  ${line.toUpperCase().replaceAll(' ', '  ')} `,
  )
  expect(parseCheckpointSheet(careless.join('\r\n'))).toEqual(entries)
})

test('a wrong letter is named by its line', () => {
  const lines = sheet.split('\n')
  for (const [position, line] of lines.entries()) {
    if (!/^(size|root)/.test(line)) continue
    const wrong = line.replace(/(?<= )[0-9a-f](?=[0-9a-f]*( |$))/, (digit) => (digit === '1' ? '7' : '1'))
    expect(refusedLine(lines.with(position, wrong).join('\n')), line).toBe(position + 1)
  }
})

test('a sheet without a line, or with two of them exchanged, is refused', () => {
  const lines = sheet.split('\n')
  const at = lines.findIndex((line) => line.startsWith('root 2'))
  expect(refusedLine(lines.toSpliced(at, 1).join('\n'))).toBe(at + 1)
  const exchanged = lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? '')
  expect(refusedLine(exchanged.join('\n'))).toBe(at + 1)
  expect(refusedLine('nothing of the kind')).toBeUndefined()
  expect(refusedLine(lines.filter((line) => !line.startsWith('size')).join('\n'))).toBeGreaterThan(0)
})
