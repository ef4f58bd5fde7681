// What the rules of today make of a recording never exceeds what capture under them would have recorded (R-15.1 to
// the real redactor under both rule sets, over a page in memory, against redaction afterwards.

import fc from 'fast-check'
import { describe, expect, inject, it } from 'vitest'
import { lateSignals } from '../../test/late-signals.ts'
import {
  createReferencePage,
  type PageItem,
  type PartShape,
  type ReferencePage,
  type SelectorShape,
  toCss,
} from '../../test/reference-page.ts'
import type { RecordedEvent } from '../recorded-event.ts'
import { createRedactor, type Redactor } from '../redactor.ts'
import { defineRules, type Opening, type Rule, type RuleSet } from '../rule-set.ts'
import { signalPlugin } from '../signals/redact-signal.ts'
import { shippedVocabulary } from '../vocabulary/shipped.ts'
import { createRetroactiveRedactor } from './retroactive-redactor.ts'

// Few of each, so that rules and pages often meet.
const tags = ['div', 'td', 'p', 'b', 'x-card', 'script', 'noscript', 'title']
const texts = ['save draft', 'intake form', 'AB-', '12 open', 'call 555', '-0199 now', ' ']
const classes = ['', 'a', 'b', 'a b']
const types = ['text', 'tel', 'foo']

