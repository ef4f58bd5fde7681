// What a page can do to make static text say more than the interface's own words: each case decided (R-19.1, R-19.4 to;
// docs/provenance.md, "What a manifest cannot tell").
import { defineRules, type RecordedEvent, type RuleSetInput } from '@reseal/redaction-rules'
import { encodeStaticTexts } from '@reseal/redaction-rules/static-texts'
import { afterEach, describe, expect, it } from 'vitest'
import { type Capture, startCapture } from '../capture/start-capture.ts'
import { readManifest } from './read-manifest.ts'

const texts = [
  'Save',
  'Save draft',
  'draft',
  'Saved',
  'Yes',
  'No',
  'Two',
  'Call',
  'one two',
  'three four',
  'Menu',
  'Hello',
]
const cleanups: (() => void)[] = []

afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup()
})

function addHtml(html: string): HTMLElement {
  const host = document.createElement('main')
  host.innerHTML = html
  document.body.append(host)
  cleanups.push(() => host.remove())
  return host
}

interface Running extends Capture {
  /** Readable texts and attributes that are marked as static, in order. */
  statics(): string[]
  /** All that was recorded, as JSON. */
  all(): string
}

async function start(rules: RuleSetInput = {}): Promise<Running> {
  const events: RecordedEvent[] = []
  const capture = startCapture({
    rules: defineRules(rules),
    staticTexts: await readManifest(encodeStaticTexts(texts)),
    lateSignals: {},
    emit: (event) => events.push(event),
    onError: (error) => {
      throw error
    },
  })
  cleanups.push(capture.stop)
  function* found(value: unknown): Generator<string> {
    if (typeof value !== 'object' || value === null) return
    const fields = value as Record<string, unknown>
    if (fields['static'] === true) yield String(fields['textContent'] ?? fields['value'])
    if (Array.isArray(fields['static'])) {
      for (const name of fields['static'])
        yield String((fields['attributes'] as Record<string, unknown>)[name])
    }
    for (const one of Object.values(fields)) yield* found(one)
  }
  return { ...capture, statics: () => [...found(events)], all: () => JSON.stringify(events) }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))

async function staticsOf(html: string, rules?: RuleSetInput): Promise<string[]> {
  addHtml(html)
  return (await start(rules)).statics()
}

describe('texts that equal the interface’s', () => {
  it('pass: a patient called Save, a note that quotes a button and nothing else (R-19.1)', async () => {
    expect(await staticsOf('<td>Save</td><blockquote>Save draft</blockquote>')).toEqual([
      'Save',
      'Save draft',
    ])
  })

  it('do not pass with anything beside them in their text node (R-19.1)', async () => {
    const html = ['Save Okonkwo', 'I pressed Save draft', 'Save draft!', 'Save, draft', 'SAVE DRAFT', 'save']
    expect(await staticsOf(html.map((text) => `<p>${text}</p>`).join(''))).toEqual([])
  })

  it('do not pass in other letters, nor with what is not seen (R-19.1, R-19.3)', async () => {
    const html = [
      'S\u0430ve draft',
      'Ｓave draft',
      'Sa\u200bve draft',
      'Save\u00addraft',
      '\u202eSave draft',
      'Save\u2063 draft',
      'Save d\u0301raft',
    ]
    expect(await staticsOf(html.map((text) => `<p>${text}</p>`).join(''))).toEqual([])
  })

  it('pass in any white space, of which none is recorded (R-19.2)', async () => {
    const running = await staticsOf('<pre>Save\t\n   draft\n\n</pre><p>Save\u00a0\u2003draft</p>')
    expect(running).toEqual(['Save draft ', 'Save draft'])
  })

  it('are looked for in reasonable time in very long texts (R-19.3)', async () => {
    const host = addHtml('<p></p>')
    host.firstElementChild?.append('Save draft '.repeat(200_000))
    expect((await start()).statics()).toEqual([])
  })
})

