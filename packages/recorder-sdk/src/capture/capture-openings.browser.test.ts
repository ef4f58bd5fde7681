// What rules open reaches the recording in a real page, through rrweb's own options; and nothing else does.
import { defineRules, type Opening, type RecordedEvent, type RuleSetInput } from '@reseal/redaction-rules'
import { afterEach, describe, expect, it } from 'vitest'
import type { CaptureError } from './capture-error.ts'
import { type CaptureOptions, startCapture } from './start-capture.ts'

const cleanups: (() => void)[] = []

function start(rules: RuleSetInput, more: Partial<CaptureOptions> = {}) {
  const events: RecordedEvent[] = []
  const errors: CaptureError[] = []
  const capture = startCapture({
    rules: defineRules(rules),
    emit: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...more,
  })
  cleanups.push(capture.stop)
  const text = (): string => JSON.stringify(events)
  const inputs = (): RecordedEvent['data'][] =>
    events.filter(({ type, data }) => type === 3 && data['source'] === 5).map(({ data }) => data)
  return { ...capture, events, errors, text, inputs }
}

function addHtml(html: string): HTMLElement {
  const host = document.createElement('div')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
const opening = (...opens: Opening[]): RuleSetInput => ({ allow: [{ id: 'open', selector: '.open', opens }] })

function enter(element: Element | null, value: string, type: 'input' | 'change' = 'change'): void {
  if (element instanceof HTMLInputElement) {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
    set?.call(element, value)
  }
  element?.dispatchEvent(new Event(type, { bubbles: true }))
}

afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

describe('rules that open', () => {
  it('inputs: show them, and no others (R-9.1)', async () => {
    const host = addHtml(
      '<div><p class="open"><input value="Jane"></p></div><div><p class="open"><input type="password" value="Roe"></p></div><input value="Doe">',
    )
    const running = start(opening('inputs'))
    expect(running.text()).toContain('Jane')
    const [open, password, closed] = host.querySelectorAll('input')
    enter(open ?? null, 'Janet')
    enter(password ?? null, 'Roeder')
    enter(closed ?? null, 'Doering')
    await settled()
    running.takeKeyframe()
    expect(running.text()).toContain('Janet')
    expect(running.text()).not.toMatch(/Roe|Doe/)
  })

  it('inputs: show nothing that is closed in the same task', async () => {
    const changes: ((input: HTMLInputElement) => void)[] = [
      (input) => input.setAttribute('type', 'password'),
      (input) => input.setAttribute('autocomplete', 'current-password'),
      (input) => input.setAttribute('data-reseal', 'mask'),
      (input) => input.parentElement?.setAttribute('data-reseal', 'block'),
    ]
    const host = addHtml(
      `<section class="open">${'<p><input type="text"></p>'.repeat(changes.length)}</section>`,
    )
    const running = start(opening('inputs'))
    for (const [index, input] of [...host.querySelectorAll('input')].entries()) {
      changes[index]?.(input)
      enter(input, `Jane${index}`)
    }
    await settled()
    expect(running.text()).not.toContain('Jane')
  })

  it('inputs: show no password that a field elsewhere shows, also in part and after it is gone', async () => {
    const host = addHtml(
      '<div><div><p><input type="password" value="Quillfeather"></p></div></div>' +
        '<section><div><div class="open"><input value="Quillfeather"><textarea>Quillf</textarea></div></div></section>',
    )
    const running = start(opening('inputs'))
    host.querySelector('div')?.remove()
    await settled()
    running.takeKeyframe()
    expect(running.text()).not.toContain('Quillf')
  })

  it('inputs: show no password that another field shows', async () => {
    const host = addHtml(
      '<form class="open"><p><input type="password" value="Jane"></p><p><input type="text" value="Jane"></p></form>',
    )
    const running = start(opening('inputs'))
    host.querySelector('p')?.remove()
    await settled()
    running.takeKeyframe()
    const replaced = addHtml(
      '<form class="open"><p><input type="password" value="Roe"></p></form>',
    ).querySelector('input')
    await settled()
    replaced?.replaceWith(Object.assign(document.createElement('input'), { value: 'Roe' }))
    await settled()
    running.takeKeyframe()
    expect(/.{80}(?:Jane|Roe).{40}/.exec(running.text())).toBe(null)
  })

  it('text and inputs: stay closed where styles show dots or make editable', () => {
    addHtml(
      '<p class="open" style="-webkit-text-security:disc">Jane</p><p class="open"><input style="-webkit-text-security:disc" value="Jane"></p>',
    )
    addHtml('<p class="open" style="-webkit-user-modify:read-write">Jane</p><p class="open">Save</p>')
    const running = start(opening('text', 'inputs'))
    expect(running.text()).toContain('Save')
    expect(running.text()).not.toContain('Jane')
  })

  it('text: shows the label of a button, and a change of it', async () => {
    const host = addHtml(
      '<input type="submit" class="open" value="Save"><input type="submit" value="Call Jane">',
    )
    const running = start(opening('text'))
    expect(running.text()).toContain('Save')
    host.querySelector('.open')?.setAttribute('value', 'Save again')
    await settled()
    expect(running.text()).toContain('Save again')
    expect(running.text()).not.toContain('Jane')
  })

  it('typing: shows that something is typed, not what (R-9.2)', async () => {
    const host = addHtml('<input class="open"><input>')
    const running = start(opening('typing'))
    const [open, closed] = host.querySelectorAll('input')
    for (const value of ['J', 'Ja', 'Jan']) {
      enter(open ?? null, value, 'input')
      enter(closed ?? null, value, 'input')
    }
    await settled()
    expect(running.inputs().length).toBeGreaterThanOrEqual(3)
    expect(new Set(running.inputs().map(({ id, text }) => JSON.stringify([id, text]))).size).toBe(1)
    expect(running.text()).not.toContain('Jan')
  })

  it('options: show which is chosen (R-9.5)', async () => {
    const options = '<option value="Jane">Doctor Jane<option>Nobody<option selected>Anyone'
    const host = addHtml(`<select class="open">${options}</select><select>${options}</select>`)
    const running = start(opening('options'))
    expect(running.text().match(/"selected":true/g)).toHaveLength(1)
    for (const select of host.querySelectorAll('select')) {
      for (const index of [1, 0]) {
        select.selectedIndex = index
        enter(select, '')
      }
    }
    await settled()
    expect(running.inputs().map(({ text }) => text)).toEqual(['Nobody', expect.stringMatching(/^r\d+$/)])
    expect(running.text().match(/Nobody/g)).toHaveLength(2)
  })

  it('checked: show it (R-9.3)', async () => {
    const box = '<input type="checkbox"><input type="radio" name="a"><input type="radio" name="a">'
    const host = addHtml(`<p class="open">${box}</p><p>${box.replaceAll('"a"', '"b"')}</p>`)
    const running = start(opening('checked'))
    for (const input of host.querySelectorAll('input')) input.click()
    await settled()
    const ticked = running.inputs().filter(({ isChecked }) => isChecked === true)
    expect(ticked).toHaveLength(3)
    running.takeKeyframe()
    expect(running.text().match(/"checked":true/g)).toHaveLength(2)
  })

  it('range: shows a slider’s value (R-9.6)', async () => {
    const host = addHtml('<input type="range" class="open" value="37"><input type="range" value="38">')
    const running = start(opening('range'))
    const [open, closed] = host.querySelectorAll('input')
    enter(open ?? null, '62')
    enter(closed ?? null, '63')
    await settled()
    expect(running.inputs().map(({ text }) => text)).toEqual(['62'])
    expect(running.text()).toContain('"value":"37"')
    expect(running.text()).not.toContain('"value":"38"')
  })

  it('titles, editables and attributes: show them (R-4.5, R-5.8)', async () => {
    const title = document.title
    cleanups.push(() => {
      document.title = title
    })
    document.title = 'Clinic intake'
    const host = addHtml(
      '<p class="open" title="Close" contenteditable>Note</p><p title="Jane" contenteditable>Jane</p>',
    )
    const running = start({
      allow: [
        { id: 'title', selector: 'title', opens: ['titles'] },
        { id: 'note', selector: '.open', opens: ['editables'] },
      ],
      attributes: [{ id: 'tip', selector: '.open', names: ['title'] }],
    })
    for (const text of ['Clinic intake', 'Note', '"title":"Close"']) expect(running.text()).toContain(text)
    host.querySelector('.open')?.setAttribute('title', 'Open')
    await settled()
    expect(running.text()).toContain('"title":"Open"')
    expect(running.text()).not.toContain('Jane')
  })

  it('selection: show where text is selected that can be read (R-9.8)', async () => {
    const host = addHtml('<p class="open">Interface text</p><p>Jane</p>')
    const running = start(opening('text', 'selection'))
    const [open, closed] = host.querySelectorAll('p')
    for (const node of [open, closed]) {
      if (node !== undefined) getSelection()?.selectAllChildren(node)
      const text = node?.firstChild
      if (text) getSelection()?.setBaseAndExtent(text, 0, text, 4)
      await settled()
    }
    getSelection()?.removeAllRanges()
    const selections = running.events.filter(({ data }) => data['source'] === 14)
    expect(selections).toHaveLength(1)
  })

  it('the address of the page: show the rule’s own text of it (R-6.1)', () => {
    const path = location.pathname.replace(/[^/]+$/, ':page')
    const meta = (rules: RuleSetInput): unknown => start(rules).events[0]?.data['href']
    expect(meta({ urls: [{ id: 'page', path }] })).toBe(path)
    expect(meta({})).toBe('/…')
  })
})

describe('identifiers in pieces (R-4.3)', () => {
  it.each([
    ['text nodes', (pieces: string[]) => pieces],
    [
      'elements',
      (pieces: string[]) =>
        pieces.map((piece) => Object.assign(document.createElement('span'), { textContent: piece })),
    ],
  ])('do not pass, as %s', async (_name, make) => {
    const host = addHtml('<p class="open"></p><p class="open">Save the visit</p>')
    const line = host.querySelector('p')
    const running = start(opening('text'))
    line?.append(...make(['Welcome back, ', 'Jane', '! Born on ', 'March', ' ', '8']))
    await settled()
    running.takeKeyframe()
    expect(running.text()).toContain('Save the visit')
    expect(running.text()).not.toMatch(/Jane|March/)
  })

  it('do not pass when the last piece comes later', async () => {
    const host = addHtml('<p class="open">Welcome back, </p>')
    const running = start(opening('text'))
    host.querySelector('p')?.append('Jane')
    await settled()
    running.takeKeyframe()
    expect(running.text()).not.toContain('Jane')
  })

  it('are found whatever the page calls its fields, or overrides', () => {
    const { createTreeWalker } = Document.prototype
    cleanups.push(() => Object.assign(Document.prototype, { createTreeWalker }))
    Object.assign(Document.prototype, {
      createTreeWalker: () => ({ previousNode: () => null, nextNode: () => null }),
    })
    addHtml(
      '<form class="open">Welcome back, <b>Jane</b><input name="contains"><input name="localName"></form>',
    )
    const running = start(opening('text'))
    expect(running.errors).toEqual([])
    expect(running.text()).toContain('"type":2')
    expect(running.text()).not.toContain('Jane')
  })

  it.each(['script', 'style', 'noscript', 'template', 'textarea'])(
    'do not pass around what is not shown, nor with its help: %s',
    (tag) => {
      const host = addHtml('<p class="open">Welcome back, <i></i>Jane</p><p class="open">Save the visit</p>')
      const unshown = document.createElement(tag)
      // No rule of a language, and of no line: it neither parts what stands around nor joins it.
      unshown.append(Object.assign(document.createElement('b'), { textContent: '; 5 ' }))
      host.querySelector('i')?.replaceWith(unshown)
      const running = start(opening('text'))
      expect(running.text()).toContain('Save the visit')
      expect(running.text()).not.toContain('Jane')
    },
  )

  it('stop at the edge of a line', () => {
    addHtml(
      '<div class="open"><p>Welcome back, </p><p>Jane</p><p>Follow-up: <b data-reseal="mask">Jane Roe</b></p></div>',
    )
    const running = start(opening('text'))
    expect(running.text()).toContain('Welcome back, ')
    expect(running.text()).toContain('Follow-up: ')
    expect(running.text()).not.toContain('Roe')
  })
})

describe('a mask of one’s own (R-8.4, R-14.2)', () => {
  it('stands in the recording', () => {
    addHtml('<p>Jane</p>')
    const running = start({}, { maskText: () => '••••••' })
    expect(running.text()).toContain('••••••')
    expect(running.text()).not.toContain('Jane')
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('Jane')
      },
    ],
    ['answers with nothing', () => undefined],
    ['answers with a promise', () => Promise.resolve('•••')],
    ['answers with the text', () => 'Jane'],
  ])('ends recording when it %s, and leaves the page alone', async (_name, maskText) => {
    let isBroken = false
    const running = start(
      {},
      { maskText: (text) => (isBroken ? (maskText() as string) : '•'.repeat(text.length)) },
    )
    const before = running.events.length
    isBroken = true
    const host = addHtml('<p>Jane</p>')
    await settled()
    addHtml('<p>Jane</p>')
    await settled()
    expect(running.errors.map(({ code }) => code)).toEqual(['redaction_failed'])
    expect(String(running.errors[0]?.cause)).not.toContain('Jane')
    expect(running.events).toHaveLength(before)
    expect(host.textContent).toBe('Jane')
  })
})

describe('the rules in force', () => {
  it('follow each snapshot, and are no change of the page (R-12.9)', () => {
    const running = start(opening('text'))
    running.takeKeyframe()
    const types = running.events.map(({ type, data }) => data['plugin'] ?? type)
    expect(types.filter((type) => type === 'reseal/rules')).toHaveLength(2)
    expect(types[types.indexOf(2) + 1]).toBe('reseal/rules')
  })
})