const part: fc.Arbitrary<PartShape> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ tag: fc.constantFrom(...tags) }) },
  { weight: 2, arbitrary: fc.record({ className: fc.constantFrom('a', 'b') }) },
  {
    weight: 2,
    arbitrary: fc.record({ tag: fc.constantFrom(...tags), className: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        tag: fc.constantFrom(...tags),
        pseudo: fc.constantFrom(
          'first-child',
          'last-child',
          'nth-child(2)',
          'nth-child(even)',
          'nth-last-child(-n+2)',
          'first-of-type',
          'last-of-type',
          'nth-of-type(2)',
          'root',
          'empty',
          'has(b)',
        ),
      },
      { requiredKeys: ['pseudo'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      tag: fc.constantFrom('input', 'p'),
      attribute: fc.tuple(fc.constant('type'), fc.constantFrom(...types)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ not: fc.record({ tag: fc.constantFrom(...tags) }) }) },
  { weight: 1, arbitrary: fc.record({ not: fc.record({ className: fc.constantFrom('a', 'b') }) }) },
)
const selector: fc.Arbitrary<SelectorShape> = fc.oneof(
  { weight: 3, arbitrary: part.map((one) => ({ parts: [one], combinators: [] })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(part, fc.constantFrom(' ', ' > ', ' + ', ' ~ '), part)
      .map(([left, combinator, right]) => ({ parts: [left, right], combinators: [combinator] })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(part, part, part, fc.constantFrom(' > ', ' + '), fc.constantFrom(' ', ' ~ '))
      .map(([one, two, three, first, second]) => ({
        parts: [one, two, three],
        combinators: [first, second],
      })),
  },
)

const everything: SelectorShape = { parts: [{ pseudo: 'root' }], combinators: [] }
const opens = fc.option(
  fc.uniqueArray(fc.constantFrom<Opening>('text', 'titles', 'range', 'length', 'invalid', 'filled'), {
    minLength: 1,
  }),
  { nil: undefined },
)
const words = fc.option(fc.constant<readonly string[]>(['save', 'draft', 'cancel', 'intake', 'form']), {
  nil: undefined,
  freq: 1,
})

/** Rules to choose from: both sets of a run take from them, so that they have some in common. */
const pool = fc.record({
  allow: fc
    .array(fc.tuple(fc.oneof(selector, fc.constant(everything)), opens, words), { maxLength: 3 })
    .map((more): [SelectorShape, Opening[] | undefined, readonly string[] | undefined][] => [
      [everything, undefined, undefined],
      ...more,
    ]),
  mask: fc.array(selector, { maxLength: 3 }),
  block: fc.array(selector, { maxLength: 2 }),
  trust: fc.array(selector, { maxLength: 2 }),
  attributes: fc.array(selector, { maxLength: 2 }),
})
type Pool = typeof pool extends fc.Arbitrary<infer T> ? T : never
// The first allow covers the page and is mostly there: much has to be readable for the rest to matter.
const bits = (count: number): fc.Arbitrary<number> =>
  fc
    .array(fc.constantFrom(0, 0, 1), { minLength: count, maxLength: count })
    .map((list) => list.reduce<number>((all, bit, index) => all + (bit << index), 0))
const choice = fc.record({
  allow: fc.tuple(fc.constantFrom(1, 1, 1, 1, 0), fc.nat(15)).map(([all, some]) => (some & 14) | all),
  mask: bits(3),
  block: bits(2),
  trust: fc.nat(3),
  attributes: fc.nat(3),
  hasPattern: fc.constantFrom(false, false, true),
})
type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never

/** Selectors by their text, for the page to match. */
type Shapes = Map<string, SelectorShape>

function chosen(given: Pool, chosenNow: Choice, shapes: Shapes): RuleSet {
  function take<T>(
    list: 'allow' | 'mask' | 'block' | 'trust' | 'attributes',
    make: (shape: SelectorShape) => T,
  ): T[] {
    return given[list].flatMap((entry, index) => {
      const shape = Array.isArray(entry) ? entry[0] : entry
      shapes.set(toCss(shape), shape)
      return chosenNow[list] & (1 << index) ? [{ id: `${list}${index}`, ...make(shape) }] : []
    })
  }
  const plain = (shape: SelectorShape) => ({ selector: toCss(shape) })
  return defineRules({
    allow: given.allow.flatMap(([shape, opened, known], index) => {
      shapes.set(toCss(shape), shape)
      const more = { ...(opened && { opens: opened }), ...(known && { words: known }) }
      return chosenNow.allow & (1 << index) ? [{ id: `allow${index}`, selector: toCss(shape), ...more }] : []
    }),
    mask: take('mask', plain) as Rule[],
    block: take('block', plain) as Rule[],
    trust: take('trust', plain) as Rule[],
    attributes: take('attributes', (shape) => ({ ...plain(shape), names: ['title' as const] })) as never,
    detectors: { patterns: chosenNow.hasPattern ? [{ id: 'shape', pattern: 'AB-99' }] : [] },
  })
}

interface Tree {
  readonly tag: string | undefined
  readonly text: string
  readonly className: string
  readonly type: string
  readonly title: string
  readonly markup: string
  readonly isShadow: boolean
  readonly children: readonly Tree[]
}
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    tag: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...tags, 'input') },
      { weight: 2, arbitrary: fc.constant(undefined) },
    ),
    text: fc.constantFrom(...texts),
    className: fc.constantFrom(...classes),
    type: fc.constantFrom('', ...types),
    title: fc.constantFrom('', '', 'open menu'),
    markup: fc.constantFrom('', '', '', '', '', 'allow', 'mask', 'block'),
    isShadow: fc.constantFrom(false, false, false, true),
    children: fc.oneof(
      { maxDepth: 5, depthIdentifier: 'tree' },
      fc.constant([]),
      fc.array(tie('tree'), { maxLength: 4 }),
    ),
  }),
}))

const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), at: fc.nat(40), before: fc.nat(4), tree }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(40) }),
  fc.record({ kind: fc.constant('move' as const), at: fc.nat(40), to: fc.nat(40), before: fc.nat(4) }),
  fc.record({ kind: fc.constant('text' as const), at: fc.nat(40), text: fc.constantFrom(...texts) }),
  fc.record({
    kind: fc.constant('attribute' as const),
    at: fc.nat(40),
    name: fc.constantFrom('class', 'type', 'title', 'data-reseal'),
    value: fc.constantFrom('', 'a', 'b', 'tel', 'text', 'open menu', 'mask', 'block', 'allow'),
  }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never
const batches = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.array(step, { minLength: 1, maxLength: 4 }) },
    { weight: 1, arbitrary: fc.constant('keyframe' as const) },
  ),
  { maxLength: 5 },
)

