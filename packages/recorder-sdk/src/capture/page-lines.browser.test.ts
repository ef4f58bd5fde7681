// Masks in a real page: whatever the width of a column and the font, a mask takes as many lines as its text.
import { defineRules, type RecordedEvent } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it } from 'vitest'
import { createLineMeasure } from './page-lines.ts'
import { startCapture } from './start-capture.ts'

const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

const texts = [
  'Yes',
  'Interpretation',
  'Trouble falling or staying asleep',
  'Feeling bad about yourself, or that you are a failure or have let yourself or your family down',
  'The patient reports intermittent headaches since early spring, worse in the evening. No fever, no weight loss.',
]
const widths = [90, 130, 200, 320, 560]
const fonts = ['14px sans-serif', 'bold 20px serif', '12px monospace']

/** The masks of the texts below a host, in order, as capture records them. */
function masksBelow(host: HTMLElement): string[] {
  const events: RecordedEvent[] = []
  const capture = startCapture({
    rules: defineRules({}),
    emit: (event) => events.push(event),
    onError: (error) => {
      throw error
    },
  })
  const ids = [...host.children].map((line) => capture.idOf(line.firstChild as Text))
  capture.stop()
  const texts = new Map<number, string>()
  const walk = (node: { id: number; childNodes?: never[]; textContent?: string }): void => {
    texts.set(node.id, node.textContent ?? '')
    node.childNodes?.forEach(walk)
  }
  const [snapshot] = events.filter((event) => event.type === 2).map(({ data }) => data as { node: never })
  if (snapshot === undefined) throw new Error('nothing was recorded')
  walk(snapshot.node)
  return ids.map((id) => texts.get(id) ?? '')
}

describe('lines of masks', () => {
  it('are as many as those of the text, in columns of any width', () => {
    const host = document.createElement('div')
    host.id = 'lines'
    for (const font of fonts) {
      for (const width of widths) {
        for (const text of texts) {
          const line = document.createElement('p')
          line.style.cssText = `font:${font};width:${width}px;margin:0`
          line.textContent = text
          host.append(line)
        }
      }
    }
    document.body.append(host)
    cleanups.push(() => host.remove())
    const before = [...host.children].map((line) => line.getBoundingClientRect().height)
    masksBelow(host).forEach((mask, index) => {
      ;(host.children[index] as HTMLElement).textContent = mask
    })
    expect([...host.children].map((line) => line.getBoundingClientRect().height)).toEqual(before)
  })

  it('are measured once each, and not at all where nothing is shown', () => {
    const line = document.createElement('p')
    line.style.cssText = 'font:16px monospace;width:12ch'
    line.innerHTML = 'one two <b>three</b> four five'
    document.body.append(line)
    cleanups.push(() => line.remove())
    const measureLines = createLineMeasure()
    const [first, , last] = [...line.childNodes] as Text[]
    expect(measureLines(first as Text)).toHaveLength(1)
    expect(measureLines(last as Text).length).toBeGreaterThanOrEqual(1)
    line.style.display = 'none'
    expect(measureLines(first as Text)).toEqual([])
  })
})
