// The sentinel (design.md §5.8): the full detectors over every visible string of a stream's page, as it is after each
// event, and over every field of every event. It says where something was found and by which detector, never what.
import type { PageNode } from '@reseal/redaction-rules/retroactive'
import type { FindingPlace, RuleProposal, SentinelFinding } from '@reseal/store'
import { idOf, pathOf, proposeMask, sharedElement } from './element-path.ts'
import { placeOfEvent, ruleIdOf, walkFields } from './event-fields.ts'
import { boxRowOf, coveredBy, type Line, lineAround } from './page-lines.ts'
import { createPageReader, type LoneText, type PageNews } from './page-reader.ts'
import { createTextScanner, type Hit, type TextScanner } from './text-scanner.ts'

/** What a segment held. */
export interface OpenedEvents {
  readonly index: number
  /** As they were sealed: by anyone who has the app's public keys. */
  readonly events: readonly unknown[]
}

/** Scans one stream, fed with its segments in order from a keyframe on. */
export interface Sentinel {
  /** What is new in a segment: a text that was found before at the same place is not found again. */
  scan(segment: OpenedEvents): readonly SentinelFinding[]
}

/** What a sentinel may share with others. */
export interface SentinelOptions {
  readonly scanner?: TextScanner
}

// A segment with more is quarantined all the same.
const maxFindings = 100
const maxKnown = 20_000
// The last moment that ECMAScript's Date can represent.
const lastMs = 8_640_000_000_000_000
const releaseForm = /^[\w.:@/+-]{1,64}$/

interface Spot {
  readonly place: FindingPlace
  readonly path: string
  readonly proposal: RuleProposal
}

type Fields = Readonly<Record<string, unknown>>
const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}

/** Creates a sentinel for one stream. */
export function createSentinel({ scanner = createTextScanner() }: SentinelOptions = {}): Sentinel {
  const page = createPageReader()
  let known = new Set<string>()
  let release: string | undefined
  let findings: SentinelFinding[] = []
  let current = { segmentIndex: 0, eventIndex: 0, timeMs: 0 }

  function report(hits: readonly Hit[], text: string, spotOf: (hit: Hit) => Spot): void {
    for (const hit of hits) {
      if (findings.length >= maxFindings) return
      const { place, path, proposal } = spotOf(hit)
      const key = `${hit.type} ${place} ${path} ${idOf(text.slice(hit.start, hit.end))}`
      if (known.has(key)) continue
      if (known.size >= maxKnown) known = new Set()
      known.add(key)
      const { type: detector, confidence } = hit
      findings.push({
        detector,
        confidence,
        ...current,
        place,
        path,
        proposal,
        ...(release !== undefined && { release }),
      })
    }
  }

  function scanText(text: string, passes: readonly string[], spotOf: (hit: Hit) => Spot): void {
    const hits = scanner.scan(text)
    if (hits.length === 0) return
    report(
      hits.filter(({ type }) => !passes.includes(type)),
      text,
      spotOf,
    )
  }

  function spotAt(node: PageNode, place: FindingPlace, suffix = ''): Spot {
    const proposal = proposeMask(node) ?? { kind: 'narrow', list: 'allow' }
    return { place, path: pathOf(node) + suffix, proposal }
  }

  function placeOf(node: PageNode): FindingPlace {
    if (node.kind !== 'text') return 'field'
    const tag = node.parent?.tag
    if (tag === 'title') return 'title'
    return tag === 'textarea' || tag === 'option' ? 'field' : 'text'
  }

  function scanLine(line: Line): void {
    scanText(line.text, [], (hit) => {
      const inside = line.pieces.filter(({ start }, at) => {
        const end = line.pieces[at + 1]?.start ?? line.text.length
        return start < hit.end && end > hit.start
      })
      const [first] = inside
      const last = inside.at(-1)
      if (first === undefined || last === undefined) return spotAt(line.pieces[0]?.node as PageNode, 'text')
      return spotAt(first === last ? first.node : sharedElement(first.node, last.node), placeOf(first.node))
    })
  }

  function scanNews({ changed, lone }: PageNews): void {
    const covered = new Set<PageNode>()
    const rows = new Set<PageNode>()
    for (const node of changed) {
      const row = boxRowOf(node, page.textOf)
      if (row !== undefined && !rows.has(row.around)) {
        rows.add(row.around)
        for (const separator of ['', ' '])
          scanText(row.texts.join(separator), [], () => spotAt(row.around, placeOf(node)))
      }
      if (covered.has(node)) continue
      const line = lineAround(node, page.textOf)
      for (const one of coveredBy(line)) covered.add(one)
      covered.add(node)
      scanLine(line)
    }
    for (const one of lone) scanLone(one)
  }

  function scanLone({ text, node, place, attribute, passes = [] }: LoneText): void {
    scanText(text, passes, () =>
      node === undefined
        ? { place, path: 'event', proposal: { kind: 'narrow', list: 'allow' } }
        : spotAt(node, place, attribute === undefined ? '' : `[${attribute}]`),
    )
  }

  function scanFields(type: unknown, data: Fields): void {
    const { place, list } = placeOfEvent(type, data['source'], data['plugin'])
    const node = page.find(type === 3 ? data['id'] : asFields(data['payload'])['id'])
    walkFields(data, ({ text, path, passes = [] }) => {
      scanText(text, passes, () => {
        if (node !== undefined) return spotAt(node, place)
        const id = ruleIdOf(data['payload'])
        return { place, path, proposal: { kind: 'narrow', list, ...(id !== undefined && { id }) } }
      })
    })
  }

  function noteRelease(data: Fields): void {
    const named = asFields(data['payload'])['release']
    if (data['plugin'] === 'reseal/context' && typeof named === 'string' && releaseForm.test(named))
      release = scanner.scan(named).length === 0 ? named : undefined
  }

  function scanEvent(event: unknown): void {
    const { type, data: given, timestamp, ...rest } = asFields(event)
    const data = asFields(given)
    current = {
      ...current,
      timeMs: typeof timestamp === 'number' ? Math.min(Math.max(0, Math.trunc(timestamp)), lastMs) || 0 : 0,
    }
    if (type === 2) scanNews(page.begin(data))
    else if (type === 3 && data['source'] === 0) scanNews(page.change(data))
    else {
      if (type === 6) noteRelease(data)
      if (type === 3 && data['source'] === 5) {
        scanNews(page.type(data))
        const { text: _, ...others } = data
        scanFields(type, others)
      } else scanFields(type, data)
    }
    if (given !== undefined && typeof given !== 'object') scanFields(type, { value: given })
    scanFields(type, rest)
  }

  return {
    scan({ index, events }) {
      findings = []
      for (const [eventIndex, event] of events.entries()) {
        current = { segmentIndex: index, eventIndex, timeMs: 0 }
        scanEvent(event)
      }
      return findings
    },
  }
}