/** What a page does, and what the observer makes of it. */
function createWorld(first: readonly Tree[], shapes: Shapes) {
  let lastId = 10
  function grow(from: Tree, parent: PageItem): PageItem {
    const attributes = new Map<string, string>()
    if (from.className !== '') attributes.set('class', from.className)
    if (from.type !== '') attributes.set('type', from.type)
    if (from.title !== '') attributes.set('title', from.title)
    if (from.markup !== '') attributes.set('data-reseal', from.markup)
    lastId += 1
    const item: PageItem = {
      id: lastId,
      tag: from.tag,
      text: from.tag === undefined ? from.text : '',
      attributes,
      parent,
      isShadow: from.isShadow,
      children: [],
    }
    if (from.tag !== undefined) item.children.push(...from.children.map((child) => grow(child, item)))
    return item
  }
  const root: PageItem = {
    id: 2,
    tag: 'html',
    text: '',
    attributes: new Map(),
    parent: undefined,
    isShadow: false,
    children: [],
  }
  root.children.push(...first.map((one) => grow(one, root)))
  const page = createReferencePage(root, (rule) => shapes.get(rule.selector) ?? everything)

  const isRecorded = (item: PageItem): boolean => item.tag !== 'script'

  function serialize(item: PageItem, isDeep: boolean): Record<string, unknown> {
    if (item.tag === undefined) {
      return { type: 3, textContent: item.text, id: item.id, ...(item.isShadow && { isShadow: true }) }
    }
    const recorded = item.children.filter(isRecorded)
    return {
      type: 2,
      tagName: item.tag,
      attributes: Object.fromEntries(item.attributes),
      childNodes: isDeep ? recorded.map((child) => serialize(child, true)) : [],
      id: item.id,
      ...(item.isShadow && { isShadow: true }),
      ...(item.children.some((child) => child.isShadow) && { isShadowHost: true }),
    }
  }

  // As the observer does: each node by itself, parents first, of siblings the last first.
  function adds(item: PageItem): Record<string, unknown>[] {
    if (!isRecorded(item) || item.parent === undefined) return []
    const { parent } = item
    const after = parent.children
      .slice(parent.children.indexOf(item) + 1)
      .find((other) => isRecorded(other) && other.isShadow === item.isShadow)
    return [
      { parentId: parent.id, nextId: after?.id ?? null, node: serialize(item, false) },
      ...item.children.toReversed().flatMap(adds),
    ]
  }

  const pick = (at: number): PageItem | undefined => page.all()[1 + (at % Math.max(1, page.all().length - 1))]
  const elements = (): PageItem[] => page.all().filter(({ tag }) => tag !== undefined && tag !== 'script')

  function apply(steps: readonly Step[]): Record<string, unknown> {
    const before = new Map(page.all().map((item) => [item.id, item.parent?.id ?? 0]))
    const removed = new Set<number>()
    const added = new Set<PageItem>()
    const changedTexts = new Set<PageItem>()
    const changed = new Map<PageItem, Set<string>>()
    const recordedAncestry = (item: PageItem): boolean => {
      for (let at: PageItem | undefined = item; at !== undefined; at = at.parent) {
        if (!isRecorded(at)) return false
      }
      return true
    }
    function detach(item: PageItem): void {
      const { parent } = item
      parent?.children.splice(parent.children.indexOf(item), 1)
      if (before.has(item.id)) removed.add(item.id)
      item.parent = undefined
    }
    function attach(item: PageItem, parent: PageItem, index: number): void {
      item.parent = parent
      parent.children.splice(Math.min(index, parent.children.length), 0, item)
      added.add(item)
    }
    for (const one of steps) {
      const item = pick(one.at)
      switch (one.kind) {
        case 'add': {
          const parents = elements()
          const parent = parents[one.at % parents.length]
          if (parent !== undefined) attach(grow(one.tree, parent), parent, one.before)
          break
        }
        case 'remove':
          if (item !== undefined) detach(item)
          break
        case 'move': {
          const parents = elements()
          const parent = parents[one.to % parents.length]
          if (item === undefined || parent === undefined || isInside(parent, item)) break
          detach(item)
          attach(item, parent, one.before)
          break
        }
        case 'text':
          if (item !== undefined && item.tag === undefined) {
            item.text = one.text
            changedTexts.add(item)
          }
          break
        case 'attribute':
          if (item?.tag !== undefined && item.tag !== 'script') {
            item.attributes.set(one.name, one.value)
            changed.set(item, (changed.get(item) ?? new Set()).add(one.name))
          }
      }
    }
    const present = new Set(page.all())
    // The observer sends what comes after a node before it: `nextId` names what is there already.
    const tops = [...present]
      .reverse()
      .filter(
        (item) => added.has(item) && ![...added].some((other) => other !== item && isInside(item, other)),
      )
    const isNew = (item: PageItem): boolean => tops.some((top) => isInside(item, top))
    return {
      source: 0,
      removes: [...removed].map((id) => ({ parentId: before.get(id), id })),
      adds: tops.filter(recordedAncestry).flatMap(adds),
      texts: [...changedTexts]
        .filter((item) => present.has(item) && !isNew(item))
        .map((item) => ({ id: item.id, value: item.text })),
      attributes: [...changed]
        .filter(([item]) => present.has(item) && !isNew(item))
        .map(([item, names]) => ({
          id: item.id,
          attributes: Object.fromEntries([...names].map((name) => [name, item.attributes.get(name)])),
        })),
    }
  }

  const snapshot = (): Record<string, unknown> => ({
    node: {
      type: 0,
      id: 1,
      childNodes: [{ type: 1, name: 'html', publicId: '', systemId: '', id: 3 }, serialize(root, true)],
    },
    initialOffset: { top: 0, left: 0 },
  })
  return { page, apply, snapshot }
}

