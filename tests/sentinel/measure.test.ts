// The short form of `node tests/sentinel/measure.ts`: up to 460 labelled strings of each kind, placed into pages (bar of issue 8).
import { expect, test } from 'vitest'
import { measureSentinel, placements } from './measure-sentinel.ts'

const measured = measureSentinel({ most: 230 })

// Found by lists and by the words around them: what they come to is a floor, no aim.
const loose: Readonly<Record<string, number>> = {
  'tax id': 0.9,
  name: 0.6,
  place: 0.5,
  'street-address': 0.9,
}

test.each(measured.kinds)('$kind is found in pages, however it is cut', ({ kind, recall, byPlacement }) => {
  expect(recall).toBeGreaterThanOrEqual(loose[kind] ?? 0.95)
  for (const placement of placements)
    expect(byPlacement[placement]).toBeGreaterThanOrEqual((loose[kind] ?? 0.95) - 0.1)
})

test.each(measured.kinds)('$kind is not found where nothing is', ({ precision }) => {
  expect(precision).toBeGreaterThanOrEqual(0.95)
})

test('texts without an identifier stay clean', () => {
  const { count, hits } = measured.clean
  expect(count).toBeGreaterThan(100)
  expect(hits).toBeLessThanOrEqual(3)
})
