// What happens to a tree while it is recorded, as script: mutations of every kind, and what pages do beside.

import { attribute } from './generate-attributes.ts'
import { declaration, declarations, styleRule, styleSheet } from './generate-css.ts'
import { children } from './generate-nodes.ts'
import { clearText, type Place, textOf } from './place.ts'
import type { FuzzStep } from './tree.ts'
import { svgNamespace } from './words.ts'

/** An element that a step may act on. */
export interface Target {
  readonly ref: number
  readonly name: string
  /** The place inside it. */
  readonly place: Place
}

const quote = (value: unknown): string => JSON.stringify(value)

const notForText = new Set(['style', 'script', 'iframe', 'select', 'input', 'template', 'noscript'])

function textStep({ ref, place }: Target): string {
  const words = quote(textOf(place, 'mutated text'))
  const more = quote(textOf(place, 'mutated text'))
  const { random } = place
  return random.pick([
    `$(${ref}).append(${words})`,
    `$(${ref}).prepend(${words}, ${more})`,
    `$(${ref}).textContent = ${words}`,
    `$(${ref}).innerText = ${words}`,
    `$(${ref}).insertAdjacentText('afterbegin', ${words})`,
    `$(${ref}).replaceChildren(${words}, ${more})`,
    `textOf($(${ref})).data = ${words}`,
    `textOf($(${ref})).appendData(${words})`,
    `textOf($(${ref})).insertData(0, ${words})`,
    `textOf($(${ref})).replaceData(0, 1, ${words})`,
    `textOf($(${ref})).replaceWith(${words})`,
    `const t = textOf($(${ref})); t.data = ${words}; t.splitText(3); later(() => $(${ref}).normalize())`,
    `$(${ref}).append('a'); later(() => { $(${ref}).lastChild.data += ${words} })`,
    `const f = document.createDocumentFragment(); f.append(${words}, document.createElement('b'), ${more}); $(${ref}).append(f)`,
  ])
}

function nodeStep({ ref, place }: Target): string {
  const built = `build(${quote(children(place))})`
  return place.random.pick([
    `$(${ref}).append(...${built})`,
    `$(${ref}).prepend(...${built})`,
    `const held = document.createElement('div'); held.append(...${built}); later(() => $(${ref}).append(held))`,
    `const t = document.createElement('template'); t.content.append(...${built}); $(${ref}).append(document.importNode(t.content, true))`,
    `$(${ref}).replaceChildren(...${built})`,
  ])
}

function markupStep({ ref, place }: Target): string {
  const { mint, random } = place
  const words = textOf(place, 'mutated markup').replaceAll('<', '&lt;')
  const html = quote(
    `<b title=${mint.word('mutated markup attribute')}>${words}</b><!--${mint.word('mutated markup comment')}--><i class=${mint.word('mutated markup class')}>${words}</i>`,
  )
  return random.pick([
    `$(${ref}).insertAdjacentHTML('beforeend', ${html})`,
    `$(${ref}).innerHTML = ${html}`,
    `$(${ref}).setHTMLUnsafe(${html})`,
    `const d = new DOMParser().parseFromString(${html}, 'text/html'); $(${ref}).append(...d.body.childNodes)`,
    `const r = document.createRange(); r.selectNodeContents($(${ref})); $(${ref}).append(r.createContextualFragment(${html}))`,
  ])
}

function attributeStep({ ref, place }: Target): string {
  const { mint, random } = place
  const made = attribute(place)
  // The class of a region that closes must stay; what it closes is a secret.
  const stays = (made.name === 'class' && place.isClosed) || (made.name === 'title' && place.isTip)
  const one = stays ? { ...made, name: `data-${made.name}` } : made
  const word = (): string => quote(mint.word('mutated property'))
  return random.pick([
    () => `$(${ref}).setAttribute(${quote(one.name)}, ${quote(one.value)})`,
    () => `$(${ref}).setAttribute(${quote(one.name)}, ${quote(one.value)})`,
    () =>
      `$(${ref}).setAttribute(${quote(one.name)}, ${quote(one.value)}); later(() => $(${ref}).removeAttribute(${quote(one.name)}))`,
    () =>
      `$(${ref}).setAttributeNS('http://${mint.word('mutated namespace')}/', 'q:${mint.word('mutated attribute name')}', ${word()})`,
    () =>
      `Object.assign($(${ref}), { ariaDescription: ${word()}, lang: ${word()}, slot: ${word()}, accessKey: ${word()}, role: ${word()}, nonce: ${word()} })`,
    () => `$(${ref}).dataset[${quote(mint.word('mutated dataset'))}] = ${word()}`,
    () => `$(${ref}).classList.add(${word()}, 'a'); $(${ref}).part.add(${word()}); $(${ref}).id = ${word()}`,
    () => `$(${ref}).toggleAttribute(${word()})`,
    () => `$(${ref}).style.cssText = ${quote(declarations(place))}`,
    () => {
      const [property, value] = declaration(place)
      return `$(${ref}).style.setProperty(${quote(property)}, ${quote(value)}, ${quote(random.pick(['', 'important']))})`
    },
    () => `$(${ref}).attributeStyleMap.set('--${mint.word('mutated style map')}', ${word()})`,
    () =>
      `$(${ref}).animate([{ color: 'red' }, { fontFamily: ${word()} }], { duration: 20, id: ${word()}, fill: 'forwards' })${random.oneIn(20) ? '.commitStyles()' : ''}`,
  ])()
}

