// Each detector on the examples of its official document, and findIdentifiers as a whole.
import { describe, expect, test } from 'vitest'
import { detectors, findIdentifiers } from './find-identifiers.ts'

/** The text without its marks, and what stood between them. */
function readMarks(marked: string): { text: string; spans: string[] } {
  return {
    text: marked.replace(/[«»]/g, ''),
    spans: Array.from(marked.matchAll(/«([^»]*)»/g), (match) => match[1] ?? ''),
  }
}

for (const detector of detectors) {
  describe(`${detector.id} (${detector.clause})`, () => {
    test.each(detector.examples.found)('finds %s', (marked) => {
      const { text, spans } = readMarks(marked)
      const found = findIdentifiers(text, { types: [detector.id] })
      expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(spans)
    })
    test.each(detector.examples.passed)('passes over %s', (text) => {
      expect(findIdentifiers(text, { types: [detector.id] })).toEqual([])
    })
    test('names its source', () => {
      expect(detector.source.length).toBeGreaterThan(10)
      expect(detector.clause).toMatch(/^[A-R]$/)
    })
  })
}
