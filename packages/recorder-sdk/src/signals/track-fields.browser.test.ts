// Marks of fields in a real browser, through capture and redaction.
import {
  defineRules,
  type FieldMark,
  fieldMarks,
  type JsonObject,
  type RecordedEvent,
  type RuleSetInput,
} from '@reseal/redaction-rules'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { placeTrackers } from '../capture/place-trackers.ts'
import { startCapture } from '../capture/start-capture.ts'
import { opensMarks, trackFields } from './track-fields.ts'

const secret = 'zqfieldjxv'
const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

function addHtml(html: string): HTMLElement {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

const opening = (...opens: FieldMark[]): RuleSetInput => ({
  allow: [{ id: 'form-states', selector: 'body', opens }],
})

interface Recorded {
  readonly events: readonly RecordedEvent[]
  /** What was told so far of the field, without which and by which rule. */
  marksOf(field: Element | null): JsonObject[]
}

function record(rules: RuleSetInput = opening(...fieldMarks)): Recorded {
  const events: RecordedEvent[] = []
  const capture = startCapture({
    rules: defineRules(rules),
    emit: (event) => void events.push(event),
    onError: (error) => {
      throw error
    },
  })
  cleanups.push(placeTrackers([trackFields], capture).stop, capture.stop)
  return {
    events,
    marksOf: (field) =>
      events
        .filter(({ type, data }) => type === 6 && data['plugin'] === 'reseal/field')
        .map(({ data }) => data['payload'] as JsonObject)
        .filter(({ id }) => field !== null && id === capture.idOf(field))
        .map(({ id: _id, opened: _opened, ...marks }) => marks),
  }
}

const fieldIn = (host: Element, selector = 'input'): HTMLInputElement => {
  const field = host.querySelector<HTMLInputElement>(selector)
  if (field === null) throw new Error('no such field')
  return field
}
const typeInto = async (field: Element, text: string): Promise<void> => {
  await userEvent.click(field)
  await userEvent.keyboard(text)
}
const leave = (): Promise<void> => userEvent.tab()
const until = (check: () => void): Promise<void> => vi.waitFor(check, 10_000)
/** What was to come has come. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150))

/** So much later that what is sent is not what has just been left. */
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_050))

const form = (field: string, attributes = ''): string =>
  `<form onsubmit="return false" ${attributes}>${field}<input id="other"><button>save</button></form>`