function structureStep(target: Target): string {
  const { ref, place } = target
  const { mint, random } = place
  const words = quote(textOf(place, 'mutated shadow'))
  return random.pick([
    () => `const n = $(${ref}), p = n.parentNode; n.remove(); later(() => p.append(n))`,
    () => `$(${ref}).after($(${ref}).cloneNode(true))`,
    () =>
      `const s = $(${ref}).shadowRoot ?? $(${ref}).attachShadow({ mode: 'open' }); s.append(${words}); s.firstChild.data = ${words}`,
    () =>
      `const s = $(${ref}).shadowRoot ?? $(${ref}).attachShadow({ mode: 'open' }); s.innerHTML = ${quote(`<style>${styleSheet(place).replaceAll('</', '')}</style><p title=${mint.word('mutated shadow attribute')}>${clearText}`)}`,
    () => `$(${ref}).attachShadow({ mode: 'closed' }).append(${quote(mint.word('closed shadow'))})`,
    () =>
      `$(${ref}).append(document.createComment(${quote(mint.word('mutated comment'))}), document.createProcessingInstruction(${quote(mint.word('mutated instruction'))}, ${quote(mint.word('mutated instruction'))}))`,
    () =>
      `$(${ref}).append(document.createElementNS('http://${mint.word('mutated namespace')}/', 'q:${mint.word('mutated element name')}'))`,
    () =>
      `const e = document.createElementNS('${svgNamespace}', 'svg'); e.innerHTML = ${quote(`<title>${mint.word('mutated svg title')}</title><path d="M0.${mint.digits('mutated path')} 0"/>`)}; $(${ref}).append(e)`,
    () =>
      `const c = document.createElement('canvas'); c.append(${quote(mint.word('canvas fallback'))}); $(${ref}).append(c); c.getContext('2d').fillText(${quote(mint.word('canvas text'))}, 1, 9)`,
    () =>
      `const f = document.createElement('iframe'); $(${ref}).append(f); const d = f.contentDocument; d.open(); d.write(${quote(`<!doctype html PUBLIC "${mint.word('frame doctype')}"><title>${mint.word('frame title')}</title><body class=${mint.word('frame class')}><p id=${mint.word('frame id')}>${clearText}`)}); d.close()`,
    () =>
      `const name = 'x-${mint.word('defined element')}'; customElements.define(name, class extends HTMLElement { connectedCallback() { this.setAttribute('state', ${quote(mint.word('defined attribute'))}); this.attachShadow({ mode: 'open' }).innerHTML = ${quote(`<p title=${mint.word('defined shadow')}>${clearText}`)} } }); $(${ref}).append(document.createElement(name))`,
    () =>
      `const e = document.createElement('div'); e.contentEditable = 'true'; $(${ref}).append(e); e.focus(); later(() => { document.execCommand('insertText', false, ${quote(mint.word('edit command'))}); document.execCommand('insertHTML', false, ${quote(`<b title=${mint.word('edit command')}>${mint.word('edit command')}</b>`)}) })`,
    () =>
      `const e = document.createElement('dialog'); e.append(${words}); $(${ref}).append(e); e.open = true; e.close(${quote(mint.word('dialog return value'))})`,
    () =>
      `for (const t of ['mousemove', 'click']) $(${ref}).dispatchEvent(new PointerEvent(t, { clientX: ${mint.digits('pointer')}, clientY: 1 }))`,
  ])()
}

// From here on nothing inside may be read; what is written afterwards, and at once, is a secret.
function tightenStep({ ref, place }: Target): string {
  const { mint, random, regions } = place
  const how = [
    `$(${ref}).setAttribute('data-reseal', 'mask')`,
    `$(${ref}).dataset.reseal = 'block'`,
    ...(place.opened.has('editables') ? [] : [`$(${ref}).contentEditable = 'true'`]),
    ...(regions.has('shut') ? [`$(${ref}).classList.add('shut')`] : []),
    ...(regions.has('gone') ? [`$(${ref}).className += ' gone'`] : []),
  ]
  const write = random.pick([
    `$(${ref}).append(${quote(mint.word('tightened text'))})`,
    `textOf($(${ref})).data = ${quote(mint.word('tightened text'))}`,
    `$(${ref}).insertAdjacentHTML('beforeend', ${quote(`<b class=open>${mint.word('tightened markup')}</b>`)})`,
  ])
  return random.pick([
    `${random.pick(how)}; ${write}`,
    `${random.pick(how)}; later(() => { ${write} })`,
    `${write}; ${random.pick(how)}`,
  ])
}

