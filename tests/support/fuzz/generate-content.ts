// Containers, style elements, shadow roots, frames, and nodes that are no elements.
import { element, text } from './element.ts'
import { styleSheet } from './generate-css.ts'
import { below, clearText, closedIn, type Place, prose, textOf } from './place.ts'
import type { FuzzElement, FuzzNode } from './tree.ts'
import { flowElements } from './words.ts'

// What closes its text whatever a rule says.
const closing = new Set(['title', 'output', 'meter', 'progress', 'object', 'video', 'audio', 'canvas'])

export function plain(place: Place): FuzzElement {
  const name = place.random.pick(flowElements)
  const inside = closing.has(name) ? closedIn(place) : below(place)
  return element(place, name, { children: place.grow(inside) }, inside)
}

export function styles(place: Place): FuzzElement {
  return element(place, 'style', {
    attributes: place.random.oneIn(6)
      ? [{ name: place.random.pick(['media', 'title', 'nonce']), value: prose(place, 'style attribute') }]
      : [],
    children: place.random.oneIn(4)
      ? [text('.a::after{content:"'), text(prose(place, 'style text by parts')), text('"}')]
      : [text(styleSheet(place))],
  })
}

export function shadowHost(place: Place): FuzzElement {
  const { random } = place
  return element(place, random.pick(['div', 'section', 'span', 'article']), {
    children: random.oneIn(2) ? [text(textOf(place, 'slotted text'))] : [],
    shadow: [
      ...place.grow(below(place)),
      text(textOf(place, 'shadow text')),
      ...(random.oneIn(3) ? [styles(place)] : []),
    ],
    ...(random.oneIn(3) ? { sheets: [styleSheet(place)] } : {}),
  })
}

export function frame(place: Place): FuzzElement {
  const { random, mint } = place
  const parts: Partial<FuzzElement> = random.oneIn(2)
    ? {
        attributes: [
          {
            name: 'srcdoc',
            value: place.isReadable
              ? `<p title=${mint.word('srcdoc attribute')}>${clearText}</p>`
              : `<!doctype html><title>${mint.word('srcdoc title')}</title><p title=${mint.word('srcdoc attribute')}>${mint.word('srcdoc text')}</p><style>.${mint.word('srcdoc style')}{top:0}</style>`,
          },
          { name: 'name', value: mint.word('frame name') },
        ],
      }
    : { frame: [...place.grow(below(place)), text(textOf(place, 'frame text')), styles(place)] }
  return element(place, 'iframe', parts)
}

export function custom(place: Place): FuzzElement {
  const { random, mint } = place
  const name = random.pick([
    `x-${mint.word('element name')}`,
    mint.word('element name'),
    `my-card`,
    `ui-${mint.word('element name')}.x`,
  ])
  return element(place, name, { children: place.grow(below(place)) })
}

export function inert(place: Place): FuzzNode {
  const { random, mint } = place
  const closed = closedIn(place)
  switch (random.below(7)) {
    case 0:
      return { kind: 'comment', text: prose(place, 'comment') }
    case 1:
      return {
        kind: 'instruction',
        target: mint.word('instruction target'),
        text: prose(place, 'instruction'),
      }
    case 2:
      return { kind: 'cdata', text: prose(place, 'cdata') }
    case 3:
      return element(
        place,
        'script',
        {
          attributes: [{ name: 'type', value: 'application/json' }],
          children: [text(prose(place, 'script'))],
        },
        closed,
      )
    case 4:
      return element(place, 'noscript', { children: [text(prose(place, 'noscript'))] }, closed)
    case 5:
      return element(
        place,
        'template',
        { children: [text(prose(place, 'template')), ...place.grow(closed)] },
        closed,
      )
    default:
      return place.opened.has('titles')
        ? element(place, 'title', { children: [text(clearText)] }, { ...closed, isReadable: true })
        : element(place, 'title', { children: [text(prose(place, 'title'))] }, closed)
  }
}

export function structure(place: Place): FuzzElement {
  const { random } = place
  const cell = (name: string): FuzzElement =>
    element(place, name, { children: [text(textOf(place, 'table text'))] })
  switch (random.below(3)) {
    case 0:
      return element(place, 'table', {
        children: [
          cell('caption'),
          element(place, 'tbody', {
            children: [element(place, 'tr', { children: [cell('th'), cell('td')] })],
          }),
        ],
      })
    case 1:
      return element(place, 'details', {
        children: [cell('summary'), ...place.grow(below(place))],
        state: random.oneIn(2) ? 'e.open=true' : '',
      })
    default:
      return element(place, 'dialog', {
        children: place.grow(below(place)),
        state: random.oneIn(2) ? 'e.open=true' : '',
      })
  }
}

export function markup(place: Place): FuzzNode {
  const { random, mint } = place
  const words = place.isReadable ? clearText : mint.word('parsed text')
  const html = random.pick([
    () =>
      `<p title="${mint.word('parsed attribute')}">${words}<b class=${mint.word('parsed class')}>${words}`,
    () =>
      `<div><template shadowrootmode=open><i title=${mint.word('parsed shadow')}>${words}</i><style>.${mint.word('parsed style')}{--a:${mint.word('parsed style')}}</style></template>${words}</div>`,
    () =>
      `<p ${mint.word('parsed name')}=1 @${mint.word('parsed name')}=2 [${mint.word('parsed name')}]=3 :${mint.word('parsed name')} "${mint.word('parsed name')}">${words}</p>`,
    () =>
      `<${mint.word('parsed element')}>${words}</x><svg><desc>${mint.word('parsed desc')}</desc><a xlink:href="/${mint.word('parsed link')}"><rect/></a></svg>`,
    () =>
      `<!-- ${mint.word('parsed comment')} --><![CDATA[${mint.word('parsed cdata')}]]><?${mint.word('parsed instruction')}?>`,
    () =>
      `<table><tr><td>${words}<td data-${mint.word('parsed data')}=1></table><picture><source srcset="/${mint.word('parsed srcset')} 2x" media="(${mint.word('parsed media')})"><img alt="${mint.word('parsed alt')}"></picture>`,
    () =>
      `<p style="--${mint.word('parsed variable')}:1;color:${mint.word('parsed colour')};width:${mint.digits('parsed number')}px">${words}</p>`,
    () =>
      `<select><option value=${mint.word('parsed option')}>${mint.word('parsed option')}</select><textarea>${mint.word('parsed area')}</textarea><input value='${mint.word('parsed value')}'>`,
  ])()
  return { kind: 'html', html }
}
