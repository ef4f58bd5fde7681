// Lines that people and spreadsheets open, and lines that an auditor holds against the tiles.
import { expect, test } from 'vitest'
import type { AuditRecord } from '../logs/audit.repository.ts'
import { commitmentOf } from '../logs/audit-event.ts'
import { createAuditFormatter } from './formats.ts'

const site = { origin: 'reseal.test/audit', address: 'https://viewer.test' }
const salt = new Uint8Array(16).fill(7)

function recordWith(note: string): AuditRecord {
  const leaf = { action: 'replay.open', actor: {}, note: commitmentOf(salt, note), time_ms: 1 }
  return {
    index: 4,
    event: {
      id: '7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11',
      timeMs: 1_700_000_000_000,
      action: 'replay.open',
      outcome: 'success',
      actor: { issuer: 'reseal', roles: ['engineer'], method: 'one-time-link' },
      note,
      target: { fromMs: -5 },
    },
    leaf: new Uint8Array(Buffer.from(JSON.stringify(leaf))),
    leafHash: new Uint8Array(32),
    personal: [{ field: 'note', salt, value: note }],
  }
}

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['=1+1', "'=1+1"],
  ['+49 30', "'+49 30"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1', "'  =1"],
  ['\t=1', "'\t=1"],
  ['\u00a0=1', "'\u00a0=1"],
  ['\uff1d1', "'\uff1d1"],
  ['\n=1', '"\'\n=1"'],
  ['=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
])('%j is no formula in a spreadsheet', (note, field) => {
  const { header, line } = createAuditFormatter('csv', { site, isFiltered: false })
  const text = line(recordWith(note))
  expect(text).toContain(`,${field},`)
  expect(text.endsWith('\r\n')).toBe(true)
  expect(header.split(',')).toEqual(expect.arrayContaining(['index', 'id', 'note']))
})

test('a number is a number', () => {
  expect(createAuditFormatter('csv', { site, isFiltered: false }).line(recordWith('x'))).toContain(',-5,')
})

test('a JSON line has the leaf, and the salt that opens each of its commitments', () => {
  const { line } = createAuditFormatter('jsonl', { site, isFiltered: true })
  const read = JSON.parse(line(recordWith('the form froze'))) as {
    leaf: string
    filtered: true
    personal: { field: string; salt: string; value: string }[]
  }
  expect(read.filtered).toBe(true)
  const [note] = read.personal
  const opened = commitmentOf(Buffer.from(note?.salt ?? '', 'base64url'), note?.value ?? '')
  expect((JSON.parse(read.leaf) as { note: string }).note).toBe(opened)
})
