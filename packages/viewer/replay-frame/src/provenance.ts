// Why what is shown can be read: the marks of texts and attributes by node id, as of the last event that was applied
// (design.md §9). A recording can be sealed by anyone with the public keys, so marks are read by shape and bounded.
import { textAttributes } from '@reseal/redaction-rules'
import type { FrameEvent, Origin, RulesInForce } from './frame-messages.ts'

/** The marks of what is shown now. */
export interface Provenance {
  /** Follows an event that was applied. A full snapshot forgets all before it. */
  apply(event: FrameEvent): void
  ofText(id: number): Origin | undefined
  /** Of an element's readable attributes, by name. What a field holds is its `value`. */
  ofAttributes(id: number): ReadonlyMap<string, Origin>
  /** The rules that were in force as the page was last recorded whole. */
  inForce(): RulesInForce
}

const fullSnapshot = 2
const incremental = 3
const mutation = 0
const input = 5

const textNames: ReadonlySet<unknown> = new Set(textAttributes)
/** More marks than any page has texts; what comes after has none. */
const maxMarks = 200_000
const fingerprint = /^([a-z0-9._-]{1,64}):[0-9a-f]{8}$/
/** Names of one list that are told. */
const maxNames = 24
const none: ReadonlyMap<string, Origin> = new Map()

/** Marks of a run that has not begun. */
export function createProvenance(): Provenance {
  const texts = new Map<number, Origin>()
  const attributes = new Map<number, Map<string, Origin>>()
  let allowRules: readonly unknown[] = []
  let attributeRules: readonly unknown[] = []
  let inForce: RulesInForce = { allow: [], mask: [], block: [] }

  const byRule = (rules: readonly unknown[], index: unknown): Origin => {
    const given = typeof index === 'number' ? rules[index] : undefined
    const name = typeof given === 'string' ? fingerprint.exec(given)?.[1] : undefined
    return name === undefined ? { kind: 'rule' } : { kind: 'rule', rule: name }
  }
  const originOf = ({ static: isStatic, rule }: Fields): Origin | undefined => {
    if (isStatic === true) return { kind: 'static' }
    return Number.isInteger(rule) ? byRule(allowRules, rule) : undefined
  }

  const noteText = (id: unknown, fields: Fields) => {
    if (typeof id !== 'number') return
    const origin = originOf(fields)
    if (origin === undefined) texts.delete(id)
    else if (texts.size < maxMarks) texts.set(id, origin)
  }
  const noteAttribute = (id: unknown, name: string, origin: Origin) => {
    if (typeof id !== 'number') return
    const known = attributes.get(id) ?? new Map<string, Origin>()
    known.set(name, origin)
    if (attributes.size < maxMarks) attributes.set(id, known)
  }
  const noteAttributes = ({ id, static: statics, opened }: Fields) => {
    for (const name of listOf(statics)) {
      if (typeof name === 'string' && textNames.has(name)) noteAttribute(id, name, { kind: 'static' })
    }
    const rules = fieldsOf(opened)
    for (const name of textAttributes) {
      if (Number.isInteger(rules[name])) noteAttribute(id, name, byRule(attributeRules, rules[name]))
    }
    if (Number.isInteger(rules['value'])) noteAttribute(id, 'value', byRule(allowRules, rules['value']))
  }
  // A list of its own, not the call stack: pages are deep.
  const noteNodes = (root: unknown) => {
    const waiting = [fieldsOf(root)]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node['type'] === 3) noteText(node['id'], node)
      else noteAttributes(node)
      for (const child of listOf(node['childNodes'])) waiting.push(fieldsOf(child))
    }
  }
  const noteSnapshot = (data: Fields) => {
    texts.clear()
    attributes.clear()
    const { allow, attributes: named, mask, block } = fieldsOf(data['rules'])
    inForce = { allow: namesOf(allow), mask: namesOf(mask), block: namesOf(block) }
    allowRules = listOf(allow)
    attributeRules = listOf(named)
    noteNodes(data['node'])
  }
  const noteMutation = (data: Fields) => {
    for (const { id } of listOf(data['removes']).map(fieldsOf)) {
      texts.delete(id as number)
      attributes.delete(id as number)
    }
    for (const add of listOf(data['adds'])) noteNodes(fieldsOf(add)['node'])
    for (const text of listOf(data['texts']).map(fieldsOf)) noteText(text['id'], text)
    for (const change of listOf(data['attributes']).map(fieldsOf)) {
      const known = attributes.get(change['id'] as number)
      for (const name of Object.keys(fieldsOf(change['attributes']))) known?.delete(name)
      noteAttributes(change)
    }
  }
  const noteInput = ({ id, rule }: Fields) => {
    attributes.get(id as number)?.delete('value')
    if (Number.isInteger(rule)) noteAttribute(id, 'value', byRule(allowRules, rule))
  }

  return {
    apply: ({ type, data }) => {
      const fields = fieldsOf(data)
      if (type === fullSnapshot) noteSnapshot(fields)
      if (type === incremental && fields['source'] === mutation) noteMutation(fields)
      if (type === incremental && fields['source'] === input) noteInput(fields)
    },
    ofText: (id) => texts.get(id),
    ofAttributes: (id) => attributes.get(id) ?? none,
    inForce: () => inForce,
  }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function namesOf(value: unknown): string[] {
  const names = listOf(value)
    .slice(0, maxNames)
    .map((name) => (typeof name === 'string' ? fingerprint.exec(name)?.[1] : undefined))
  return names.filter((name) => name !== undefined)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
