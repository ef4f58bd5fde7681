// Protection of a real page: what it does under a flood, what it says about it, and that it never shows more.
import { defineRules, type RecordedEvent, type RuleSetInput } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { CaptureError } from './capture-error.ts'
import type { ProtectionLimits } from './protect-page.ts'
import { type Capture, startCapture } from './start-capture.ts'

interface Running extends Capture {
  readonly events: RecordedEvent[]
  readonly errors: CaptureError[]
}

const cleanups: (() => void)[] = []

function start(limits: Partial<ProtectionLimits>, rules: RuleSetInput = {}): Running {
  const events: RecordedEvent[] = []
  const errors: CaptureError[] = []
  const capture = startCapture({
    rules: defineRules(rules),
    limits,
    emit: (event) => events.push(event),
    onError: (error) => errors.push(error),
  })
  cleanups.push(capture.stop)
  return { ...capture, events, errors }
}

function addHtml(html: string): HTMLElement {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

/** Changes the page again and again, without rest, until it is told to stop. */
function flood(change: (round: number) => void): () => void {
  // Not by timers: those of a page in the background hardly run.
  const { port1, port2 } = new MessageChannel()
  let round = 0
  port1.onmessage = () => {
    for (let times = 0; times < 200; times += 1) change((round += 1))
    port2.postMessage(null)
  }
  port2.postMessage(null)
  const stop = (): void => port1.close()
  cleanups.push(stop)
  return stop
}

const gapsOf = ({ events }: Running): unknown[] =>
  events.flatMap(({ data }) => (data['plugin'] === 'reseal/gap' ? [data['payload']] : []))
const typesOf = ({ events }: Running): number[] => events.map(({ type }) => type)
const lastSnapshot = ({ events }: Running): string =>
  JSON.stringify(events.findLast(({ type }) => type === 2))
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 20 })
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

const quick = { backOffMs: 200 }
const longer = { backOffMs: 1_500 }

/** Spends what is allowed again and again, as a flood does on a slow machine, until something is seen of it. */
const spendUntil = (running: Running, check: () => void): Promise<void> =>
  until(() => {
    try {
      check()
    } catch (error) {
      running.noteSize(50 * 1024 * 1024)
      throw error
    }
  })

const cpuGap = { reason: 'cpu' }
const isCpuGap = ({ data }: RecordedEvent): boolean =>
  JSON.stringify(data['payload']) === JSON.stringify(cpuGap)
/** Recording takes too much, and no part of the page stands out. */
const pause = (running: Running): Promise<void> =>
  spendUntil(running, () => expect(gapsOf(running)).toContainEqual(cpuGap))
const resumed = (running: Running): Promise<void> =>
  until(() => expect(gapsOf(running)).toContainEqual({ ...cpuGap, durationMs: expect.any(Number) as number }))
const readable = { allow: [{ id: 'all', selector: 'body' }] }