describe('places', () => {
  it.each([
    ['an option', '<select><option>Save draft</option></select>'],
    ['a field', '<input value="Save draft"><textarea>Save draft</textarea>'],
    ['an editable region', '<div contenteditable><p>Save draft</p></div>'],
    ['a region that styles make editable', '<div style="-webkit-user-modify:read-write">Save draft</div>'],
    ['text shown as dots', '<p style="-webkit-text-security:disc">Save draft</p>'],
    ['a masked region', '<section data-reseal="mask"><p title="Menu">Save draft</p></section>'],
    ['a blocked region', '<section data-reseal="block"><p title="Menu">Save draft</p></section>'],
    ['a region that a rule masks', '<section class="closed"><p title="Menu">Save draft</p></section>'],
    ['a switch', '<button role="switch">Save draft</button>'],
    ['the title of a drawing', '<svg><title>Save draft</title><desc>Save draft</desc></svg>'],
    [
      'a comment, a template, a script',
      '<!--Save draft--><template>Save draft</template><script>/*Save draft*/</script>',
    ],
    ['a canvas, an object', '<canvas>Save draft</canvas><object>Save draft</object>'],
    [
      'attributes of its own',
      '<x-card label="Menu" caption="Menu" data-title="Menu" summary="Menu"></x-card>',
    ],
    ['beside a password', '<form><input type="password"><input placeholder="Menu"></form>'],
  ])('never pass in %s (R-19.4, R-19.5)', async (_, html) => {
    const rules = { mask: [{ id: 'closed', selector: '.closed' }] }
    expect(await staticsOf(html, rules)).toEqual([])
  })

  it('never pass in a document that is edited as a whole (R-19.4)', async () => {
    document.designMode = 'on'
    cleanups.push(() => {
      document.designMode = 'off'
    })
    expect(await staticsOf('<p>Save draft</p>')).toEqual([])
    // Nor in a browser whose styles do not say so.
    const { passes } = await readManifest(encodeStaticTexts(texts))
    const [paragraph] = addHtml('<p>Save draft</p>').children
    expect(passes('Save draft', paragraph?.firstChild as Text, () => false)).toBe(false)
  })

  it('pass in custom elements, drawings, shadow roots and frames of the same origin (R-19.4, R-19.5)', async () => {
    const host = addHtml(
      '<x-card title="Menu">Hello</x-card><svg><text>Save draft</text></svg><div></div><iframe></iframe>',
    )
    const root = host.querySelector('div')?.attachShadow({ mode: 'open' })
    if (root) root.innerHTML = '<p>Saved</p><slot></slot>'
    const frame = host.querySelector('iframe')?.contentDocument
    if (frame) frame.body.innerHTML = '<p>Menu</p><button>Yes</button>'
    const running = await start()
    await settled()
    expect(running.statics().toSorted()).toEqual(['Hello', 'Menu', 'Menu', 'Save draft', 'Saved'])
  })

  it('never pass short in controls: keys, Yes and No; elsewhere they do (R-19.6)', async () => {
    const html =
      '<button>Yes</button><a href="#"><b>No</b></a><div role="button"><i>Two</i></div><summary>Yes</summary>' +
      '<button aria-label="No"></button><p>No</p><button>Menu</button>'
    expect(await staticsOf(html)).toEqual(['No', 'Menu'])
  })

  it('are not found by what the page overrides later (R-19.6, R-12.8)', async () => {
    addHtml('<button>Yes</button>')
    const running = await start()
    const { closest } = Element.prototype
    Object.assign(Element.prototype, { closest: () => null })
    cleanups.push(() => Object.assign(Element.prototype, { closest }))
    addHtml('<button>No</button>')
    await settled()
    expect(running.statics()).toEqual([])
  })
})

