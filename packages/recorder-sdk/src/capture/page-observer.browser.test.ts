// Observation of a real page: held back, paused, passed over, measured; under the same ids throughout.
import { defaultRules } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { observerOptions } from './observer-options.ts'
import { type PageObserver, type RawEvent, startPageObserver } from './page-observer.ts'

interface Observed extends PageObserver {
  readonly events: RawEvent[]
  readonly spent: number[]
}

const cleanups: (() => void)[] = []

function start(): Observed {
  const events: RawEvent[] = []
  const spent: number[] = []
  const observer = startPageObserver({
    record: observerOptions(defaultRules),
    emit: (event) => events.push(event),
    onSpent: (ms) => spent.push(ms),
    onChanges: () => {},
    onSkipped: () => {},
  })
  cleanups.push(observer.stop)
  return { ...observer, events, spent }
}

function addHtml(html: string): HTMLElement {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
const textsOf = ({ events }: Observed): unknown[] =>
  events.flatMap(({ data }) => {
    const { texts = [] } = data as { texts?: readonly { readonly value: string }[] }
    return texts.map(({ value }) => value)
  })
const idOf = ({ events }: Observed, text: string): string | undefined =>
  new RegExp(`"textContent":"${text}"[^}]*"id":(\\d+)`).exec(
    JSON.stringify(events.findLast(({ type }) => type === 2)),
  )?.[1]

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

describe('page observer', () => {
  // What a text was in between may only be judged by what its place was then, and that is over.
  it('R-16.2 hands out of a text that waited what it is by then, and nothing before', async () => {
    const text = addHtml('<p>One</p>').querySelector('p')?.firstChild as Text
    const observer = start()
    observer.hold(true)
    text.data = 'Two'
    await settled()
    for (const value of ['Three', 'Jane', 'Four']) {
      text.data = value
      await settled()
    }
    await vi.waitFor(() => expect(textsOf(observer)).toContain('Four'), { timeout: 10_000 })
    expect(textsOf(observer)).toEqual(['Two', 'Four'])
  })

  it('hands out what waited before anything that follows it', async () => {
    const host = addHtml('<p>One</p>')
    const text = host.querySelector('p')?.firstChild as Text
    const observer = start()
    observer.hold(true)
    text.data = 'Two'
    await settled()
    text.data = 'Three'
    await settled()
    observer.takeSnapshot()
    const kinds = observer.events.map(({ type, data }) =>
      type === 3 ? textsOf({ ...observer, events: [{ type, data }] }) : type,
    )
    expect(kinds).toEqual([4, 2, ['Two'], ['Three'], 4, 2])
  })

  it('sees nothing while paused and gives nodes the numbers they had', async () => {
    const host = addHtml('<p>Same</p>')
    const root = host.attachShadow({ mode: 'open' })
    root.innerHTML = '<i>In the shadow</i><slot></slot>'
    const observer = start()
    const before = [idOf(observer, 'Same'), idOf(observer, 'In the shadow')]
    observer.pause()
    const count = observer.events.length
    host.append('later')
    root.append('later')
    document.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    await settled()
    expect(observer.events).toHaveLength(count)
    observer.resume()
    expect([idOf(observer, 'Same'), idOf(observer, 'In the shadow')]).toEqual(before)
    expect(before).not.toContain(undefined)
    const { length } = observer.events
    host.append('once more')
    await settled()
    expect(observer.events).toHaveLength(length + 1)
  })

  it('passes over a part, and shows it in snapshots', async () => {
    const host = addHtml('<section><p>Inside</p></section><p>Outside</p>')
    const section = host.querySelector('section') as HTMLElement
    const observer = start()
    observer.passOver((node) => section.contains(node))
    const { length } = observer.events
    section.innerHTML = '<p>Changed</p>'
    section.querySelector('p')?.setAttribute('class', 'x')
    await settled()
    expect(observer.events).toHaveLength(length)
    host.append('Outside changed')
    await settled()
    expect(observer.events).toHaveLength(length + 1)
    observer.takeSnapshot()
    expect(idOf(observer, 'Changed')).toBeDefined()
    observer.passOver(undefined)
    const later = observer.events.length
    section.querySelector('p')?.setAttribute('class', 'y')
    await settled()
    expect(observer.events).toHaveLength(later + 1)
  })

  it('counts what a batch and a snapshot take', async () => {
    const host = addHtml('<p>One</p>')
    const observer = start()
    const { length } = observer.spent
    expect(length).toBeGreaterThan(0)
    host.append('changed')
    await settled()
    expect(observer.spent.length).toBeGreaterThan(length)
  })

  it('begins with the document, however early it is started', () => {
    const observer = start()
    expect(observer.isRunning).toBe(true)
    expect(observer.events.map(({ type }) => type)).toEqual([4, 2])
  })

  it('forgets nodes that are gone', async () => {
    const host = addHtml('<p>Gone</p>')
    const observer = start()
    const gone = new WeakRef(host.querySelector('p') as Element)
    observer.pause()
    host.innerHTML = ''
    observer.resume()
    await settled()
    expect(gone.deref()?.isConnected).not.toBe(true)
    expect(idOf(observer, 'Gone')).toBeUndefined()
  })
})
