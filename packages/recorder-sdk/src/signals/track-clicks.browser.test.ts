// Rage, dead and error clicks of a real browser, through capture and redaction.
import { defineRules, type JsonObject, type RecordedEvent } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { placeTrackers } from '../capture/place-trackers.ts'
import { startCapture } from '../capture/start-capture.ts'
import type { Tracker } from '../capture/tracker.ts'
import { createClickTracker } from './track-clicks.ts'

const secret = 'zqsignaljxv'
const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function addHtml(html: string): HTMLElement {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

interface Recorded {
  readonly events: readonly RecordedEvent[]
  idOf(node: Node | null): number
  of(plugin: string): JsonObject[]
}

function record(tracker: Tracker): Recorded {
  const events: RecordedEvent[] = []
  const capture = startCapture({
    rules: defineRules({}),
    emit: (event) => void events.push(event),
    onError: (error) => {
      throw error
    },
  })
  cleanups.push(placeTrackers([tracker], capture).stop, capture.stop)
  return {
    events,
    idOf: (node) => (node === null ? 0 : capture.idOf(node)),
    of: (plugin) =>
      events
        .filter(({ type, data }) => type === 6 && data['plugin'] === `reseal/${plugin}`)
        .map(({ data }) => data['payload'] as JsonObject),
  }
}

const clicksOf = (recorded: Recorded, kind: string): JsonObject[] =>
  recorded.of('click').filter((click) => click['kind'] === kind)

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const waitMs = 1_000
const clickTracker = createClickTracker('https://ingest.example.org', waitMs)
const waited = (): Promise<void> => rest(waitMs + 200)

describe('rage clicks', () => {
  it('are three on one element within a second', async () => {
    const host = addHtml(`<button id="${secret}">${secret}</button><p>${secret}</p>`)
    const recorded = record(clickTracker)
    const button = host.querySelector('button') as HTMLElement
    await userEvent.tripleClick(button)
    await vi.waitFor(() => expect(clicksOf(recorded, 'rage')).toHaveLength(1), 10_000)
    expect(clicksOf(recorded, 'rage')[0]).toMatchObject({ kind: 'rage', id: recorded.idOf(button), count: 3 })
    expect(JSON.stringify(recorded.events)).not.toContain(secret)
  })

  it('are not three in two seconds', async () => {
    const host = addHtml('<button>a</button>')
    const recorded = record(clickTracker)
    for (let count = 0; count < 3; count += 1) {
      await userEvent.click(host.querySelector('button') as HTMLElement)
      await rest(600)
    }
    await rest(1_200)
    expect(clicksOf(recorded, 'rage')).toEqual([])
  })

  it('are not two, and not three that select a paragraph', async () => {
    const host = addHtml(`<button>${secret}</button><p>some words that are selected</p>`)
    const recorded = record(clickTracker)
    await userEvent.dblClick(host.querySelector('button') as HTMLElement)
    await rest(1_200)
    await userEvent.tripleClick(host.querySelector('p') as HTMLElement)
    expect(getSelection()?.isCollapsed).toBe(false)
    await rest(1_200)
    expect(clicksOf(recorded, 'rage')).toEqual([])
  })

  it('R-11.16 R-9.7 of a keypad do not show', async () => {
    const keys = Array.from({ length: 10 }, (_, digit) => `<button>${digit}</button>`).join('')
    const host = addHtml(`<div>${keys}</div>`)
    const recorded = record(clickTracker)
    await userEvent.tripleClick(host.querySelectorAll('button')[4] as HTMLElement)
    await rest(1_200)
    expect(recorded.of('click')).toEqual([])
  })
})

describe('error clicks', () => {
  it('are followed by an error that nothing catches', async () => {
    const host = addHtml('<button>a</button><button>b</button>')
    const [good, bad] = host.querySelectorAll('button')
    bad?.addEventListener('click', () =>
      setTimeout(() => window.dispatchEvent(new ErrorEvent('error', { message: secret }))),
    )
    const recorded = record(clickTracker)
    await userEvent.click(good as HTMLElement)
    await userEvent.click(bad as HTMLElement)
    await vi.waitFor(() => expect(clicksOf(recorded, 'error')).toHaveLength(1), 10_000)
    expect(clicksOf(recorded, 'error')[0]?.['id']).toBe(recorded.idOf(bad ?? null))
  })
})

describe('dead clicks', () => {
  it('are on what looks as if it did something and does nothing', async () => {
    const host = addHtml(
      '<button id="dead">a</button><button id="alive">b</button><span id="plain">c</span><div id="hand" style="cursor:pointer">d</div>',
    )
    host.querySelector('#alive')?.addEventListener('click', () => host.setAttribute('title', 'x'))
    const recorded = record(clickTracker)
    for (const id of ['dead', 'plain', 'hand']) {
      await userEvent.click(host.querySelector(`#${id}`) as HTMLElement)
    }
    await waited()
    await userEvent.click(host.querySelector('#alive') as HTMLElement)
    await waited()
    expect(clicksOf(recorded, 'dead').map(({ id }) => id)).toEqual(
      ['#dead', '#hand'].map((selector) => recorded.idOf(host.querySelector(selector))),
    )
  })

  it.each([
    ['focus', () => document.querySelector<HTMLElement>('#other')?.focus()],
    ['selection', () => getSelection()?.selectAllChildren(document.querySelector('#words') as Node)],
    ['a request', () => void fetch(`/nothing-${secret}`).catch(() => {})],
    ['a late change', () => setTimeout(() => document.querySelector('#words')?.append('x'), waitMs / 2)],
    ['another address', () => history.replaceState(null, '', '#x')],
    [
      'an input',
      () => document.querySelector('#other')?.dispatchEvent(new Event('input', { bubbles: true })),
    ],
  ])('are none when %s follows', async (_name, act) => {
    const host = addHtml('<button id="one">a</button><input id="other"><p id="words">some words</p>')
    host.querySelector('#one')?.addEventListener('click', act)
    const recorded = record(clickTracker)
    await userEvent.click(host.querySelector('#one') as HTMLElement)
    await waited()
    expect(recorded.of('click')).toEqual([])
  })

  it('R-11.16 R-9.3 are none on an answer that is chosen again', async () => {
    const host = addHtml(
      '<label id="a"><input type="radio" name="q" checked>yes</label>' +
        '<div id="b" style="cursor:pointer"><div><input type="radio" name="r" checked></div>no</div>' +
        '<button id="c" role="radio" aria-checked="true">never</button><button id="d" aria-pressed="true">on</button>',
    )
    const recorded = record(clickTracker)
    for (const id of ['a', 'b', 'c', 'd']) {
      await userEvent.click(host.querySelector(`#${id}`) as HTMLElement)
    }
    await waited()
    expect(clicksOf(recorded, 'dead')).toEqual([])
  })
})
