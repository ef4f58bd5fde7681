// Nodes with secrets in every place that markup has, except where the rules of the batch let text through: there
// stands clear text, so that an allow that does nothing would be seen.
import { element, text } from './element.ts'
import { custom, frame, inert, markup, plain, shadowHost, structure, styles } from './generate-content.ts'
import { drawing, formula } from './generate-drawings.ts'
import { area, choice, editable, input } from './generate-fields.ts'
import { below, clearText, type Opened, type Place, prose, textOf } from './place.ts'
import type { FuzzAttribute, FuzzElement, FuzzNode } from './tree.ts'

function region(place: Place): FuzzElement {
  const { random, regions } = place
  const known = Array.from(regions)
  const wrap = (
    attribute: FuzzAttribute,
    isReadable: boolean,
    closes = false,
    isTrusted = place.isTrusted,
  ): FuzzElement => {
    const inside = below(place, { isReadable, isClosed: place.isClosed || closes, isTrusted })
    return element(
      place,
      random.pick(['div', 'section', 'span', 'li']),
      {
        attributes: [attribute],
        children: children(inside),
      },
      inside,
    )
  }
  const ofClass = (name: string, isReadable: boolean, closes = false): FuzzElement =>
    wrap({ name: 'class', value: name }, isReadable, closes)
  const level = random.pick(['mask', 'block', 'allow'])
  const isHeard = level === 'allow' && (place.isReadable || (place.isTrusted && !place.isClosed))
  if (known.length === 0 || random.oneIn(4)) {
    return wrap({ name: 'data-reseal', value: level }, isHeard, level !== 'allow')
  }
  const picked = random.pick(known)
  switch (picked) {
    case 'open':
      // A level of an ancestor that masks stays: only where none does may text be read.
      if (place.isClosed) return ofClass('open', false)
      return place.depth === 0 || place.isReadable ? ofClass('open', true) : ofClass('x', place.isReadable)
    case 'shut':
      return ofClass('open shut', false, true)
    case 'gone':
      return ofClass('open gone', false, true)
    case 'trusted':
      return place.isClosed || place.depth > 0
        ? ofClass('x', place.isReadable)
        : wrap({ name: 'class', value: 'trusted' }, false, false, true)
    // What these open holds none of what is planted inside them: names that the lexicon lacks, text of no field.
    case 'terms':
      return ofClass('terms', place.isReadable)
    case 'tip':
      return element({ ...place, isTip: true }, 'span', {
        attributes: [
          { name: 'class', value: 'tip' },
          { name: 'title', value: clearText },
          { name: 'aria-description', value: prose(place, 'attribute beside one that a rule names') },
        ],
        children: [text(textOf(place, 'text below an attribute that a rule names'))],
      })
    default:
      return opening(place, picked)
  }
}

// What the rule opens holds no secret here, everything else does.
function opening(place: Place, opened: Opened): FuzzElement {
  const inside = below(place, { opened: new Set([...place.opened, opened]) })
  const attributes = [{ name: 'class', value: `opens-${opened}` }]
  return element(place, 'div', { attributes, children: [...children(inside), node(inside)] }, inside)
}

/** One node, with what is below it. */
export function node(place: Place): FuzzNode {
  const { random } = place
  const roll = random.below(100)
  const { opened } = place
  if (roll < 24) return plain(place)
  if (roll < 34) return region(place)
  if (roll < 42) return drawing(place)
  if (roll < 45) return formula(place)
  if (roll < 53) return opened.has('inputs') ? plain(place) : input(place)
  if (roll < 58) return opened.has('options') ? plain(place) : choice(place)
  if (roll < 60) return opened.has('inputs') ? plain(place) : area(place)
  if (roll < 64) return opened.has('editables') ? plain(place) : editable(place)
  if (roll < 71) return styles(place)
  if (roll < 76) return shadowHost(place)
  if (roll < 77) return opened.size > 0 ? plain(place) : frame(place)
  if (roll < 81) return custom(place)
  if (roll < 88) return inert(place)
  if (roll < 92) return structure(place)
  return opened.size > 0 ? structure(place) : markup(place)
}

/** The children of an element, fewer the deeper it lies. */
export function children(place: Place): FuzzNode[] {
  const { random, depth } = place
  const made: FuzzNode[] = []
  if (random.oneIn(2)) made.push(text(textOf(place, 'text')))
  const most = depth < 2 ? 2 : depth < 3 ? 1 : 0
  for (let count = random.below(most + 1); count > 0; count--) made.push(node(place))
  if (made.length === 0 && random.oneIn(2)) made.push(text(textOf(place, 'text')))
  return made
}
