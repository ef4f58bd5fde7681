// Group I of the leak scenarios, what a recording tells without saying it: each case is acted out twice, with two
// answers. `silentCases` claims that the recordings are the same; `tellingCases` says where they are not.
import type { Page } from 'playwright'
import type { Deed, InferenceCase } from '../support/inference.ts'

const nothing = ''

type At = (selector: string) => string

const type =
  (selector: string, text: string): Deed =>
  async (page: Page, at: At) => {
    await page.focus(at(selector))
    await page.keyboard.type(text)
  }

const press =
  (selector: string, keys: readonly string[]): Deed =>
  async (page: Page, at: At) => {
    await page.focus(at(selector))
    for (const key of keys) await page.keyboard.press(key)
  }

const choose =
  (selector: string, index: number): Deed =>
  async (page: Page, at: At) => {
    await page.selectOption(at(selector), { index })
  }

const pointed = (act: (page: Page, at: At) => Promise<void>): Deed => Object.assign(act, { isPointed: true })

const click = (selector: string, position?: { x: number; y: number }): Deed =>
  pointed((page, at) => page.click(at(selector), position === undefined ? {} : { position }))

const clicks = (...selectors: readonly string[]): Deed =>
  pointed(async (page, at) => {
    for (const selector of selectors) await page.click(at(selector))
  })

const drag = (selector: string, toX: number): Deed =>
  pointed(async (page, at) => {
    const box = await page.locator(at(selector)).boundingBox()
    if (box === null) throw new Error('nothing to drag')
    const y = box.y + box.height / 2
    await page.mouse.move(box.x + 20, y)
    await page.mouse.down()
    await page.mouse.move(box.x + toX, y, { steps: 4 })
    await page.mouse.up()
  })

/** A style that script sets, once to each value. */
function styled(id: string, property: string, [one, other]: readonly [string, string]): InferenceCase {
  const set = (value: string): string => `$('i').style.setProperty('${property}', '${value}')`
  return { id: `BAR ${id}`, html: '<i style="display:block"></i>', one: set(one), other: set(other) }
}

/** An attribute that script sets, once to each value. */
function attributed(
  id: string,
  html: string,
  name: string,
  [one, other]: readonly [string, string],
): InferenceCase {
  const set = (value: string): string => `$('.b').setAttribute('${name}', '${value}')`
  return { id, html, one: set(one), other: set(other) }
}

/** Keys whose label is no digit in their text: which are pressed must not show. */
function pinpad(id: string, key: (index: number) => string): InferenceCase {
  const keys = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => key(index).replace(/^<\w+/, `$& id=k${index}`))
  return {
    id: `PINPAD ${id}`,
    html: `<div>${keys.join('')}</div>`,
    one: clicks('#k4', '#k2', '#k7'),
    other: clicks('#k8', '#k6', '#k3'),
  }
}

/** What a script does to a field with each key, after one key or after five. */
function growing(id: string, html: string, deed: (length: number) => string): InferenceCase {
  const keys = (count: number): string =>
    Array.from({ length: count }, (_, index) => `e = $('.b'); ${deed(index + 1)}`).join(';')
  return { id: `KEYCOUNT ${id}`, html, one: `let e; ${keys(1)}`, other: `let e; ${keys(5)}` }
}

const pad = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]
  .map((digit) => `<button id="k${digit}" style="width:40px;height:40px">${digit}</button>`)
  .join('')

// Two codes of the same number of dark modules, in other places.
const size = 21
const modules = (seed: number): readonly (readonly boolean[])[] => {
  const row = (y: number): boolean[] =>
    Array.from({ length: size }, (_, x) => (x * 7 + y * 3 + x * y * seed) % 2 === 0)
  const rows = Array.from({ length: size }, (_, y) => row(y))
  return rows.map((cells, y) => Array.from({ length: size }, (_, x) => cells[(x + y * seed) % size] ?? false))
}
const dark = (seed: number): readonly (readonly [number, number])[] =>
  modules(seed).flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [[x, y] as const] : [])))