function isInside(item: PageItem, outer: PageItem): boolean {
  for (let at: PageItem | undefined = item; at !== undefined; at = at.parent) if (at === outer) return true
  return false
}

const staticTexts: ReadonlySet<string> = new Set(['save draft', 'intake form', 'call 555', 'open menu'])

function captureUnder(rules: RuleSet, page: ReferencePage, hasManifest: boolean): Redactor {
  const isStatic = (text: string): boolean => hasManifest && staticTexts.has(text)

  return createRedactor({
    rules,
    vocabulary: shippedVocabulary,
    lateSignals,
    rulingOf: (id) => page.rulingOf(rules, id),
    attributeRuleOf: (id, name) => page.attributeRuleOf(rules, id, name),
    runOf: (id) => page.runOf(rules, id, isStatic),
    isStaticText: isStatic,
  })
}

/** A field of the world is left: every mark that there is. */
const leftField = (id: number): object => ({
  type: 6,
  timestamp: 1,
  data: {
    plugin: signalPlugin.field,
    payload: { id, invalid: true, times: 2, why: 'format', filled: true },
  },
})

/** Ids of the fields that an event brings. */
function fieldsIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(fieldsIn)
  if (typeof value !== 'object' || value === null) return []
  const fields = value as Record<string, unknown>
  return [
    ...(fields['tagName'] === 'input' ? [fields['id'] as number] : []),
    ...Object.values(fields).flatMap(fieldsIn),
  ]
}

/** The marks of an event. */
function marksIn(event: RecordedEvent | undefined): string[] {
  const payload = event?.data['payload'] ?? {}
  return Object.keys(payload)
}

/** Every text and text attribute of an event, masks too, by node. */
function textsIn(event: RecordedEvent | undefined): (readonly [place: string, text: string])[] {
  const found: (readonly [string, string])[] = []
  function visit(value: unknown): void {
    if (Array.isArray(value)) value.forEach(visit)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    const fields = value as Record<string, unknown>
    for (const name of ['textContent', 'value']) {
      const text = fields[name]
      if (typeof text === 'string' && 'id' in fields) found.push([`${String(fields['id'])}:`, text])
    }
    const attributes = fields['attributes'] as Record<string, unknown> | undefined
    if (typeof attributes?.['title'] === 'string')
      found.push([`${String(fields['id'])}@`, attributes['title']])
    Object.values(fields).forEach(visit)
  }
  visit(event?.data)
  return found
}