describe('texts that change', () => {
  async function type(write: (echo: Element, typed: string) => void): Promise<Running> {
    const host = addHtml('<p id="echo"></p>')
    const echo = host.firstElementChild as Element
    const running = await start()
    for (const typed of ['S', 'Sa', 'Sav', 'Save', 'Saved', 'Saved ', 'Saved M', 'Menu', 'Save']) {
      write(echo, typed)
      await settled()
    }
    running.takeKeyframe()
    return running
  }

  it('do not show what is typed on its way through words of the interface (R-19.6)', async () => {
    const running = await type((echo, typed) => {
      if (echo.firstChild === null) echo.append(typed)
      else echo.firstChild.nodeValue = typed
    })
    expect(running.statics()).toEqual([])
  })

  it('do not show it where each key makes a text node of its own (R-19.6)', async () => {
    const running = await type((echo, typed) => {
      echo.textContent = typed
    })
    expect(running.statics()).toEqual([])
  })

  it('show it where each key makes an element of its own: that one is for a mask (docs/provenance.md)', async () => {
    const running = await type((echo, typed) => {
      echo.innerHTML = `<b>${typed}</b>`
    })
    expect(running.statics()).toContain('Save')
    expect(running.all()).not.toContain('Saved M')
  })

  it('pass from one static text to another, and not back from any other (R-19.6)', async () => {
    const host = addHtml('<button>Save draft</button>')
    const running = await start()
    const text = host.querySelector('button')?.firstChild as Text
    for (const value of ['Saved', 'Menu', 'Okonkwo', 'Save draft']) {
      text.nodeValue = value
      await settled()
    }
    running.takeKeyframe()
    expect(running.statics()).toEqual(['Save draft', 'Saved', 'Menu'])
    expect(running.all()).not.toContain('Okonkwo')
  })

  it('stay beside what is not static, from keyframe to keyframe (R-19.6)', async () => {
    const host = addHtml('<p></p>')
    const name = document.createTextNode('Okonkwo')
    host.firstElementChild?.append('Hello ', name)
    const running = await start()
    name.nodeValue = 'Adaeze'
    await settled()
    running.takeKeyframe()
    expect(running.statics()).toEqual(['Hello ', 'Hello '])
  })

  it('are judged as they are, split and merged (R-19.6)', async () => {
    const host = addHtml('<p>Save draft</p><p></p>')
    host.lastElementChild?.append('Save', ' Okonkwo')
    const running = await start()
    const [whole, pieces] = Array.from(host.children) as [Element, Element]
    ;(whole.firstChild as Text).splitText(5)
    pieces.normalize()
    await settled()
    // Two words of the interface; and a text that holds more than one.
    expect(running.statics()).toEqual(['Save draft', 'Save', 'Save ', 'draft'])
    expect(running.all()).not.toContain('Okonkwo')
    whole.normalize()
    await settled()
    expect(running.statics().at(-1)).toBe('Save draft')
  })

  it('do not pass as a browser translates them (R-19.1)', async () => {
    const host = addHtml('<p>Save draft</p>')
    const running = await start()
    const paragraph = host.firstElementChild as Element
    // What Chrome's translator does.
    paragraph.innerHTML = '<font dir="auto" style="vertical-align:inherit"><font>Enregistrer</font></font>'
    await settled()
    running.takeKeyframe()
    expect(running.statics()).toEqual(['Save draft'])
    expect(running.all()).not.toContain('Enregistrer')
  })
})

describe('texts put together', () => {
  it('are judged as one line: what they spell does not pass (R-19.7, R-4.3)', async () => {
    expect(await staticsOf('<p>Call <b>one two</b> <i>three four</i></p>')).toEqual([])
    expect(await staticsOf('<p>Hello <b>Menu</b></p>')).toEqual(['Hello ', 'Menu'])
  })

  it('are judged with what rules open beside them (R-19.7, R-4.3)', async () => {
    const rules = { allow: [{ id: 'number', selector: '.number' }] }
    expect(await staticsOf('<p>three four <b class="number">five one</b></p>', rules)).toEqual([])
  })
})