const most = Math.min(dark(1).length, dark(5).length)
const cellsOf = (seed: number): readonly (readonly [number, number])[] => dark(seed).slice(0, most)

function code(id: string, draw: (cells: readonly (readonly [number, number])[]) => string): InferenceCase {
  return { id: `QR ${id}`, html: draw(cellsOf(1)), otherHtml: draw(cellsOf(5)), one: nothing, other: nothing }
}
const outline = (cells: readonly (readonly [number, number])[]): string =>
  cells.map(([x, y]) => `M${x} ${y}h1v1h-1z`).join('')
const isDark = (cells: readonly (readonly [number, number])[], x: number, y: number): boolean =>
  cells.some(([cx, cy]) => cx === x && cy === y)
const grid = (cells: readonly (readonly [number, number])[], draw: (dark: boolean) => string): string =>
  Array.from(
    { length: size },
    (_, y) => `<tr>${Array.from({ length: size }, (_cell, x) => draw(isDark(cells, x, y))).join('')}</tr>`,
  ).join('')

/** Cases whose two recordings are the same. */
export const silentCases: readonly InferenceCase[] = [
  { id: 'KEYCOUNT', html: '<input class=b>', one: type('.b', 'abc'), other: type('.b', 'abcdefghijk') },
  { id: 'KEYCOUNT at all', html: '<input class=b>', one: type('.b', 'abc'), other: press('.b', []) },
  {
    id: 'KEYCOUNT password',
    html: '<input type=password class=b>',
    one: type('.b', 'a'),
    other: type('.b', 'aB3$xxxx'),
  },
  {
    id: 'KEYCOUNT lines',
    html: '<textarea class=b></textarea>',
    one: type('.b', 'a'),
    other: type('.b', 'a\nb\nc\nd\ne\nf\ng'),
  },
  {
    id: 'KEYCOUNT number',
    html: '<input type=number class=b>',
    one: press('.b', ['ArrowUp']),
    other: press('.b', ['ArrowUp', 'ArrowUp', 'ArrowUp']),
  },
  {
    id: 'KEYCOUNT editable',
    html: '<div contenteditable class=b></div>',
    one: type('.b', 'abc'),
    other: type('.b', 'ab'),
  },
  {
    id: 'PINPAD',
    html: `<div>${pad}</div>`,
    one: clicks('#k4', '#k2', '#k7', '#k1'),
    other: clicks('#k9', '#k6', '#k3', '#k5'),
  },
  pinpad('of inputs', (index) => `<input type=button value=${index}>`),
  pinpad('by label', (index) => `<button aria-label=${index}></button>`),
  pinpad('by style', (index) => `<button style="--n:'${index}'"></button>`),
  pinpad(
    'of other digits',
    (index) => `<button>${'\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669'.charAt(index)}</button>`,
  ),
  pinpad('of letters', (index) => `<button>${'abcdefghi'.charAt(index)}</button>`),
  pinpad('of pictures', (index) => `<button><img alt=${index}></button>`),
  growing('width', '<input class=b>', (length) => `e.style.width = '${length * 8}px'`),
  growing(
    'height',
    '<div style="height:300px"><textarea class=b></textarea></div>',
    (length) => `e.style.height = '${length * 20}px'`,
  ),
  growing(
    'rows',
    '<div style="height:300px"><textarea class=b rows=1></textarea></div>',
    (length) => `e.rows = ${length + 1}`,
  ),
  growing('size', '<input class=b>', (length) => `e.size = ${length}`),
  growing('class', '<input class=b>', (length) => `e.classList.toggle('filled', ${length > 1})`),
  growing('data', '<input class=b>', (length) => `e.dataset.length = ${length}`),
  growing('mark', '<input class=b>', (length) => `e.toggleAttribute('dirty', ${length > 1})`),
  {
    id: 'BLOCK width',
    html: '<p><span data-reseal=block style="font:16px monospace">John Smith</span></p>',
    otherHtml: '<p><span data-reseal=block style="font:16px monospace">Jill Smythe</span></p>',
    one: nothing,
    other: nothing,
  },
  {
    id: 'BLOCK width in a row',
    html: '<p style="display:flex;font:16px monospace"><b data-reseal=block>John Smith</b></p>',
    otherHtml: '<p style="display:flex;font:16px monospace"><b data-reseal=block>Jill Smythe</b></p>',
    one: nothing,
    other: nothing,
  },
  {
    id: 'BLOCK missing image',
    html: '<img alt="John Smith">',
    otherHtml: '<img alt="Jonathan Smythe">',
    one: nothing,
    other: nothing,
  },
  {
    id: 'SCROLL of a list',
    html: '<div role=listbox class=b style="height:30px;overflow:auto"><p role=option>a<p role=option>b<p role=option>c</div>',
    one: `$('.b').scrollTop = 50`,
    other: nothing,
  },
  {
    id: 'CHECKED by a mark',
    html: '<sl-checkbox class=b>x</sl-checkbox><p>y</p>',
    one: `$('.b').toggleAttribute('active', true); $('p').toggleAttribute('hiv-positive', true)`,
    other: nothing,
  },
  {
    id: 'SELECTION',
    html: '<p class=b>one word beside another</p>',
    one: `getSelection().setBaseAndExtent($('.b').firstChild, 0, $('.b').firstChild, 3)`,
    other: `getSelection().setBaseAndExtent($('.b').firstChild, 4, $('.b').firstChild, 15)`,
  },
  {
    id: 'SELECTION in a field',
    html: '<input class=b value="one word">',
    one: `$('.b').setSelectionRange(0, 3)`,
    other: `$('.b').setSelectionRange(4, 8)`,
  },
  {
    id: 'CHECKED at the start',
    html: '<label>HIV+ <input type=checkbox></label>',
    otherHtml: '<label>HIV+ <input type=checkbox checked></label>',
    one: nothing,
    other: nothing,
  },
  {
    id: 'CHECKED by a click',
    html: '<label>HIV+ <input type=checkbox class=b></label>',
    otherHtml: '<label>HIV+ <input type=checkbox checked class=b></label>',
    one: click('.b'),
    other: click('.b'),
  },
  {
    id: 'CHECKED by script',
    html: '<input type=checkbox class=b>',
    one: `$('.b').checked = true; $('.b').dispatchEvent(new Event('change', { bubbles: true }))`,
    other: nothing,
  },
  {
    id: 'CHECKED by a click of script',
    html: '<input type=checkbox class=b>',
    one: `$('.b').click()`,
    other: nothing,
  },
  {
    id: 'CHECKED by attribute',
    html: '<input type=checkbox class=b>',
    one: `$('.b').setAttribute('checked', '')`,
    other: nothing,
  },
  {
    id: 'CHECKED by keyboard',
    html: '<input type=radio name=h id=y><input type=radio name=h id=n>',
    one: press('#y', ['Space']),
    other: press('#y', ['ArrowDown']),
  },
  attributed('CHECKED by role', '<div role=checkbox class=b aria-checked=false>x</div>', 'aria-checked', [
    'true',
    'false',
  ]),
  attributed('CHECKED pressed', '<button class=b aria-pressed=false>x</button>', 'aria-pressed', [
    'true',
    'false',
  ]),
  attributed(
    'CHECKED option',
    '<div role=listbox><div role=option class=b aria-selected=false>x</div></div>',
    'aria-selected',
    ['true', 'false'],
  ),
  attributed('CHECKED state', '<button role=checkbox class=b data-state=unchecked></button>', 'data-state', [
    'checked',
    'unchecked',
  ]),
  attributed('CHECKED answer in a value', '<div class=b>x</div>', 'data-hiv', ['true', 'false']),
  attributed('CHECKED by class of a role', '<div role=radio class=b>x</div>', 'class', ['b is-checked', 'b']),
  attributed(
    'SELECT-INDEX active',
    '<div role=listbox class=b><i id=x1 role=option></i><i id=x2 role=option></i></div>',
    'aria-activedescendant',
    ['x1', 'x2'],
  ),
  {
    id: 'SELECT-INDEX',
    html: '<select class=b><option>a</option><option>bb</option><option>cccc</option></select>',
    one: choose('.b', 1),
    other: choose('.b', 2),
  },
  {
    id: 'SELECT-INDEX many',
    html: '<select multiple class=b><option>a</option><option>bb</option><option>cccc</option></select>',
    one: `$('.b').options[0].selected = true`,
    other: `$('.b').options[2].selected = true; $('.b').options[1].selected = true`,
  },
  {
    id: 'SELECT-INDEX in a list',
    html: '<select size=3 class=b><option id=o1>a</option><option id=o2>bb</option><option>c</option></select>',
    one: click('#o1'),
    other: click('#o2'),
  },
  {
    id: 'SELECT-INDEX by attribute',
    html: '<select><option id=o1>a</option><option id=o2>bb</option></select>',
    one: `$('#o1').setAttribute('selected', '')`,
    other: `$('#o2').setAttribute('selected', '')`,
  },
  {
    id: 'RANGE by script',
    html: '<input type=range class=b>',
    one: `$('.b').value = 10; $('.b').dispatchEvent(new Event('input', { bubbles: true }))`,
    other: `$('.b').value = 90; $('.b').dispatchEvent(new Event('input', { bubbles: true }))`,
  },
  {
    id: 'RANGE by drag',
    html: '<input type=range class=b style="width:300px">',
    one: drag('.b', 120),
    other: drag('.b', 280),
  },
  {
    id: 'RANGE by click',
    html: '<input type=range class=b style="width:300px">',
    one: click('.b', { x: 30, y: 8 }),
    other: click('.b', { x: 270, y: 8 }),
  },
  attributed('RANGE by attribute', '<input type=range class=b>', 'value', ['10', '90']),
  attributed('RANGE by role', '<div role=slider class=b></div>', 'aria-valuenow', ['37', '82']),
  {
    id: 'RANGE meter',
    html: '<meter class=b value=.3></meter><progress value=.3></progress>',
    one: `$('.b').value = .9; $('progress').value = .2`,
    other: nothing,
  },
  styled('width', 'width', ['36%', '30%']),
  styled('left', 'left', ['36%', '30%']),
  styled('scale', 'transform', ['scaleX(.36)', 'scaleX(.3)']),
  styled('shift', 'transform', ['translateX(-64%)', 'translateX(-70%)']),
  styled('turn', 'transform', ['rotate(37deg)', 'rotate(52deg)']),
  styled('variable', '--value', ['36', '30']),
  styled('share in a variable', '--value', ['36%', '30%']),
  styled('gradient', 'background', [
    'linear-gradient(90deg, red 36%, blue 36%)',
    'linear-gradient(90deg, red 30%, blue 30%)',
  ]),
  styled('grow', 'flex-grow', ['36', '30']),
  styled('counter', 'counter-reset', ['hr 128', 'hr 61']),
  attributed('BAR attribute', '<table><tr><td class=b></table>', 'width', ['36%', '30%']),
  attributed(
    'BAR ring',
    '<svg width=100 height=100><circle class=b r=40 cx=50 cy=50 /></svg>',
    'stroke-dashoffset',
    ['37', '82'],
  ),
  attributed('BAR dashes', '<svg width=36 height=36><circle class=b r=16 /></svg>', 'stroke-dasharray', [
    '37 100',
    '82 100',
  ]),
  attributed('BAR outline', '<svg width=24 height=24><path class=b /></svg>', 'transform', [
    'rotate(37)',
    'rotate(50)',
  ]),
  code(
    'as an outline',
    (cells) => `<svg viewBox="0 0 21 21" style="width:200px"><path d="${outline(cells)}"/></svg>`,
  ),
  code(
    'as a small outline',
    (cells) => `<svg width=24 height=24 viewBox="0 0 21 21"><path d="${outline(cells)}"/></svg>`,
  ),
  code(
    'as rectangles',
    (cells) =>
      `<svg viewBox="0 0 21 21" style="width:200px">${cells.map(([x, y]) => `<rect x=${x} y=${y} width=1 height=1 />`).join('')}</svg>`,
  ),
  code(
    'as uses',
    (cells) =>
      `<svg viewBox="0 0 21 21" style="width:200px"><defs><rect id=m width=1 height=1 /></defs>${cells.map(([x, y]) => `<use href="#m" x=${x} y=${y} />`).join('')}</svg>`,
  ),
  code(
    'in a data URL',
    (cells) =>
      `<img width=90 height=90 src='data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21"><path d="${outline(cells)}"/></svg>'>`,
  ),
  code(
    'in a background',
    (cells) =>
      `<i style='display:block;width:90px;height:90px;background:url("data:image/svg+xml,${encodeURIComponent(outline(cells))}")'></i>`,
  ),
  code(
    'in a mask',
    (cells) => `<i style="display:block;width:90px;height:90px;clip-path:path('${outline(cells)}')"></i>`,
  ),
  code(
    'in one shadow',
    (cells) =>
      `<i style="display:block;width:4px;height:4px;box-shadow:${cells.map(([x, y]) => `${x * 4}px ${y * 4}px #000`).join()}"></i>`,
  ),
  {
    id: 'QR on a canvas',
    html: '<canvas class=b width=90 height=90></canvas>',
    one: `${cellsOf(1)
      .map(([x, y]) => `$('.b').getContext('2d').fillRect(${x}, ${y}, 1, 1)`)
      .join(';')}`,
    other: `${cellsOf(5)
      .map(([x, y]) => `$('.b').getContext('2d').fillRect(${x}, ${y}, 1, 1)`)
      .join(';')}`,
  },
  {
    id: 'QR as blocks of text',
    html: `<pre>${'██ █\n'.repeat(3)}</pre>`,
    otherHtml: `<pre>${'█ ██\n'.repeat(3)}</pre>`,
    one: nothing,
    other: nothing,
  },
  {
    id: 'IME',
    html: '<input class=b>',
    one: composed('.b', ['に', 'にh', 'にほ', '日本']),
    other: composed('.b', ['な']),
  },
  {
    id: 'AUTOFILL',
    html: '<input name=name autocomplete=name class=b><input autocomplete=email>',
    one: `for (const i of [$('.b'), $('.b + input')]) { i.value = 'Jane'; for (const t of ['input', 'change']) i.dispatchEvent(new Event(t, { bubbles: true })) }`,
    other: nothing,
  },
  {
    id: 'EXTENSION',
    html: '<input class=b>',
    one: `$('.b').setAttribute('data-user-text', 'metformin'); $('.b').insertAdjacentHTML('afterend', '<grammarly-extension text="metformin"><b>metformin</b></grammarly-extension>')`,
    other: `$('.b').setAttribute('data-user-text', 'lisinopril'); $('.b').insertAdjacentHTML('afterend', '<grammarly-extension text="lisinopril"><b>metfornim</b></grammarly-extension>')`,
  },
  {
    id: 'TRANSLATE',
    html: '<p class=b>warm</p>',
    one: `$('.b').innerHTML = '<font><font>hiv positive</font></font>'`,
    other: `$('.b').innerHTML = '<font><font>hiv negative</font></font>'`,
  },
  {
    id: 'FILE',
    html: '<input type=file class=b>',
    one: (page, at) =>
      page.setInputFiles(at('.b'), { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') }),
    other: `$('.b')`,
  },
  {
    id: 'DATE',
    html: '<input type=date class=b>',
    one: (page, at) => page.fill(at('.b'), '1980-01-02'),
    other: (page, at) => page.fill(at('.b'), '1999-12-31'),
  },
  {
    id: 'COLOUR',
    html: '<input type=color class=b>',
    one: `$('.b').value = '#ff0000'`,
    other: `$('.b').setAttribute('value', '#00ff00')`,
  },
  {
    id: 'SCROLL of a field',
    html: '<input class=b style="width:30px" value="aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">',
    one: `$('.b').scrollLeft = 50`,
    other: nothing,
  },
  {
    id: 'DIALOG',
    html: '<dialog class=b>x</dialog>',
    one: `$('.b').show(); $('.b').close('yes')`,
    other: `$('.b').show(); $('.b').close('no')`,
  },
  {
    id: 'VALIDITY',
    html: '<input required class=b>',
    one: `$('.b').setCustomValidity('bad')`,
    other: nothing,
  },
]

function composed(selector: string, steps: readonly string[]): string {
  const step = (text: string): string =>
    `e.dispatchEvent(new CompositionEvent('compositionupdate', { data: '${text}', bubbles: true })); e.value = '${text}'; e.dispatchEvent(new InputEvent('input', { data: '${text}', inputType: 'insertCompositionText', isComposing: true, bubbles: true }));`
  return `const e = $('${selector}'); e.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true })); ${steps.map(step).join('')} e.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))`
}

/** A case that a recording tells, and why it does. */
export interface TellingCase extends InferenceCase {
  readonly because: string
}

const told = (one: InferenceCase, because: string): TellingCase => ({ ...one, because })

/** Cases whose two recordings differ, by decision: docs/redaction.md says so as well. */
export const tellingCases: readonly TellingCase[] = [
  told(
    {
      id: 'CHECKED which radio button',
      html: '<label><input type=radio name=h id=y>yes</label><br><label><input type=radio name=h id=n>no</label>',
      one: click('#y'),
      other: click('#n'),
    },
    'a click shows where the pointer was',
  ),
  told(
    attributed('CHECKED by class', '<label class=b>x</label>', 'class', ['b on', 'b']),
    'states by class are layout',
  ),
  told(styled('in thirds', 'width', ['30%', '80%']), 'shares stay in seven steps'),
  told(styled('in lengths', 'width', ['111px', '246px']), 'lengths are layout'),
  told(
    attributed('BAR in a drawing', '<svg width=200 height=100><rect class=b height=9 /></svg>', 'width', [
      '37',
      '82',
    ]),
    'single shapes keep their place',
  ),
  told(
    {
      id: 'KEYCOUNT editable in buckets',
      html: '<div contenteditable class=b></div>',
      one: type('.b', 'ab'),
      other: type('.b', 'ab and quite some more text than that'),
    },
    'the width of a masked text is kept to its bucket',
  ),
  told(
    code(
      'as a table',
      (cells) =>
        `<table>${grid(cells, (on) => `<td style="width:4px;height:4px;background:${on ? '#000' : '#fff'}">`)}</table>`,
    ),
    'colours are layout',
  ),
  told(
    code('as rows of gradients', (cells) =>
      Array.from(
        { length: size },
        (_, y) =>
          `<i style="display:block;height:4px;background:linear-gradient(90deg,${
            cells
              .filter((cell) => cell[1] === y)
              .map(([x]) => `#000 ${x * 4}px,#000 ${x * 4 + 4}px,#fff ${x * 4 + 4}px`)
              .join() || '#fff,#fff'
          })"></i>`,
      ).join(''),
    ),
    'colours and lengths are layout',
  ),
]
