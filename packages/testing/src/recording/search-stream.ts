// Searches the opened events of a stream for canaries: every string, key and number, and texts cut across nodes.
import type { Canary } from '../canaries/canary.ts'
import type { RecordedLike } from '../ingest/test-ingest.ts'
import type { Form } from '../search/decode.ts'
import type { CanaryFinder } from '../search/find-canaries.ts'
import { walkStrings } from '../search/walk-strings.ts'
import { eventName, type Place, placeOf } from './event-names.ts'
import { createRecordedTree, type RecordedTree } from './recorded-tree.ts'
import { markedRule, type RuleName, type RulesInForce, rulesInForce } from './rule-marks.ts'

/** A canary in an event. */
export interface Survivor {
  readonly canary: Canary
  readonly form: Form
  readonly place: Place
  readonly stream: string
  readonly eventIndex: number
  readonly timestamp: number
  /** The event's type and source in words. */
  readonly event: string
  /** Where in the event's data. */
  readonly path: string
  readonly attribute?: string
  /** The element's place, as {@link RecordedTree} tells it. */
  readonly structure?: string
  readonly recordedPath?: string
  /** The rule that the recording marks as the one that let it through. */
  readonly rule?: RuleName
}

/** What a stream's events hold. */
export interface StreamFindings {
  readonly survivors: readonly Survivor[]
  /** Whether an element was in a full snapshot or in the end: told by its place in the live page. */
  showed(structure: string): boolean
}

/** What {@link searchStream} needs. */
export interface StreamToSearch {
  readonly stream: string
  readonly events: readonly RecordedLike[]
}

/** The attribute's name where the path leads into one; a style's parts belong to `style`. */
function attributeOf(path: string): string | undefined {
  return /\.attributes\.([^. [\]]+)/.exec(path)?.[1]
}

/** The id of the node that a text belongs to: the innermost around it. */
function nodeIdOf(parents: readonly object[]): number | undefined {
  for (const parent of parents.toReversed()) {
    const { id } = parent as { readonly id?: unknown }
    if (typeof id === 'number') return id
  }
  return undefined
}

function describeNode(tree: RecordedTree, id: number | undefined): Partial<Survivor> {
  const structure = id === undefined ? undefined : tree.structureOf(id)
  const recordedPath = id === undefined ? undefined : tree.pathOf(id)
  return {
    ...(structure === undefined ? {} : { structure }),
    ...(recordedPath === undefined ? {} : { recordedPath }),
  }
}

/** Canaries in an event, each place where one is found. */
function searchEvent(
  stream: string,
  event: RecordedLike,
  context: {
    readonly eventIndex: number
    readonly tree: RecordedTree
    readonly rules: RulesInForce | undefined
    readonly finder: CanaryFinder
  },
): Survivor[] {
  const survivors: Survivor[] = []
  const { eventIndex, tree, rules, finder } = context
  walkStrings(
    event.data,
    ({ text, path, parents }) => {
      for (const { canary, form } of finder.inText(text)) {
        const id = nodeIdOf(parents)
        const attribute = attributeOf(path)
        const rule = markedRule(parents, attribute, rules)
        survivors.push({
          canary,
          form,
          place: placeOf(event, attribute, id === undefined ? undefined : tree.tagOf(id)),
          stream,
          eventIndex,
          timestamp: event.timestamp,
          event: eventName(event),
          path,
          ...(attribute === undefined ? {} : { attribute }),
          ...describeNode(tree, id),
          ...(rule === undefined ? {} : { rule }),
        })
      }
    },
    'data',
  )
  return survivors
}

/** Canaries cut into pieces that lie in neighbouring texts. */
function searchSplit(
  tree: RecordedTree,
  finder: CanaryFinder,
  known: ReadonlySet<Canary>,
): readonly { canary: Canary; id: number }[] {
  const texts = tree.texts()
  const found: { canary: Canary; id: number }[] = []
  for (const separator of ['', ' ']) {
    const whole = texts.map(({ text }) => text).join(separator)
    for (const { canary } of finder.inText(whole)) {
      if (known.has(canary) || found.some((other) => other.canary === canary)) continue
      const id = firstPieceOf(canary, texts, separator, finder)
      if (id !== undefined) found.push({ canary, id })
    }
  }
  return found
}

