// What a recording may make the replay frame build. The frame's content security policy and rrweb's sandbox let nothing
// run and nothing be fetched; what they would have to stop, or what would stop the player itself, is gone before it is built.
import { cleanAttributes, cleanTagName } from './clean-elements.ts'
import type { FrameEvent } from './frame-messages.ts'
import { incrementalShapes } from './incremental-shapes.ts'

type Fields = Readonly<Record<string, unknown>>

/** No page is deeper; rrweb builds by recursion. */
const maxDepth = 400
const maxNodes = 200_000

const eventTypes = { fullSnapshot: 2, incremental: 3, meta: 4, custom: 5, plugin: 6 } as const
const mutationSource = 0

/** Takes events in order, batch after batch, and gives those that the player may see, without what nobody needs to watch. */
export type EventCleaner = (events: readonly FrameEvent[]) => FrameEvent[]

/** A cleaner for one contiguous run of a stream. */
export function createEventCleaner(): EventCleaner {
  // The document, its root, head and body as the last snapshot has them: nothing else ever takes their ids.
  let rootIds: ReadonlySet<unknown> = new Set()
  const cleanEvent = (event: FrameEvent): FrameEvent | undefined => {
    if (!isFields(event) || !Number.isFinite(event.timestamp)) return undefined
    const data: unknown = event.data
    if (!isFields(data)) return undefined
    switch (event.type) {
      case eventTypes.fullSnapshot: {
        const snapshot = cleanSnapshot(event, data)
        if (snapshot !== undefined) rootIds = idsOfRoot(snapshot.data as Fields)
        return snapshot
      }
      case eventTypes.incremental:
        return cleanIncremental(event, data, rootIds)
      case eventTypes.meta:
        return isSize(data['width']) && isSize(data['height']) ? event : undefined
      case eventTypes.custom:
      case eventTypes.plugin:
        return event
      default:
        return undefined
    }
  }
  return (events) =>
    events.flatMap((event) => {
      const cleaned = cleanEvent(event)
      return cleaned === undefined ? [] : [cleaned]
    })
}

function idsOfRoot({ node: root }: Fields): ReadonlySet<unknown> {
  const childrenOf = (node: unknown) => (isFields(node) ? listOf(node['childNodes']) : [])
  const top = childrenOf(root)
  const nodes = [root, ...top, ...top.flatMap(childrenOf)].filter(isFields)
  return new Set(nodes.map(({ id }) => id))
}

function cleanSnapshot(event: FrameEvent, data: Fields): FrameEvent | undefined {
  const node = createCleaner().clean(data['node'], 0)
  return node === undefined || node['type'] !== 0 ? undefined : { ...event, data: { ...data, node } }
}

function cleanIncremental(
  event: FrameEvent,
  data: Fields,
  rootIds: ReadonlySet<unknown>,
): FrameEvent | undefined {
  const { source } = data
  // Media, canvas commands and fonts have none: redaction lets nothing of them through, and each could ask for a file.
  if (incrementalShapes.get(source)?.(data) !== true) return undefined
  return source === mutationSource ? { ...event, data: cleanMutation(data, rootIds) } : event
}

function cleanMutation(data: Fields, rootIds: ReadonlySet<unknown>): Fields {
  return {
    ...data,
    texts: listOf(data['texts']).filter(
      ({ id, value }) => isId(id) && (value === null || typeof value === 'string'),
    ),
    removes: listOf(data['removes']).filter(({ id, parentId }) => isId(id) && isId(parentId)),
    attributes: listOf(data['attributes']).flatMap((change) =>
      isId(change['id']) && isFields(change['attributes'])
        ? // The element's name is not told: what is refused anywhere is refused here.
          [{ ...change, attributes: cleanAttributes(undefined, change['attributes']) }]
        : [],
    ),
    adds: listOf(data['adds'])
      .slice(0, maxNodes)
      .flatMap((add) => {
        const { clean, seen } = createCleaner()
        const node = isId(add['parentId']) ? clean(add['node'], 0) : undefined
        // Nothing can be put into itself.
        if (node === undefined || seen.has(add['parentId'] as number)) return []
        return rootIds.has(node['id']) ? [] : [{ ...add, node }]
      }),
  }
}

interface Cleaner {
  readonly clean: (node: unknown, depth: number) => Fields | undefined
  /** Ids of the nodes that it has met. */
  readonly seen: ReadonlySet<number>
}

/** One walk over the nodes of one event; what is beyond its bounds is left out with all below it. */
function createCleaner(): Cleaner {
  const seen = new Set<number>()
  const clean = (node: unknown, depth: number): Fields | undefined => {
    if (!isFields(node) || depth > maxDepth || seen.size >= maxNodes) return undefined
    const { id, type } = node
    // Of two nodes of one id the mirror would keep only the last, and changes would meet the wrong one.
    if (!isId(id) || seen.has(id)) return undefined
    seen.add(id)
    const children = Array.isArray(node['childNodes']) ? (node['childNodes'] as readonly unknown[]) : []
    const childNodes = () =>
      children.flatMap((child) => {
        const cleaned = clean(child, depth + 1)
        return cleaned === undefined ? [] : [cleaned]
      })
    switch (type) {
      case 0:
        return { ...node, childNodes: childNodes() }
      case 1:
        return typeof node['name'] === 'string' ? node : undefined
      case 2: {
        const attributes = isFields(node['attributes']) ? node['attributes'] : {}
        const tagName = cleanTagName(node['tagName'], attributes)
        if (tagName === undefined) return undefined
        const kept =
          tagName === node['tagName']
            ? cleanAttributes(tagName, attributes)
            : { style: 'display:none!important' }
        return { ...node, tagName, attributes: kept, childNodes: childNodes() }
      }
      case 3:
      case 4:
      case 5:
        return typeof node['textContent'] === 'string' ? node : undefined
      default:
        return undefined
    }
  }
  return { clean, seen }
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0
}

function isSize(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 32_768
}
