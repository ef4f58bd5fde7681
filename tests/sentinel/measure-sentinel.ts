// Recall and precision of the sentinel: every labelled string of the corpora, put into pages in the ways in which a page
// may hold it (issue 8). A string counts as found when the sentinel says something at its element.
import { detectors } from '@reseal/redaction-rules/detectors'
import { createSentinel, createTextScanner, type TextScanner } from '@reseal/worker'
import {
  cleanSentences,
  interfaceTexts,
  labelledTexts,
  maskedSentences,
} from '../../packages/redaction-rules/scripts/measurement.mjs'
import { createRecordedPage, element, type Sketch } from '../../packages/worker/test/recorded-page.ts'

/** Ways in which a page holds a string. */
export const placements = ['text', 'halves', 'letters', 'cells', 'attribute', 'field'] as const

/** One of them. */
export type Placement = (typeof placements)[number]

/** A string to be placed. */
interface Placed {
  readonly kind: string
  readonly text: string
  readonly span: readonly [number, number]
}

/** What became of a kind. */
export interface KindMeasurement {
  readonly kind: string
  /** Strings of the kind. */
  readonly count: number
  /** Share of strings and placements at which anything was found: what quarantines. */
  readonly recall: number
  /** Share at which the kind's own detector found it. */
  readonly ownRecall: number
  readonly byPlacement: Readonly<Record<Placement, number>>
  /** Of the places at which the kind's detector found something, the share that hold an identifier. */
  readonly precision: number
}

/** All of it. */
export interface SentinelMeasurement {
  readonly kinds: readonly KindMeasurement[]
  /** Texts without an identifier, and those of them at which something was found. */
  readonly clean: { readonly count: number; readonly hits: number }
  /** Strings that were missed, by kind and placement; for whoever improves a detector. */
  readonly misses: readonly { readonly kind: string; readonly placement: Placement; readonly text: string }[]
}

function place(placement: Placement, text: string, [start, end]: readonly [number, number]): Sketch {
  const [before, value, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)]
  const span = (part: string): Sketch => element('span', {}, part)
  switch (placement) {
    case 'text':
      return element('p', {}, text)
    case 'halves': {
      const middle = Math.ceil(value.length / 2)
      return element('p', {}, before, span(value.slice(0, middle)), span(value.slice(middle)), after)
    }
    case 'letters':
      return element('p', {}, before, ...Array.from(value, span), after)
    case 'cells':
      return element(
        'table',
        {},
        element('tr', {}, ...text.split(' ').map((word) => element('td', {}, word))),
      )
    case 'attribute':
      return element('i', { title: text })
    case 'field':
      return element('input', { value: text, type: 'text' })
  }
}

const perPage = 20
const section = /section:nth-of-type\((\d+)\)/

/** The detectors that found something, for each sketch. */
function scan(sketches: readonly Sketch[], scanner: TextScanner): Set<string>[] {
  const found = sketches.map(() => new Set<string>())
  for (let from = 0; from < sketches.length; from += perPage) {
    const sections = sketches.slice(from, from + perPage).map((sketch) => element('section', {}, sketch))
    const events = [createRecordedPage().snapshot(...sections, element('section'))]
    for (const { path, detector } of createSentinel({ scanner }).scan({ index: 0, events })) {
      const at = Number(section.exec(path)?.[1] ?? 0)
      found[from + at - 1]?.add(detector)
    }
  }
  return found
}

// Kinds that no corpus has: the examples of the documents that define them.
function examples(known: ReadonlySet<string>): Placed[] {
  return detectors
    .filter(({ id }) => !known.has(id))
    .flatMap(({ id, examples }) =>
      examples.found.map((marked): Placed => {
        const [start, end] = [marked.indexOf('«'), marked.indexOf('»') - 1]
        return { kind: id, text: marked.replaceAll(/[«»]/g, ''), span: [start, end] }
      }),
    )
}