function fieldStep({ ref, name, place }: Target): string {
  const { mint, random } = place
  const word = (kind: string): string => quote(mint.word(kind))
  const fire = `for (const t of ['input', 'change']) $(${ref}).dispatchEvent(new Event(t, { bubbles: true }))`
  if (name === 'select') {
    return random.pick([
      () =>
        `$(${ref}).options[0].text = ${word('option text')}; $(${ref}).options[0].value = ${word('option value')}; ${fire}`,
      () => `$(${ref}).add(new Option(${word('option text')}, ${word('option value')}, true, true)); ${fire}`,
      () => `$(${ref}).selectedIndex = 1; ${fire}`,
    ])()
  }
  return random.pick([
    () => `$(${ref}).value = ${word('typed value')}; ${fire}`,
    () => `$(${ref}).value = ${quote(mint.digits('typed number'))}; ${fire}`,
    () => `$(${ref}).setAttribute('value', ${word('value attribute')})`,
    () => `$(${ref}).defaultValue = ${word('default value')}; ${fire}`,
    () => `$(${ref}).setRangeText(${word('range text')}); ${fire}`,
    () => `$(${ref}).checked = !$(${ref}).checked; ${fire}`,
    () =>
      `for (const t of ['hidden', 'submit', 'checkbox', 'text', 'range', 'button']) { $(${ref}).type = t; $(${ref}).setAttribute('value', ${word('value of a type')}) }`,
    () =>
      `$(${ref}).type = 'file'; const d = new DataTransfer(); d.items.add(new File(['a'], ${word('file name')})); $(${ref}).files = d.files; ${fire}`,
    () =>
      `$(${ref}).type = 'password'; $(${ref}).value = ${word('password')}; ${fire}; $(${ref}).type = 'text'`,
    () =>
      `$(${ref}).placeholder = ${word('placeholder')}; $(${ref}).setCustomValidity(${word('validity')}); $(${ref}).pattern = ${word('pattern')}`,
    () => `$(${ref}).append(${word('field content')})`,
  ])()
}

function sheetStep({ ref, place }: Target): string {
  const { mint, random } = place
  const [property, value] = declaration(place)
  return random.pick([
    `$(${ref}).sheet.insertRule(${quote(styleRule(place))})`,
    `$(${ref}).sheet.insertRule(${quote(styleRule(place))}); $(${ref}).sheet.cssRules[0].style.setProperty(${quote(property)}, ${quote(value)})`,
    `$(${ref}).sheet.insertRule('.a{color:red}'); const r = $(${ref}).sheet.cssRules[0]; r.selectorText = ${quote(`.${mint.word('css.selectorText')}`)}; r.style.cssText = ${quote(declarations(place))}; keyframe()`,
    `$(${ref}).textContent = ${quote(styleSheet(place))}`,
    `$(${ref}).append(${quote(styleSheet(place))})`,
    `$(${ref}).append('.q::after{content:"', ${quote(mint.word('css.by parts'))}, '"}')`,
    `$(${ref}).sheet.insertRule('@media all{}'); $(${ref}).sheet.cssRules[0].insertRule(${quote(styleRule(place))})`,
    `$(${ref}).sheet.insertRule('@keyframes a{}'); const k = $(${ref}).sheet.cssRules[0]; k.name = ${quote(mint.word('css.keyframes name'))}; k.appendRule(${quote(`50%{${declarations(place)}}`)})`,
    `$(${ref}).media = ${quote(`(${mint.word('css.media attribute')})`)}`,
    `while ($(${ref}).sheet.cssRules.length) $(${ref}).sheet.deleteRule(0); $(${ref}).firstChild.data = ${quote(styleSheet(place))}`,
  ])
}

