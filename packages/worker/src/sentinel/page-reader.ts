// Follows the page of a stream and says what of it is new: texts of nodes, attributes, names of elements. What of a
// snapshot or a change the page has no place for is said all the same, without one.
import { createPageMirror, enter, type PageMirror, type PageNode } from '@reseal/redaction-rules/retroactive'
import { textsOfCss } from './css-texts.ts'
import { textsOfAddress, walkFields } from './event-fields.ts'

type Fields = Readonly<Record<string, unknown>>

/** A text that stands by itself: an attribute, a name. */
export interface LoneText {
  readonly text: string
  /** Undefined where the page has no place for it. */
  readonly node: PageNode | undefined
  readonly place: 'attribute' | 'field' | 'style' | 'address' | 'text'
  /** Name of the attribute, where it is one that HTML knows. */
  readonly attribute?: string
  readonly passes?: readonly string[]
}

/** What is new after an event. */
export interface PageNews {
  /** Text nodes and fields that hold something new, in the page's order. */
  readonly changed: readonly PageNode[]
  readonly lone: readonly LoneText[]
}

/** The page of a stream. */
export interface PageReader {
  /** Takes in a full snapshot. */
  begin(data: Fields): PageNews
  /** Takes in a mutation. */
  change(data: Fields): PageNews
  /** Takes in what was typed. */
  type(data: Fields): PageNews
  /** What a text node or a field holds; undefined for every other node. */
  textOf(node: PageNode): string | undefined
  find(id: unknown): PageNode | undefined
}

const addressAttributes =
  /^(?:href|xlink:href|src|srcset|action|formaction|poster|cite|background|ping|data|longdesc|manifest)$/i
const styleAttributes = /^(?:style|_csstext|media)$/i
const numbersOnly = /^[\s\d.,+%eE-]*(?:px|em|rem|pt|deg)?$/
const geometry: ReadonlySet<string> = new Set(
  'd points transform viewbox gradienttransform patterntransform x y x1 x2 y1 y2 dx dy cx cy r rx ry fx fy width height refx refy markerwidth markerheight offset stroke-dasharray stroke-dashoffset stroke-width rr_width rr_height rr_scrollleft rr_scrolltop'.split(
    ' ',
  ),
)
const shape = /^(?:[MLHVCSQTAZmlhvcsqtaz\d\s.,+eE-]|(?:matrix|translate|rotate|scale|skew[XY])\(|\))*$/
const knownAttribute =
  /^(?:title|alt|placeholder|label|summary|value|content|href|src|srcdoc|style|name|id|class|type|role|lang|aria-[a-z]{1,20})$/
const usualName = /^(?:[a-z]{1,20}[\d]?|x-r\d+)$/
const namespace = 'http://www.w3.org/'