/** One identifier alone: what else is in the text is masked, as capture would have. */
function withoutOthers(
  { kind, text, span: [start, end] }: Placed,
  others: readonly (readonly [number, number])[],
): Placed {
  const mask = (part: string, from: number): string =>
    others
      .filter(([at, to]) => at >= from && to <= from + part.length)
      .toSorted((a, b) => b[0] - a[0])
      .reduce((left, [at, to]) => `${left.slice(0, at - from)}xxxxx${left.slice(to - from)}`, part)
  const before = mask(text.slice(0, start), 0)
  const value = text.slice(start, end)
  return {
    kind,
    text: before + value + mask(text.slice(end), end),
    span: [before.length, before.length + value.length],
  }
}

function sample<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, Math.floor(all.length / most))
  return all.filter((_, at) => at % step === 0)
}

/** Measures all strings, or about `most` of each kind. */
export function measureSentinel({
  most = Number.POSITIVE_INFINITY,
}: {
  readonly most?: number
} = {}): SentinelMeasurement {
  const labelled = Array.from(labelledTexts()).flatMap(({ kind, text, span, others = [] }): Placed[] =>
    span === undefined ? [] : [withoutOthers({ kind, text, span }, others)],
  )
  const byKind = Map.groupBy(labelled, ({ kind }) => kind)
  const placed = [
    ...Array.from(byKind.values(), (strings) => sample(strings, most)).flat(),
    ...examples(new Set(byKind.keys())),
  ]
  const cleanTexts = sample(
    [...cleanSentences(), ...interfaceTexts(), ...new Set(maskedSentences())],
    2 * most,
  )
  const scanner = createTextScanner()
  const cleanFound = scan(
    cleanTexts.map((text) => element('p', {}, text)),
    scanner,
  )
  const misses: SentinelMeasurement['misses'][number][] = []
  const hits = new Map<string, { any: number; own: number; by: Record<Placement, number> }>()
  const foundBy = new Map<string, number>()
  const counts = Map.groupBy(placed, ({ kind }) => kind)
  for (const kind of counts.keys())
    hits.set(kind, {
      any: 0,
      own: 0,
      by: { text: 0, halves: 0, letters: 0, cells: 0, attribute: 0, field: 0 },
    })
  for (const placement of placements) {
    const found = scan(
      placed.map(({ text, span }) => place(placement, text, span)),
      scanner,
    )
    for (const [at, { kind, text }] of placed.entries()) {
      const kinds = found[at] ?? new Set()
      const row = hits.get(kind)
      for (const one of kinds) foundBy.set(one, (foundBy.get(one) ?? 0) + 1)
      if (kinds.size === 0) misses.push({ kind, placement, text })
      else if (row !== undefined) {
        row.any += 1
        row.by[placement] += 1
      }
      if (kinds.has(kind) && row !== undefined) row.own += 1
    }
  }
  const wrong = (kind: string): number => cleanFound.filter((kinds) => kinds.has(kind)).length
  const kinds = Array.from(counts, ([kind, strings]): KindMeasurement => {
    const row = hits.get(kind)
    const count = strings.length
    const share = (hit: number, of: number): number => (of === 0 ? 1 : hit / of)
    const right = (foundBy.get(kind) ?? 0) / placements.length
    return {
      kind,
      count,
      recall: share(row?.any ?? 0, count * placements.length),
      ownRecall: share(row?.own ?? 0, count * placements.length),
      byPlacement: Object.fromEntries(
        placements.map((placement) => [placement, share(row?.by[placement] ?? 0, count)]),
      ) as Record<Placement, number>,
      precision: share(right, right + wrong(kind)),
    }
  })
  return {
    kinds: kinds.toSorted((a, b) => a.kind.localeCompare(b.kind)),
    clean: { count: cleanTexts.length, hits: cleanFound.filter(({ size }) => size > 0).length },
    misses,
  }
}
