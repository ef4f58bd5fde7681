// A made-up recording of a clinic page for the benches: a keyframe a minute of 1,500 nodes, and every five seconds what a
// person who works leaves behind. As redaction leaves it: words of x, static texts marked.

interface PageEvent {
  readonly type: number
  readonly timestamp: number
  readonly data: object
}

/** Segment length and keyframe interval of the recorder. */
export const segmentMs = 5_000
export const keyframeEvery = 12

const rows = 200

/** The events of one segment, as JSON. */
export function segmentText(startedAtMs: number, index: number): string {
  const atMs = startedAtMs + index * segmentMs
  return JSON.stringify([...(index % keyframeEvery === 0 ? keyframe(atMs) : []), ...changes(atMs, index)])
}

function keyframe(timestamp: number): PageEvent[] {
  const table = Array.from({ length: rows }, (_, row) => tableRow(row))
  const body = element(3, 'body', { class: 'page' }, [element(4, 'table', { class: 'list' }, table)])
  const node = { type: 0, id: 1, childNodes: [element(2, 'html', { lang: 'en' }, [body])] }
  const payload = { allow: [], trust: [], mask: [], block: [], attributes: [] }
  return [
    { type: 4, timestamp, data: { href: '/…', width: 1280, height: 720 } },
    { type: 6, timestamp, data: { plugin: 'reseal/rules', payload } },
    { type: 2, timestamp: timestamp + 1, data: { node, initialOffset: { top: 0, left: 0 } } },
  ]
}

const firstRowId = 10
const idsPerRow = 8

function tableRow(row: number): object {
  const id = firstRowId + row * idsPerRow
  const label = { type: 3, id: id + 2, textContent: `Open chart ${row % 7}`, static: true }
  const value = { type: 3, id: id + 4, textContent: masked(row) }
  return element(id, 'tr', { class: `row row-${row % 5}` }, [
    element(id + 1, 'td', { class: 'label', role: 'cell' }, [label]),
    element(id + 3, 'td', { class: 'value', role: 'cell', style: 'padding: 4px 8px' }, [value]),
    element(id + 5, 'td', { class: 'field' }, [
      { ...element(id + 6, 'input', { value: masked(row + 3), type: 'text' }, []), static: [] },
    ]),
  ])
}

function changes(atMs: number, index: number): PageEvent[] {
  return Array.from({ length: 90 }, (_, step) => {
    const timestamp = atMs + 50 + step * 50
    if (step % 3 !== 0) {
      const positions = [
        { x: (step * 31 + index * 7) % 1280, y: (step * 17 + index * 13) % 720, id: 4, timeOffset: 0 },
      ]
      return { type: 3, timestamp, data: { source: 1, positions } }
    }
    const row = (index * 13 + step) % rows
    const texts = [{ id: firstRowId + row * idsPerRow + 4, value: masked(index + step) }]
    const attributes = [
      { id: firstRowId + row * idsPerRow, attributes: { class: `row row-${(index + step) % 5} changed` } },
    ]
    return { type: 3, timestamp, data: { source: 0, texts, attributes, removes: [], adds: [] } }
  })
}

const masked = (seed: number): string => 'xxxxx '.repeat(1 + (seed % 5)).trim()

function element(id: number, tagName: string, attributes: object, childNodes: readonly object[]): object {
  return { type: 2, id, tagName, attributes, childNodes }
}