const asFields = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Creates the page of a stream, empty until its first full snapshot. */
export function createPageReader(): PageReader {
  const mirror: PageMirror = createPageMirror()
  let fields = new Map<PageNode, string>()

  const find = (id: unknown): PageNode | undefined => (typeof id === 'number' ? mirror.get(id) : undefined)

  function news(): { changed: PageNode[]; lone: LoneText[] } {
    return { changed: [], lone: [] }
  }

  function addText(out: ReturnType<typeof news>, node: PageNode | undefined, text: string): void {
    if (node === undefined) {
      out.lone.push({ text, node, place: 'text' })
      return
    }
    node.text = text
    if (node.parent?.tag === 'style') {
      for (const part of textsOfCss(text)) out.lone.push({ text: part, node, place: 'style' })
    } else if (node.kind === 'text') out.changed.push(node)
    else if (text !== '') out.lone.push({ text, node, place: 'text' })
  }

  function addAttribute(
    out: ReturnType<typeof news>,
    node: PageNode | undefined,
    name: string,
    value: unknown,
  ): void {
    const attribute = knownAttribute.test(name) ? { attribute: name } : {}
    if (/\d{3}|[^\0-\x7f]|@/.test(name) && !/^data-r\d+$/.test(name))
      out.lone.push({ text: name.replaceAll('-', ' '), node, place: 'attribute' })
    if (typeof value === 'number') {
      if (Math.abs(value) >= 100_000 && !geometry.has(name.toLowerCase()))
        out.lone.push({ text: String(value), node, place: 'attribute', ...attribute })
      return
    }
    if (typeof value === 'object' && value !== null) {
      // A style as rrweb tells of a change to it.
      walkFields({ style: Object.values(value).flat() }, ({ text }) =>
        out.lone.push({ text, node, place: 'style' }),
      )
      return
    }
    if (typeof value !== 'string' || value === '' || value.startsWith(namespace)) return
    const key = name.toLowerCase()
    if (geometry.has(key) && (numbersOnly.test(value) || shape.test(value))) return
    if (styleAttributes.test(name)) {
      for (const text of textsOfCss(value)) out.lone.push({ text, node, place: 'style', ...attribute })
    } else if (addressAttributes.test(name)) {
      for (const text of textsOfAddress(value))
        out.lone.push({
          text,
          node,
          place: 'address',
          ...attribute,
          ...(/^data:/i.test(text) ? {} : { passes: ['url'] }),
        })
    } else if (key === 'value' && node !== undefined) {
      fields.set(node, value)
      out.changed.push(node)
    } else out.lone.push({ text: value, node, place: 'attribute', ...attribute })
  }

  /** Everything below a recorded node; those that are in the mirror have a place. */
  function read(raw: unknown, out: ReturnType<typeof news>): void {
    const waiting: unknown[] = [raw]
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      const recorded = asFields(one)
      if (recorded === undefined) {
        walkFields(one, ({ text }) => out.lone.push({ text, node: undefined, place: 'text' }))
        continue
      }
      const node = find(recorded['id'])
      for (const [name, value] of Object.entries(recorded)) {
        if (name === 'childNodes') for (const child of listOf(value).toReversed()) waiting.push(child)
        else if (name === 'attributes') {
          for (const [key, member] of Object.entries(asFields(value) ?? {}))
            addAttribute(out, node, key, member)
        } else if (name === 'textContent' && typeof value === 'string') addText(out, node, value)
        else if (name === 'tagName' && typeof value === 'string') {
          if (!usualName.test(value.toLowerCase()))
            out.lone.push({ text: value.replaceAll('-', ' '), node, place: 'text' })
        } else if (typeof value === 'string' || typeof value === 'object')
          walkFields(value, ({ text }) => out.lone.push({ text, node, place: 'text' }))
      }
    }
  }

  function forget(node: PageNode): void {
    fields.delete(node)
    for (let child = node.first; child !== undefined; child = child.next) forget(child)
  }

  function remove(out: ReturnType<typeof news>, id: unknown): void {
    const node = find(id)
    if (node === undefined) return
    // What stood on both sides is one text now.
    for (let at = node.previous; at !== undefined; at = at.last) {
      if (at.kind === 'text') {
        out.changed.push(at)
        break
      }
    }
    forget(node)
    mirror.remove(node)
  }

  // A parent may be listed after its child.
  function add(out: ReturnType<typeof news>, entries: readonly unknown[]): void {
    let waiting = entries
    for (;;) {
      const later: unknown[] = []
      for (const entry of waiting) {
        const { parentId, nextId, node } = asFields(entry) ?? {}
        const parent = find(parentId)
        if (parent === undefined) {
          later.push(entry)
          continue
        }
        const draft = enter(mirror, node, { parent, nextId: typeof nextId === 'number' ? nextId : null })
        read(draft?.raw ?? node, out)
      }
      if (later.length === waiting.length) {
        for (const entry of later) read(asFields(entry)?.['node'], out)
        return
      }
      waiting = later
    }
  }

  const isThere = (node: PageNode): boolean => mirror.get(node.id) === node

  return {
    begin(data) {
      mirror.reset()
      fields = new Map()
      const out = news()
      const { node, ...rest } = data
      enter(mirror, node, { parent: undefined, nextId: null })
      read(node, out)
      walkFields(rest, ({ text }) => out.lone.push({ text, node: undefined, place: 'text' }))
      return { ...out, changed: out.changed.filter(isThere) }
    },
    change(data) {
      const out = news()
      for (const entry of listOf(data['removes'])) remove(out, asFields(entry)?.['id'])
      add(out, listOf(data['adds']))
      for (const entry of listOf(data['texts'])) {
        const { id, value } = asFields(entry) ?? {}
        if (typeof value === 'string') addText(out, find(id), value)
      }
      for (const entry of listOf(data['attributes'])) {
        const { id, attributes } = asFields(entry) ?? {}
        for (const [name, value] of Object.entries(asFields(attributes) ?? {}))
          addAttribute(out, find(id), name, value)
      }
      const { removes: _, adds: __, texts: ___, attributes: ____, ...rest } = data
      walkFields(rest, ({ text }) => out.lone.push({ text, node: undefined, place: 'text' }))
      return { ...out, changed: out.changed.filter(isThere) }
    },
    type(data) {
      const node = find(data['id'])
      const text = data['text']
      if (typeof text !== 'string') return news()
      if (node === undefined) return { changed: [], lone: [{ text, node, place: 'field' }] }
      fields.set(node, text)
      return { changed: [node], lone: [] }
    },
    textOf: (node) => (node.kind === 'text' ? node.text : fields.get(node)),
    find,
  }
}
