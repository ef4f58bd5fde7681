// work in proportion to length: hostile texts for every detector, 32 times as long, take about 32 times as long.
import { describe, expect, test } from 'vitest'
import { detectors, findIdentifiers } from './find-identifiers.ts'
import { foldText } from './fold-text.ts'
import { compilePattern, hasIdentifier } from './light.ts'

const pieces = [
  'a',
  '1',
  ' ',
  '@',
  '.',
  '-',
  '/',
  ':',
  '(',
  '1 ',
  '1-',
  '1.',
  '1:',
  '(1',
  'a.',
  'a@',
  'A1',
  'Aa ',
  'Aa, ',
  '1 Aa ',
  '+1',
  '"@',
  '%40',
  '::',
  'ab:',
  'a-',
  '//',
  'http://',
  'www.',
  'Mr. ',
  'name is ',
  'MRN: ',
  'id#',
  'Jan ',
  '1 Jan ',
  '2024-',
  '12/12/',
  'lives at 1 ',
  'address is ',
  'the corner of a and ',
  '(01)12345678901234',
  '=/',
  '+A123',
  '4012-8888-',
  'DE89 3704 ',
  '٠',
  '\u00ad',
  'é ',
  'Éa ',
  '\n',
  '1\n',
  'Rua ',
  'P.O. Box ',
  '90 years ',
  'ninety-',
  'Suite 1 ',
  '40° ',
  '1,',
  'x',
  'address of a ',
  'Apt 1, Aa ',
  '0x',
  'bc1',
  '"',
  "'",
  '1 St ',
  '1a ',
  'a1-',
  'A.',
]

/** Milliseconds of the processor, not of the clock, and the least of several runs: what else goes on only adds. */
function leastTime(rounds: number, run: () => void): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage()
    run()
    least = Math.min(least, process.cpuUsage(start).user / 1_000)
  }
  return least
}

const length = 2_000
const factor = 32
// Proportion gives 32 times as long, the square 1,024 times; what lies between is for collecting garbage.
const limit = (short: number): number => 8 * factor * short + 30

const repeat = (piece: string, size: number): string =>
  piece.repeat(Math.ceil(size / piece.length)).slice(0, size)

function expectProportion(find: (text: string) => void, piece: string): void {
  const short = repeat(piece, length)
  const long = repeat(piece, factor * length)
  // A busy machine may disturb one comparison; work that grows too fast disturbs them all.
  for (let attempt = 0; ; attempt += 1) {
    const least = leastTime(4, () => find(short))
    const most = leastTime(1 + attempt, () => find(long))
    if (most <= limit(least)) return
    if (attempt === 4)
      expect.fail(
        `${JSON.stringify(piece)}: ${least.toFixed(1)} ms, ${factor} times as long ${most.toFixed(1)} ms`,
      )
  }
}

for (const detector of detectors) {
  test(`${detector.id} does work in proportion to the length`, { timeout: 300_000 }, () => {
    for (const piece of pieces) expectProportion((text) => detector.find(text), piece)
  })
}

describe('as a whole', () => {
  test('folding and finding do work in proportion to the length', { timeout: 300_000 }, () => {
    for (const piece of pieces) {
      expectProportion(foldText, piece)
      expectProportion(
        (text) => findIdentifiers(text, { patterns: [{ id: 'a', pattern: 'XXXX-9999' }] }),
        piece,
      )
    }
  })

  test('the light detectors do work in proportion to the length', { timeout: 300_000 }, () => {
    const patterns = ['XXXX-9999', 'AAAA9999', '9-9-9-9'].map(compilePattern)
    for (const piece of pieces) expectProportion((text) => hasIdentifier(text, patterns), piece)
  })

  test('any signs give findings within the text, sorted', () => {
    let seed = 20_261
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    for (let round = 0; round < 3_000; round += 1) {
      const text = Array.from({ length: next(30) }, () => pieces[next(pieces.length)]).join('')
      const findings = findIdentifiers(text)
      for (const [index, { start, end }] of findings.entries()) {
        expect(start).toBeGreaterThanOrEqual(findings[index - 1]?.start ?? 0)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
      }
    }
  })
})
