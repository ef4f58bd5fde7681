import { describe, expect, test } from 'vitest'
import { eventBounds, readEvents } from './read-events.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)
const eventWith = (data: string): Uint8Array => bytes(`[{"type":3,"timestamp":1,"data":${data}}]`)
const code = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('the events of a segment', () => {
  test('are read as they were sealed', () => {
    const events = [
      { type: 4, timestamp: 1, data: { href: 'a "quoted" [text] \\ {' } },
      { type: 3, timestamp: 2 },
    ]
    expect(readEvents(bytes(JSON.stringify(events)))).toEqual(events)
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '[{'],
    ['no list', '{"type":3,"timestamp":1}'],
    ['a text among them', '["x"]'],
    ['one without a type', '[{"timestamp":1}]'],
    ['one whose time is a text', '[{"type":3,"timestamp":"1"}]'],
  ])('are refused where there is %s', (_, text) => {
    expect(code(() => readEvents(bytes(text)))).toBe('open_failed')
  })

  test('are refused where they are no UTF-8', () => {
    expect(code(() => readEvents(Uint8Array.of(0x5b, 0xff, 0x5d)))).toBe('open_failed')
  })
})

describe('a bomb', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

  test('of depth is refused one level beyond the bound', () => {
    // The list and the event are two.
    expect(code(() => readEvents(eventWith(nested(eventBounds.depth - 2))))).toBeUndefined()
    expect(code(() => readEvents(eventWith(nested(eventBounds.depth - 1))))).toBe('open_failed')
  })

  test('of values or events is refused', () => {
    const bounds = { depth: 8, events: 2, values: 10 }
    expect(code(() => readEvents(eventWith('[1,2,3,4]'), bounds))).toBeUndefined()
    expect(code(() => readEvents(eventWith('[1,2,3,4,5,6,7,8,9]'), bounds))).toBe('open_failed')
    const three = `[${Array(3).fill('{"type":3,"timestamp":1}').join(',')}]`
    expect(code(() => readEvents(bytes(three), { ...bounds, values: 100 }))).toBe('open_failed')
  })

  test('does not hide its brackets behind a text', () => {
    expect(code(() => readEvents(eventWith(`"${'['.repeat(5_000)}"`)))).toBeUndefined()
    expect(code(() => readEvents(eventWith(`{"\\"":${nested(5_000)}}`)))).toBe('open_failed')
  })
})
