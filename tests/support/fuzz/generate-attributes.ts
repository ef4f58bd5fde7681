// Attributes with a secret in their value or their name.
import { declarations, type Source } from './generate-css.ts'
import { type Place, prose } from './place.ts'
import type { FuzzAttribute } from './tree.ts'
import { ariaAttributes, handlerAttributes, knownAttributes, namespaces } from './words.ts'

function address({ random, mint }: Source, kind: string): string {
  const word = mint.word(kind)
  return random.pick([
    `/p/${word}?mrn=${word}#${word}`,
    `#${word}`,
    `mailto:${word}@x.example`,
    `tel:${word}`,
    `data:text/html;base64,${Buffer.from(`<p>${word}`).toString('base64')}`,
    `data:image/svg+xml,<svg id="${word}"/>`,
    `javascript:void('${word}')`,
    `blob:${word}`,
    `/p?x=%E0%A4%A&mrn=${word}`,
    `//${word}.invalid/`,
    `${word}://x`,
  ])
}

const addressNames = new Set(
  'href src srcset poster data cite action formaction background ping longdesc manifest archive code imagesrcset usemap'.split(
    ' ',
  ),
)
// Their value decides what the element is or does; what would navigate or load without end stays out.
const leftOut = new Set(['http-equiv', 'contenteditable', 'hidden', 'inert', 'popover'])

/** An attribute with a secret in its value or its name. */
export function attribute(place: Place): FuzzAttribute {
  const { random, mint } = place
  switch (random.below(14)) {
    case 0:
      return {
        name: `data-${random.pick(['name', 'id', 'state', 'value', 'n'])}`,
        value: prose(place, 'attribute data'),
      }
    case 1:
      return { name: `data-${mint.word('attribute name data')}`, value: 'x' }
    case 2:
      return { name: random.pick(ariaAttributes), value: prose(place, 'attribute aria') }
    case 3:
      return { name: random.pick(handlerAttributes), value: `void('${mint.word('attribute handler')}')` }
    case 4: {
      const [prefix, namespace] = random.pick(namespaces)
      const local = random.pick([
        'href',
        'title',
        'role',
        'lang',
        'base',
        'id',
        mint.word('attribute name namespaced'),
      ])
      return { name: `${prefix}:${local}`, value: prose(place, 'attribute namespaced'), namespace }
    }
    case 5: {
      const word = mint.word('attribute name')
      return {
        name: random.pick([
          word,
          `x-${word}`,
          `ng-${word}`,
          `aria-${word}`,
          `on${word}`,
          `v.${word}`,
          `_${word}`,
        ]),
        value: 'x',
      }
    }
    case 6:
      return {
        name: random.pick([
          'ng-reflect-value',
          'patient-name',
          'jsname',
          'wire:model',
          'com.bitwarden.x',
          'fingerprint',
        ]),
        value: prose(place, 'attribute unknown'),
      }
    case 7: {
      const names =
        'width height tabindex colspan rowspan size border value min max step start aria-valuenow aria-level span cols rows data-n high low maxlength x y r cx stroke-width fill bgcolor'.split(
          ' ',
        )
      return {
        name: random.pick(names),
        value: random.pick(['', '', '0.', '#', '1 ', '-']) + mint.digits('attribute number'),
      }
    }
    case 8:
      return { name: 'style', value: declarations(place) }
    case 9:
      return { name: 'class', value: `a ${mint.word('attribute class')} ${random.oneIn(3) ? 'b' : ''}` }
    default: {
      const name = random.pick(knownAttributes.filter((one) => !leftOut.has(one)))
      if (addressNames.has(name)) return { name, value: address(place, 'attribute address') }
      return { name, value: prose(place, 'attribute known') }
    }
  }
}

/** Some attributes of an HTML element. */
export function attributes(place: Place, most = 2): FuzzAttribute[] {
  const made = new Map<string, FuzzAttribute>()
  for (let count = place.random.below(most + 1); count > 0; count--) {
    const one = attribute(place)
    made.set(one.name, one)
  }
  return Array.from(made.values())
}
