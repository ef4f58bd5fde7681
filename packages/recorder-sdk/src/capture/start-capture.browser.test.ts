// Capture in a real page: what it refuses, what it emits, and that it fails closed without harming the page.
import { defineRules, isMaskedText, type RecordedEvent, type RuleSetInput } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it } from 'vitest'
import { CaptureError } from './capture-error.ts'
import { placeTrackers } from './place-trackers.ts'
import { type Capture, startCapture } from './start-capture.ts'
import { consoleLevels, createConsoleTracker } from './track-console.ts'
import { trackErrors } from './track-errors.ts'
import { trackRouteSignals } from './track-route-signals.ts'

interface Running extends Capture {
  readonly events: RecordedEvent[]
  readonly keyframes: boolean[]
  readonly errors: CaptureError[]
}

const cleanups: (() => void)[] = []

function start(rules: RuleSetInput = {}, onEvent?: () => void): Running {
  const events: RecordedEvent[] = []
  const keyframes: boolean[] = []
  const errors: CaptureError[] = []
  const capture = startCapture({
    rules: defineRules(rules),
    emit: (event, info) => {
      events.push(event)
      keyframes.push(info.keyframe)
      onEvent?.()
    },
    onError: (error) => errors.push(error),
  })
  const trackers = [createConsoleTracker(consoleLevels), trackErrors, trackRouteSignals]
  const placed = placeTrackers(trackers, capture)
  const stop = (): void => {
    placed.stop()
    capture.stop()
  }
  cleanups.push(stop)
  return { ...capture, stop, events, keyframes, errors }
}