describe('marks of fields', () => {
  it('R-20.4 tell that a field became invalid, how often, and that it is no longer', async () => {
    const host = addHtml(form('<input type="email">'))
    const field = fieldIn(host)
    const recorded = record(opening('invalid'))
    for (const text of [secret, 'q', 'v']) {
      await typeInto(field, text)
      await leave()
    }
    await until(() =>
      expect(recorded.marksOf(field)).toEqual([1, 2, 3].map((times) => ({ invalid: true, times }))),
    )
    await userEvent.fill(field, 'a@b.example')
    await leave()
    await until(() => expect(recorded.marksOf(field)[3]).toEqual({ invalid: false }))
    expect(JSON.stringify(recorded.events)).not.toContain(secret)
  })

  it('R-20.6 R-20.7 tell once that a field has changed and is filled, not what it holds', async () => {
    const host = addHtml(form(''))
    const field = fieldIn(host)
    const recorded = record(opening('changed', 'filled'))
    await userEvent.click(field)
    await leave()
    await until(() => expect(recorded.marksOf(field)).toEqual([{ filled: false }]))
    await typeInto(field, secret)
    await leave()
    await userEvent.click(field)
    await leave()
    await userEvent.clear(field)
    await leave()
    await until(() =>
      expect(recorded.marksOf(field)).toEqual([
        { filled: false },
        { changed: true, filled: true },
        { changed: true, filled: false },
      ]),
    )
    expect(JSON.stringify(recorded.events)).not.toContain(secret)
  })

  it('R-20.5 R-20.7 R-20.8 tell whether it is the same again, why it is invalid and what it declares', async () => {
    const host = addHtml(form('<input type="date" required>'))
    const field = fieldIn(host)
    const recorded = record()
    const send = (): Promise<void> => userEvent.click(fieldIn(host, 'button'))
    await send()
    await until(() => expect(recorded.marksOf(field)).toHaveLength(1))
    await rest()
    await send()
    await until(() => expect(recorded.marksOf(field)).toHaveLength(2))
    await rest()
    await typeInto(field, '1')
    await send()
    await until(() => expect(recorded.marksOf(field).length).toBeGreaterThan(2))
    await settled()
    const [first, second, third] = recorded.marksOf(field)
    const missing = { invalid: true, why: 'missing', filled: false, kind: 'date' }
    expect(first).toEqual({ ...missing, times: 1 })
    expect(second).toEqual({ ...missing, times: 2, same: true })
    expect(third).toEqual({
      ...missing,
      times: 3,
      why: 'format',
      same: false,
      changed: true,
      filled: true,
    })
  })

  it.each([
    ['<input type="number">', 'number'],
    ['<input inputmode="numeric">', 'number'],
    ['<input type="month">', 'date'],
    ['<input type="text">', 'text'],
    ['<textarea></textarea>', 'text'],
  ])('R-20.8 tell of %s that it is of kind %s, whatever it holds', async (html, kind) => {
    const host = addHtml(html)
    const field = fieldIn(host, 'input,textarea')
    const recorded = record(opening('kind', 'filled'))
    await userEvent.click(field)
    field.blur()
    await until(() => expect(recorded.marksOf(field)).toEqual([{ filled: false, kind }]))
  })

  it('R-20.3 are not told while someone types, however often the page judges', async () => {
    const host = addHtml('<form><input minlength="5" required><input id="other" required></form>')
    const field = fieldIn(host)
    const other = fieldIn(host, '#other')
    field.addEventListener('input', () => {
      field.setAttribute('aria-invalid', String(field.value.length % 2 === 1))
      other.setAttribute('aria-invalid', String(field.value.length % 2 === 0))
      host.querySelector('form')?.checkValidity()
    })
    const recorded = record()
    await userEvent.click(other)
    await typeInto(field, 'abcdefg')
    await settled()
    expect(recorded.marksOf(field)).toEqual([])
    const before = recorded.marksOf(other)
    await leave()
    await until(() => expect(recorded.marksOf(field)).toHaveLength(1))
    expect(recorded.marksOf(field)[0]).toMatchObject({ invalid: true, times: 1 })
    expect(recorded.marksOf(other).length).toBeLessThanOrEqual(before.length + 1)
  })

  it('R-20.3 are not told while someone types where the page keeps the keys to itself, or in a frame', async () => {
    const host = addHtml('<input id="a"><input id="b"><iframe srcdoc="<input>"></iframe>')
    const [a, b] = [fieldIn(host, '#a'), fieldIn(host, '#b')]
    const frame = host.querySelector('iframe') as HTMLIFrameElement
    await until(() => expect(frame.contentDocument?.querySelector('input')).toBeTruthy())
    const flip = (): void => a.setAttribute('aria-invalid', String(a.getAttribute('aria-invalid') !== 'true'))
    const keep = (event: Event): void => {
      if (event.type === 'input') flip()
      event.stopImmediatePropagation()
    }
    for (const type of ['keydown', 'input']) {
      addEventListener(type, keep, true)
      cleanups.push(() => removeEventListener(type, keep, true))
    }
    const recorded = record(opening('invalid'))
    await userEvent.click(a)
    await userEvent.click(b)
    for (const key of 'abc') {
      await userEvent.keyboard(key)
      await settled()
    }
    expect(recorded.marksOf(a)).toEqual([])
    b.blur()
    await until(() => expect(recorded.marksOf(a)).toEqual([{ invalid: true, times: 1 }]))
    frame.contentDocument?.querySelector('input')?.focus()
    flip()
    await settled()
    expect(recorded.marksOf(a)).toHaveLength(1)
    await userEvent.click(b)
    await until(() => expect(recorded.marksOf(a)[1]).toEqual({ invalid: false }))
  })

  it('leave a form alone whose fields stand in the way of its own properties', async () => {
    const host = addHtml(form('<input name="elements"><input name="noValidate" required>'))
    const problems: string[] = []
    const onError = (event: ErrorEvent): void => void problems.push(event.message)
    addEventListener('error', onError)
    cleanups.push(() => removeEventListener('error', onError))
    const recorded = record(opening('invalid'))
    await userEvent.type(fieldIn(host, '[name=elements]'), 'a{Enter}')
    host.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true }))
    await until(() => expect(recorded.marksOf(fieldIn(host, '[name=noValidate]'))).toHaveLength(1))
    expect(problems).toEqual([])
  })

  it('R-20.3 are told late where the page judges late, and of no field that nobody has come to', async () => {
    const host = addHtml('<input id="a"><input id="b">')
    const [a, b] = [fieldIn(host, '#a'), fieldIn(host, '#b')]
    a.addEventListener('blur', () =>
      setTimeout(() => {
        for (const field of [a, b]) field.setAttribute('aria-invalid', 'true')
      }, 100),
    )
    const recorded = record(opening('invalid'))
    await typeInto(a, 'x')
    ;(document.activeElement as HTMLElement).blur()
    await until(() => expect(recorded.marksOf(a)).toEqual([{ invalid: true, times: 1 }]))
    await settled()
    expect(recorded.marksOf(b)).toEqual([])
  })

  it('R-20.3 are told of all fields of a form that a person sends, and of none when a script does', async () => {
    const host = addHtml(form('<input required><input type="email" value="q">'))
    const form_ = host.querySelector('form') as HTMLFormElement
    const fields = [...host.querySelectorAll('form input')].slice(0, 2)
    const recorded = record(opening('invalid'))
    form_.requestSubmit()
    form_.reportValidity()
    await settled()
    expect(fields.flatMap(recorded.marksOf)).toEqual([])
    await userEvent.click(fieldIn(host, 'button'))
    await until(() => expect(fields.map((field) => recorded.marksOf(field).length)).toEqual([1, 1]))
  })

  it('R-20.3 are told at Enter', async () => {
    const host = addHtml(form('<input required minlength="3">'))
    const field = fieldIn(host)
    const recorded = record(opening('invalid'))
    await typeInto(field, 'a{Enter}')
    await until(() => expect(recorded.marksOf(field)).toEqual([{ invalid: true, times: 1 }]))
  })

  it('R-20.4 leave the browser out where the form does, unless the page asks it', async () => {
    const host = addHtml(form('<input required>', 'novalidate'))
    const field = fieldIn(host)
    const recorded = record(opening('invalid'))
    const send = (): Promise<void> => userEvent.click(fieldIn(host, 'button'))
    await send()
    await settled()
    expect(recorded.marksOf(field)).toEqual([])
    host.querySelector('button')?.addEventListener('click', () => host.querySelector('form')?.checkValidity())
    await send()
    await until(() => expect(recorded.marksOf(field)).toEqual([{ invalid: true, times: 1 }]))
  })

  it('R-20.3 R-9.7 are not told after on-screen keys', async () => {
    const keys = Array.from({ length: 10 }, (_, digit) => `<button>${digit}</button>`).join('')
    const host = addHtml(`<input><div>${keys}</div>`)
    const field = fieldIn(host)
    for (const key of host.querySelectorAll('button')) {
      key.addEventListener('click', () => {
        field.value += key.textContent
        field.setAttribute('aria-invalid', String(field.value.length % 2 === 1))
      })
    }
    const recorded = record()
    await userEvent.click(field)
    for (const digit of [4, 2, 7]) {
      await userEvent.click(host.querySelectorAll('button')[digit] as HTMLElement)
      await settled()
    }
    expect(recorded.marksOf(field)).toEqual([])
  })

  it('R-20.2 are made of no password, nor beside one', async () => {
    const host = addHtml('<form><input id="user"><input type="password" required minlength="9"></form>')
    const recorded = record()
    for (const selector of ['#user', '[type=password]']) {
      await typeInto(fieldIn(host, selector), secret)
      await leave()
    }
    await settled()
    expect(JSON.stringify(recorded.events)).not.toMatch(/reseal\/field/)
  })

  it('R-20.1 are looked for only where a rule opens one', async () => {
    expect(opensMarks(defineRules({}))).toBe(false)
    expect(
      opensMarks(defineRules({ allow: [{ id: 'a', selector: 'p', opens: ['inputs', 'typing'] }] })),
    ).toBe(false)
    for (const mark of fieldMarks) expect(opensMarks(defineRules(opening(mark)))).toBe(true)
    const host = addHtml('<section><input required></section>')
    const recorded = record({
      allow: [{ id: 'a', selector: 'table', opens: ['invalid', 'changed', 'filled'] }],
    })
    await typeInto(fieldIn(host), secret)
    await leave()
    await settled()
    expect(JSON.stringify(recorded.events)).not.toMatch(/reseal\/field/)
  })
})