function pageStep(place: Place): string {
  const { mint, random } = place
  const word = (kind: string): string => quote(mint.word(kind))
  return random.pick([
    () =>
      `console.log(${word('console')}, { a: ${word('console object')} }, [${word('console list')}], new Map([[1, ${word('console map')}]]))`,
    () =>
      `console.error(new TypeError(${word('console error')}, { cause: ${word('console cause')} }), document.createElement(${word('console element')}))`,
    () =>
      `setTimeout(() => { const e = new Error(${word('error message')}); e.name = ${word('error name')}; e.stack = ${quote(`${mint.word('error stack')}\n at ${mint.word('error frame')} (https://h/${mint.word('error source')}.js:${mint.digits('error line')}:2)`)}; throw e })`,
    () => `setTimeout(() => { throw { patient: ${word('thrown object')} } })`,
    () =>
      `Promise.reject({ patient: ${word('rejection')} }); Promise.reject(new Error(${word('rejection error')}))`,
    () =>
      `history.pushState({ a: ${word('history state')} }, '', ${quote(`/p/${mint.word('page path')}?q=${mint.word('page query')}#${mint.word('page hash')}`)}); keyframe()`,
    () => `location.hash = ${word('page hash')}`,
    () => `document.title = ${word('page title')}`,
    () =>
      `document.fonts.add(new FontFace(${word('font family')}, ${quote(`url(/f/${mint.word('font source')}.woff2)`)}))`,
    () => `record.addCustomEvent(${word('custom event tag')}, { a: ${word('custom event')} })`,
    () =>
      `window.postMessage({ type: 'rrweb', origin: location.origin, event: { type: 5, data: ${word('message')} } }, '*')`,
    () => `dispatchEvent(new CustomEvent(${word('dom event')}, { detail: ${word('dom event detail')} }))`,
    () =>
      `const s = new CSSStyleSheet(); document.adoptedStyleSheets.push(s); s.replaceSync(${quote(styleSheet(place))})`,
    () =>
      `const s = new CSSStyleSheet(); s.replaceSync(${quote(styleSheet(place))}); document.adoptedStyleSheets = [...document.adoptedStyleSheets, s]; later(() => s.insertRule(${quote(styleRule(place))}))`,
    () =>
      `localStorage.setItem(${word('storage')}, ${word('storage')}); document.cookie = ${word('cookie')}; window.name = ${word('window name')}`,
    () =>
      `fetch(${quote(`/api/${mint.word('request path')}?a=${mint.word('request query')}`)}, { headers: { baggage: ${word('request header')} } }).catch(() => {})`,
    () =>
      `performance.mark(${word('mark')}, { detail: ${word('mark detail')} }); performance.measure(${word('measure')})`,
    () =>
      `CSS.registerProperty({ name: ${quote(`--${mint.word('css.registered property')}`)}, syntax: '*', inherits: false }); CSS.highlights.set(${word('css.highlight name')}, new Highlight())`,
    () => `keyframe()`,
  ])()
}

/** Moves an element to another place in which no more may be read than where it comes from. */
function moveStep(place: Place, targets: readonly Target[]): string | undefined {
  const mover = place.random.pick(targets)
  const from = mover.place
  const places = targets.filter(
    ({ name, place: to }) =>
      (from.isReadable || !(to.isReadable || to.isTrusted)) &&
      (to.isClosed || !from.isClosed) &&
      (to.opened.size === 0 || to.opened === from.opened) &&
      !notForText.has(name),
  )
  if (places.length === 0) return undefined
  const to = place.random.pick(places)
  return `if (!$(${mover.ref}).contains($(${to.ref}))) $(${to.ref}).append($(${mover.ref}))`
}

function stepCode(place: Place, targets: readonly Target[]): string | undefined {
  const { random } = place
  if (targets.length === 0 || random.oneIn(12)) return random.oneIn(4) ? pageStep(place) : undefined
  if (random.oneIn(8)) return moveStep(place, targets)
  const target = random.pick(targets)
  if (target.name === 'style') return sheetStep(target)
  if (['input', 'select', 'textarea'].includes(target.name)) return fieldStep(target)
  if (random.oneIn(6) && target.place.isReadable) return undefined
  const isForText = !notForText.has(target.name) && target.name !== 'svg'
  switch (random.below(isForText ? 9 : 3)) {
    case 0:
    case 1:
    case 2:
      return attributeStep(target)
    case 3:
      return target.place.opened.size > 0 ? nodeStep(target) : structureStep(target)
    case 4:
      return markupStep(target)
    case 5:
      return nodeStep(target)
    default:
      return textStep(target)
  }
}

/** The steps of a tree. */
export function steps(place: Place, targets: readonly Target[]): FuzzStep[] {
  const made: FuzzStep[] = []
  for (let count = 2 + place.random.below(4); count > 0; count--) {
    const code = stepCode(place, targets)
    if (code !== undefined) made.push({ phase: place.random.below(3), code })
  }
  // Last, since what follows it would have to know: a level only tightens here.
  const readable = targets.filter((one) => one.place.isReadable)
  if (readable.length > 0 && place.random.oneIn(2)) {
    made.push({ phase: 3, code: tightenStep(place.random.pick(readable)) })
  }
  return made
}
