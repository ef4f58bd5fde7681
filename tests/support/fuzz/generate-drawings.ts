// Drawings and formulas.
import { dedupe, element, text } from './element.ts'
import { declarations, styleSheet } from './generate-css.ts'
import { below, closedIn, type Place, textOf } from './place.ts'
import type { FuzzAttribute, FuzzElement, FuzzNode } from './tree.ts'
import { mathNamespace, svgAttributes, svgElements, svgNamespace } from './words.ts'

export function drawing(place: Place): FuzzElement {
  const { random, mint } = place
  const part = (at: Place): FuzzElement => {
    const name = random.pick(svgElements)
    const made = Array.from({ length: random.below(3) }, (): FuzzAttribute => {
      const attributeName = random.pick(svgAttributes)
      const value = random.pick([
        () => mint.word('svg attribute'),
        () => `url(#${mint.word('svg reference')})`,
        () => `#${mint.word('svg reference')}`,
        () => `M${mint.digits('svg geometry')} 0.${mint.digits('svg geometry')}`,
        () => mint.digits('svg number'),
        () => declarations(at),
      ])()
      return { name: attributeName, value }
    })
    // Not of the page's text: closed in each drawing.
    const isTitle = name === 'title' || name === 'desc'
    const isClosed = isTitle || ['metadata', 'script', 'style'].includes(name)
    const isOpened = isTitle && at.opened.has('titles')
    const inside = isOpened ? { ...closedIn(at), isReadable: true } : isClosed ? closedIn(at) : below(at)
    const content: FuzzNode[] =
      name === 'style'
        ? [text(styleSheet(at))]
        : name === 'foreignObject'
          ? place.grow(inside)
          : random.oneIn(2)
            ? [text(textOf(inside, `svg ${isClosed ? name : 'text'}`))]
            : at.depth < 5
              ? [part(inside)]
              : []
    const type = name === 'script' ? [{ name: 'type', value: 'application/json' }] : []
    return {
      kind: 'element',
      ref: place.register(name, inside),
      name,
      namespace: svgNamespace,
      attributes: [...dedupe(made), ...type],
      children: content,
    }
  }
  const isIcon = random.oneIn(2)
  const size = isIcon
    ? [
        { name: 'width', value: '24' },
        { name: 'height', value: '24' },
      ]
    : [{ name: 'viewBox', value: `0 0 200 ${random.oneIn(4) ? mint.digits('svg view box') : 80}` }]
  return {
    kind: 'element',
    ref: place.register('svg', place),
    name: 'svg',
    namespace: svgNamespace,
    attributes: size,
    children: Array.from({ length: 1 + random.below(3) }, () => part(below(place))),
  }
}

export function formula(place: Place): FuzzElement {
  const { random } = place
  const child = (name: string): FuzzElement => ({
    ...element(place, name, { children: [text(textOf(place, 'math text'))] }),
    namespace: mathNamespace,
  })
  return {
    ...element(place, 'math'),
    namespace: mathNamespace,
    children: [
      child(random.pick(['mi', 'mtext', 'ms', 'mo'])),
      child(random.pick(['mn', 'annotation', 'semantics'])),
    ],
  }
}