function addHtml(html: string): HTMLElement {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
const textOf = (running: Running): string => JSON.stringify(running.events)

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

describe('startCapture', () => {
  it('begins with a keyframe: meta, then a snapshot', () => {
    const running = start()
    expect(running.events.slice(0, 2).map((event) => event.type)).toEqual([4, 2])
    expect(running.keyframes.slice(0, 2)).toEqual([true, true])
    running.takeKeyframe()
    expect(running.events.filter((event) => event.type === 2)).toHaveLength(2)
  })

  it('[R-12.2] hears the markup of a form whatever its fields are called', () => {
    addHtml(
      '<form data-reseal=block id=hidden-form>secret<input name=attributes><input name=childNodes><input name=firstChild><input name=getAttribute><input name=getAttributeNames></form>',
    )
    const text = textOf(start({ allow: [{ id: 'all', selector: 'body' }] }))
    expect(text).toContain('"data-reseal":"block"')
    expect(text).not.toContain('secret')
  })

  it('refuses a selector that the browser does not parse, naming the rule', () => {
    const rules = { mask: [{ id: 'a', selector: 'p' }], block: [{ id: 'b', selector: 'p:unheard-of(' }] }
    try {
      start(rules)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(CaptureError)
      expect(error).toMatchObject({ code: 'invalid_selector', path: 'block[0].selector' })
      expect(String(error)).not.toContain('unheard-of')
    }
  })

  it('masks by default and reads by rule, now and later', async () => {
    const host = addHtml('<p class="label">Birth date</p><p class="value">1931-07-19</p>')
    const running = start({ allow: [{ id: 'labels', selector: '.label' }] })
    host.insertAdjacentHTML('beforeend', '<i class="label">Phone</i><i>415-837-2916</i>')
    await settled()
    for (const text of ['Birth date', 'Phone']) expect(textOf(running)).toContain(text)
    for (const text of ['1931-', '-2916']) expect(textOf(running)).not.toContain(text)
  })

  it('does not ask a page that overrides how selectors match', () => {
    const original = Element.prototype.matches
    Object.assign(Element.prototype, { matches: () => true })
    cleanups.push(() => {
      Element.prototype.matches = original
    })
    addHtml('<p>Jane</p>')
    expect(textOf(start({ allow: [{ id: 'labels', selector: '.label' }] }))).not.toContain('Jane')
  })

  it('asks rules across shadow roots and frames', async () => {
    const host = addHtml('<div class="label"><section></section><iframe></iframe></div>')
    const shadow = host.querySelector('section')?.attachShadow({ mode: 'open' })
    const frame = host.querySelector('iframe')?.contentDocument
    const running = start({ allow: [{ id: 'labels', selector: '.label' }] })
    if (shadow !== undefined) shadow.innerHTML = '<b>In the shadow</b>'
    if (frame) frame.body.innerHTML = '<b>In the frame</b><b data-reseal="mask">Jane</b>'
    await settled()
    running.takeKeyframe()
    await settled()
    expect(textOf(running)).toContain('In the shadow')
    expect(textOf(running)).toContain('In the frame')
    expect(textOf(running)).not.toContain('Jane')
  })

  it('emits nothing for what is typed, ticked and chosen', async () => {
    const host = addHtml('<input><input type=checkbox><select><option>a<option>b</select>')
    const running = start()
    await settled()
    const before = running.events.length
    const [field, box] = host.querySelectorAll('input')
    const select = host.querySelector('select')
    if (field !== undefined) field.value = 'Jane'
    if (box !== undefined) box.checked = true
    if (select !== null) select.selectedIndex = 1
    for (const element of [field, box, select]) {
      element?.dispatchEvent(new Event('input', { bubbles: true }))
      element?.dispatchEvent(new Event('change', { bubbles: true }))
    }
    await settled()
    expect(running.events).toHaveLength(before)
  })

  it('records console calls and uncaught errors as masks, after the page has had them', async () => {
    const running = start()
    console.info('patient Jane', { name: 'Jane' })
    const rejection = Promise.reject(new TypeError('cannot load Jane'))
    const handled = (event: Event): void => event.preventDefault()
    window.addEventListener('unhandledrejection', handled, { once: true })
    await settled()
    await rejection.catch(() => {})
    const signals = running.events.filter((event) => event.type === 6).map((event) => event.data)
    expect(signals).toContainEqual(expect.objectContaining({ plugin: 'reseal/console' }))
    const error = signals.find((data) => data['plugin'] === 'reseal/error')?.['payload'] as {
      name: string
      message: string
      frames: unknown[]
    }
    expect(error.name).toBe('TypeError')
    expect(isMaskedText(error.message)).toBe(true)
    expect(error.frames.length).toBeGreaterThan(0)
    expect(textOf(running)).not.toContain('Jane')
  })

  it('gives late images their size', async () => {
    const host = addHtml('<img width="1" height="1">')
    const running = start()
    const image = host.querySelector('img')
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"/>'
    image?.removeAttribute('width')
    image?.removeAttribute('height')
    image?.setAttribute('src', `data:image/svg+xml,${encodeURIComponent(svg)}`)
    await new Promise((resolve) => image?.addEventListener('load', resolve))
    await settled()
    expect(textOf(running)).toContain('"width":"64px","height":"48px"')
    expect(textOf(running)).toContain('"content":"linear-gradient(#0001,#0001)"')
  })

  it('takes no number of a message for a place in a script', async () => {
    const running = start()
    const message = 'MRN:4829113:5\n    at x (record 4829114:1:2) at 10:45:59'
    window.dispatchEvent(new ErrorEvent('error', { error: new Error(message), message }))
    const renamed = new Error('MRN:4829115:5')
    renamed.message = 'Jane'
    window.dispatchEvent(new ErrorEvent('error', { error: renamed, message: 'Jane' }))
    await settled()
    expect(textOf(running)).toContain('reseal/error')
    expect(textOf(running)).toContain('"frames":[{')
    expect(textOf(running)).not.toMatch(/48291|"line":45/)
  })

  it.each([
    ['one that is bound, native to look at', () => (() => true).bind(null)],
    ['a proxy', () => new Proxy(Element.prototype.matches, { apply: () => true })],
  ])('asks the browser what a selector matches, not the page: %s', (_name, override) => {
    const original = Element.prototype.matches
    Element.prototype.matches = override() as Element['matches']
    cleanups.push(() => {
      Element.prototype.matches = original
    })
    addHtml('<p>Jane</p><p class="label">Birth date</p>')
    const running = start({ allow: [{ id: 'labels', selector: '.label' }] })
    expect(textOf(running)).toContain('Birth date')
    expect(textOf(running)).not.toContain('Jane')
  })

  it('stops, says so once and emits nothing more when redaction throws', async () => {
    const original = Object.getOwnPropertyDescriptor(
      HTMLElement.prototype,
      'offsetWidth',
    ) as PropertyDescriptor
    Object.defineProperty(HTMLElement.prototype, 'offsetWidth', {
      ...original,
      get(): unknown {
        throw new Error('broken')
      },
    })
    cleanups.push(() => Object.defineProperty(HTMLElement.prototype, 'offsetWidth', original))
    const running = start()
    const before = running.events.length
    addHtml('<p>Jane</p><canvas></canvas>')
    await settled()
    addHtml('<p>Jane</p>')
    await settled()
    expect(running.errors.map((error) => error.code)).toEqual(['redaction_failed'])
    expect(running.events).toHaveLength(before)
    expect(document.body.textContent).toContain('Jane')
  })

  it('stops when its consumer throws, without throwing into the page', async () => {
    let isBroken = false
    const running = start({}, () => {
      if (isBroken) throw new Error('full')
    })
    isBroken = true
    expect(() => addHtml('<p>a</p>')).not.toThrow()
    await settled()
    expect(running.errors.map((error) => error.code)).toEqual(['observer_failed'])
  })

  it('leaves the errors of the page to the page', () => {
    const host = addHtml('<style>.a{}</style>')
    start()
    expect(() => host.querySelector('style')?.sheet?.insertRule('no rule')).toThrow(DOMException)
  })

  it('puts back the console and emits nothing after stop', async () => {
    const original = console.log
    const running = start()
    expect(console.log).not.toBe(original)
    running.stop()
    expect(console.log).toBe(original)
    const before = running.events.length
    addHtml('<p>later</p>')
    running.takeKeyframe()
    await settled()
    expect(running.events).toHaveLength(before)
  })
})