function firstPieceOf(
  canary: Canary,
  texts: readonly { readonly id: number; readonly text: string }[],
  separator: string,
  finder: CanaryFinder,
): number | undefined {
  const holds = (start: number, end: number): boolean =>
    finder
      .inText(
        texts
          .slice(start, end)
          .map(({ text }) => text)
          .join(separator),
      )
      .some((hit) => hit.canary === canary)
  // The last start from which the rest still holds it.
  let [low, high] = [0, texts.length]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle, texts.length)) low = middle
    else high = middle
  }
  return texts[low]?.id
}

/** The place of the element around. */
const above = (structure: string): string => structure.slice(0, Math.max(0, structure.lastIndexOf('/')))

/** Whether the tree has the element, or an ancestor that hides what is inside: a blocked one is recorded as a box. */
function showsOrHides(structures: ReadonlyMap<string, boolean>, structure: string): boolean {
  for (let at = structure; at !== ''; at = above(at)) {
    const hasElements = structures.get(at)
    if (hasElements !== undefined) return at === structure || !hasElements
  }
  return false
}

/** All places in a stream's events where a canary is. */
export function searchStream({ stream, events }: StreamToSearch, finder: CanaryFinder): StreamFindings {
  const tree = createRecordedTree()
  const shown: ReadonlyMap<string, boolean>[] = []
  const survivors: Survivor[] = []
  const whole = new Set<Canary>()
  let rules: RulesInForce | undefined
  // The rules follow their keyframe: what a snapshot is marked with is told by the event after it.
  const rulesAfter = (index: number): RulesInForce | undefined => {
    for (const event of events.slice(index + 1, index + 4)) {
      const found = rulesInForce(event)
      if (found !== undefined) return found
    }
    return undefined
  }

  function addSplit(event: RecordedLike, eventIndex: number): void {
    for (const { canary, id } of searchSplit(tree, finder, whole)) {
      whole.add(canary)
      survivors.push({
        canary,
        form: 'split',
        place: placeOf({ ...event, type: 2 }, undefined, tree.tagOf(id)),
        stream,
        eventIndex,
        timestamp: event.timestamp,
        event: eventName(event),
        path: 'texts of neighbouring nodes',
        ...describeNode(tree, id),
      })
    }
  }

  for (const [eventIndex, event] of events.entries()) {
    tree.apply(event)
    if (event.type === 2) rules = rulesAfter(eventIndex) ?? rules
    for (const survivor of searchEvent(stream, event, { eventIndex, tree, rules, finder })) {
      survivors.push(survivor)
      whole.add(survivor.canary)
    }
    const isLast = eventIndex === events.length - 1
    if (event.type !== 2 && !isLast) continue
    addSplit(event, eventIndex)
    shown.push(tree.structures())
  }
  // What was typed piece by piece: the values that texts took, one after the other.
  const typed = events.flatMap(({ data }) => {
    const values = (Array.isArray(data['texts']) ? (data['texts'] as Record<string, unknown>[]) : []).map(
      ({ value }) => value,
    )
    return [...values, data['text']].filter((value) => typeof value === 'string')
  })
  for (const { canary } of finder.inText(typed.join(''))) {
    if (whole.has(canary)) continue
    survivors.push({
      canary,
      form: 'split',
      place: 'field',
      stream,
      eventIndex: events.length - 1,
      timestamp: events.at(-1)?.timestamp ?? 0,
      event: 'input',
      path: 'texts of successive events',
    })
  }
  return {
    survivors,
    showed: (structure) => shown.some((structures) => showsOrHides(structures, structure)),
  }
}
