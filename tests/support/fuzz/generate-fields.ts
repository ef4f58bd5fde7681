// Fields, choices and editable regions.
import { dedupe, element, text } from './element.ts'
import { attributes } from './generate-attributes.ts'
import { closedIn, type Place, prose } from './place.ts'
import type { FuzzElement } from './tree.ts'
import { inputTypes } from './words.ts'

export function input(place: Place): FuzzElement {
  const { random, mint } = place
  const type = random.pick(inputTypes)
  const isNumeric = ['number', 'range'].includes(type)
  const value = isNumeric
    ? mint.digits('input number')
    : type === 'color'
      ? `#${mint.digits('input colour').slice(0, 6)}`
      : prose(
          place,
          `input ${['checkbox', 'radio'].includes(type) ? 'choice' : ['submit', 'reset', 'button'].includes(type) ? 'button' : type === 'hidden' ? 'hidden' : 'text'}`,
        )
  const made = attributes(place, 2).filter(({ name }) => name !== 'type' && name !== 'value')
  const states = [
    '',
    '',
    'e.checked=true',
    'e.indeterminate=true',
    'e.disabled=true',
    'e.readOnly=true',
    `e.setCustomValidity(${JSON.stringify(mint.word('input validity'))})`,
  ]
  return element(place, 'input', {
    attributes: [
      { name: 'type', value: type },
      ...(random.oneIn(3) ? [] : [{ name: 'value', value }]),
      ...made,
    ],
    state: random.oneIn(3) && type !== 'file' ? `e.value=${JSON.stringify(value)}` : random.pick(states),
  })
}

export function choice(place: Place): FuzzElement {
  const { random, mint } = place
  const closed = closedIn(place)
  const option = (): FuzzElement =>
    element(closed, 'option', {
      attributes: dedupe([
        ...(random.oneIn(2) ? [{ name: 'value', value: prose(closed, 'option value') }] : []),
        ...(random.oneIn(3) ? [{ name: 'label', value: prose(closed, 'option label') }] : []),
        ...(random.oneIn(3) ? [{ name: 'selected', value: '' }] : []),
        ...attributes(closed, 1),
      ]),
      children: [text(prose(closed, 'option text'))],
    })
  const name = random.pick(['select', 'select', 'datalist'])
  const group = element(closed, 'optgroup', {
    attributes: [{ name: 'label', value: mint.word('optgroup label') }],
    children: [option()],
  })
  return element(
    place,
    name,
    {
      children: [option(), random.oneIn(2) ? group : option()],
      state: name === 'select' ? `e.selectedIndex=${random.below(2)}` : '',
    },
    closed,
  )
}

export function area(place: Place): FuzzElement {
  return element(
    place,
    'textarea',
    {
      children: [text(prose(place, 'textarea text'))],
      state: place.random.oneIn(2) ? `e.value=${JSON.stringify(place.mint.word('textarea value'))}` : '',
    },
    closedIn(place),
  )
}

export function editable(place: Place): FuzzElement {
  const { random } = place
  const closed = closedIn(place)
  const value = random.pick(['', 'true', 'plaintext-only', 'TRUE'])
  return element(
    place,
    random.pick(['div', 'p', 'td', 'span']),
    {
      attributes: [{ name: 'contenteditable', value }],
      children: [text(prose(closed, 'editable text')), ...place.grow(closed)],
    },
    closed,
  )
}