/** Those that are no mask. */
function readableIn(event: RecordedEvent | undefined): string[] {
  return textsIn(event).flatMap(([place, text]) =>
    place.endsWith('@') || !/^[x\s-]*$/.test(text) ? `${place}${text}` : [],
  )
}

describe('redaction afterwards', { timeout: 120_000 * inject('propertyTimes') }, () => {
  it('gives no more than capture under the same rules, and the same when it is repeated', () => {
    const counts = {
      events: 0,
      atCapture: 0,
      left: 0,
      today: 0,
      wereStatic: 0,
      areStatic: 0,
      wereMarks: 0,
      areMarks: 0,
    }
    fc.assert(
      fc.property(
        fc.tuple(fc.array(tree, { minLength: 1, maxLength: 4 }), batches),
        pool,
        fc.tuple(choice, choice, fc.boolean()),
        ([first, runs], given, [then, now, hasManifest]) => {
          const shapes: Shapes = new Map()
          const captured = chosen(given, then, shapes)
          const current = chosen(given, now, shapes)
          const world = createWorld(first, shapes)
          const atCapture = captureUnder(captured, world.page, hasManifest)
          const today = captureUnder(current, world.page, hasManifest)
          const retro = createRetroactiveRedactor(current)
          const again = createRetroactiveRedactor(current)
          const same = createRetroactiveRedactor(captured)
          let hasUnseen = false
          // What capture of today shows by now: it does not say again what it has said.
          const shown = new Map<string, string>()
          for (const run of ['keyframe' as const, ...runs]) {
            const raw =
              run === 'keyframe'
                ? { type: 2, timestamp: 1, data: world.snapshot() }
                : { type: 3, timestamp: 1, data: world.apply(run) }
            const recorded = atCapture.redact(raw)
            const capturedToday = today.redact(raw)
            for (const [place, text] of textsIn(capturedToday)) shown.set(place, text)
            const wanted = readableIn(capturedToday)
            if (recorded === undefined) continue
            counts.wereStatic += JSON.stringify(recorded).split('"static":').length - 1
            const once = retro.redact(recorded)
            const left = readableIn(once)
            counts.areStatic += JSON.stringify(once ?? {}).split('"static":').length - 1
            //
            const shownNow = Array.from(shown, ([place, text]) => `${place}${text}`)
            expect(shownNow).toEqual(expect.arrayContaining(left))
            //
            if (once !== undefined) expect(again.redact(once)).toEqual(once)
            // Rules that have not changed change nothing, unless what is not recorded parts two texts.
            const kept = readableIn(same.redact(recorded))
            hasUnseen ||= JSON.stringify(recorded).includes('"data-reseal":"block"')
            if (!hasUnseen) expect(kept).toEqual(readableIn(recorded))
            else expect(readableIn(recorded)).toEqual(expect.arrayContaining(kept))
            for (const id of fieldsIn(raw).slice(0, 3)) {
              const told = atCapture.redact(leftField(id))
              const marks = marksIn(today.redact(leftField(id)))
              const seen = told && retro.redact(told)
              //
              expect(marks).toEqual(expect.arrayContaining(marksIn(seen)))
              if (seen !== undefined) expect(again.redact(seen)).toEqual(seen)
              if (told !== undefined && !hasUnseen) expect(same.redact(told)).toEqual(told)
              counts.wereMarks += told === undefined ? 0 : 1
              counts.areMarks += seen === undefined ? 0 : 1
            }
            counts.events += 1
            counts.atCapture += readableIn(recorded).length
            counts.left += left.length
            counts.today += wanted.length
          }
        },
      ),
      { numRuns: 2_000 * inject('propertyTimes') },
    )
    // The property is about something: texts were readable then, and some of them stay.
    expect(counts.atCapture).toBeGreaterThan(counts.events / 2)
    expect(counts.left).toBeGreaterThan(counts.atCapture / 10)
    expect(counts.wereMarks).toBeGreaterThan(counts.events / 50)
    expect(counts.areMarks).toBeGreaterThan(counts.wereMarks / 20)
    //
    expect(counts.wereStatic).toBeGreaterThan(counts.events / 10)
    expect(counts.areStatic).toBeGreaterThan(counts.wereStatic / 10)
  })
})