describe('protection of the page', () => {
  it('R-16.2 makes a box of the part that changes all the time, and shows it again when it is quiet', async () => {
    const host = addHtml('<p>Quiet part</p><section><b>Busy part</b></section>')
    const section = host.querySelector('section') as HTMLElement
    const running = start(quick, readable)
    expect(lastSnapshot(running)).toContain('Busy part')
    const stopFlood = flood((round) => {
      section.innerHTML = `<b>Busy part, round ${round % 7} of many</b>`
    })
    await spendUntil(running, () => expect(gapsOf(running)).toContainEqual({ reason: 'flood', part: true }))
    await until(() => expect(lastSnapshot(running)).not.toContain('Busy part'))
    expect(lastSnapshot(running)).toContain('Quiet part')
    expect(lastSnapshot(running)).toContain('"data-reseal":"block"')
    const before = running.events.length
    await settled()
    expect(JSON.stringify(running.events.slice(before))).not.toContain('Busy part')
    stopFlood()
    await until(() =>
      expect(gapsOf(running)).toContainEqual({
        reason: 'flood',
        part: true,
        durationMs: expect.any(Number) as number,
      }),
    )
    expect(lastSnapshot(running)).toContain('Busy part')
    expect(running.errors).toEqual([])
  })

  it('pauses where the whole page changes, looks at nothing meanwhile, and goes on from a snapshot', async () => {
    addHtml('<p>Here</p>')
    const running = start({ backOffMs: 1_000 })
    const stopFlood = flood((round) => {
      const added = document.createElement('i')
      added.textContent = `Jane ${round}`
      document.body.append(added)
      added.remove()
    })
    await spendUntil(running, () => expect(gapsOf(running)).toContainEqual({ reason: 'flood' }))
    const before = running.events.length
    await settled()
    expect(running.events).toHaveLength(before)
    stopFlood()
    const snapshots = typesOf(running).filter((type) => type === 2).length
    await until(() =>
      expect(gapsOf(running)).toContainEqual({ reason: 'flood', durationMs: expect.any(Number) as number }),
    )
    expect(typesOf(running).filter((type) => type === 2).length).toBeGreaterThan(snapshots)
    expect(running.errors).toEqual([])
  })

  it('skips a batch that is too large and shows the page by a snapshot', async () => {
    const host = addHtml('<p>Before</p>')
    const running = start({}, readable)
    const line = host.querySelector('p') as HTMLElement
    const text = line.firstChild as Text
    for (let round = 0; round < 10_050; round += 1) text.data = `Round ${round % 2 === 0 ? 'odd' : 'even'}`
    text.data = 'After'
    await until(() => expect(lastSnapshot(running)).toContain('After'))
    expect(JSON.stringify(running.events)).not.toContain('Round')
  })

  it('leaves out the largest part of a page that is too large, and that it is missing', async () => {
    const rows = Array.from({ length: 300 }, (_, row) => `<tr><td>Row ${'abcdefgh'[row % 8]}</td></tr>`).join(
      '',
    )
    addHtml(`<h1>Heading</h1><div><table><tbody>${rows}</tbody></table></div>`)
    const running = start({}, readable)
    expect(lastSnapshot(running)).toContain('Row a')
    running.leaveOutLargest()
    await until(() => expect(lastSnapshot(running)).not.toContain('Row a'))
    expect(lastSnapshot(running)).toContain('Heading')
    expect(gapsOf(running)).toEqual([{ reason: 'too-large', part: true }])
  })

  it('leaves out the text of the body where that is what is too large, and pauses when nothing else is left', async () => {
    const text = document.createTextNode('Jane '.repeat(20_000))
    document.body.append(text)
    cleanups.push(() => text.remove())
    const running = start({ backOffMs: 60_000 }, readable)
    expect(lastSnapshot(running)).toContain('Jane')
    running.leaveOutLargest()
    await until(() => expect(lastSnapshot(running)).not.toContain('Jane'))
    for (let times = 0; times < 5; times += 1) running.leaveOutLargest()
    expect(gapsOf(running)).toEqual([{ reason: 'too-large', part: true }, { reason: 'too-large' }])
  })

  it('leaves out a style sheet that is too large', async () => {
    const host = addHtml('<p>Here</p>')
    const style = document.createElement('style')
    style.textContent = Array.from({ length: 3_000 }, (_, at) => `.c${at}{color:red}`).join('')
    host.append(style)
    const running = start({}, readable)
    expect(lastSnapshot(running)).toContain('color:red')
    running.leaveOutLargest()
    await until(() => expect(lastSnapshot(running)).not.toContain('color:red'))
    expect(lastSnapshot(running)).toContain('Here')
  })

  it('goes on telling signals in a pause, and from then on what the page has become', async () => {
    const host = addHtml('<p>Here</p>')
    const running = start(longer, readable)
    await pause(running)
    host.insertAdjacentHTML('beforeend', '<p>Unseen</p>')
    running.signal('reseal/console', { level: 'log', args: [] })
    running.takeKeyframe()
    await settled()
    host.lastElementChild?.remove()
    host.insertAdjacentHTML('beforeend', '<p>Seen</p>')
    await resumed(running)
    const meanwhile = running.events.slice(running.events.findIndex(isCpuGap) + 1)
    expect(meanwhile[0]?.data['plugin']).toBe('reseal/console')
    expect(meanwhile[1]?.type).toBe(4)
    expect(lastSnapshot(running)).toContain('Seen')
    expect(JSON.stringify(running.events)).not.toContain('Unseen')
    expect(gapsOf(running)).toEqual([cpuGap, { ...cpuGap, durationMs: expect.any(Number) as number }])
  })

  it('remembers across a pause what was closed', async () => {
    const host = addHtml('<div class="secret"><b>Jane</b></div><p class="shown"></p>')
    const rules = {
      allow: [{ id: 'shown', selector: '.shown' }],
      mask: [{ id: 'secret', selector: '.secret' }],
    }
    const running = start(longer, rules)
    await pause(running)
    host.querySelector('p')?.append(host.querySelector('b') as Element)
    await resumed(running)
    expect(JSON.stringify(running.events)).not.toContain('Jane')
  })

  it('changes nothing of the page: neither observers nor prototypes', async () => {
    const before = Object.getOwnPropertyDescriptor(MutationObserver.prototype, 'observe')
    const running = start(quick)
    running.takeKeyframe()
    await pause(running)
    await resumed(running)
    expect(Object.getOwnPropertyDescriptor(MutationObserver.prototype, 'observe')).toEqual(before)
    running.stop()
    expect(Object.getOwnPropertyDescriptor(MutationObserver.prototype, 'observe')).toEqual(before)
  })
})
