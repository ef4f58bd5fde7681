// Follows one replayed page: its marks, how it is painted, what of it is in view, and what is at a point.
import { startFieldBadges } from './field-badges.ts'
import type { FrameEvent, KindCounts, ProbedThing, ThingKind } from './frame-messages.ts'
import type { InspectCommand, InspectReport } from './inspect-messages.ts'
import { inspect } from './inspector.ts'
import { startNodeOutline } from './node-outline.ts'
import type { Marks, PageView } from './page-survey.ts'
import { startPainter } from './painter.ts'
import { paintPreview } from './preview.ts'
import type { PreviewCommand, PreviewCounts } from './preview-messages.ts'
import { nextThing, probePage, tellThing } from './probe.ts'
import { createProvenance } from './provenance.ts'
import {
  type Box,
  boxOf,
  countKinds,
  moved,
  offsetOf,
  type PlacedThing,
  thingsInView,
} from './where-things-are.ts'

/** What is known of the page that rrweb builds in a frame. Points and boxes are in CSS pixels of this document. */
export interface PageWatch {
  /** Takes an event that rrweb has applied. */
  follow(event: FrameEvent): void
  /** Shows what was told of fields in the seconds before a moment (milliseconds since 1970). */
  showMoment(atMs: number): void
  showProvenance(shown: boolean): void
  /** Outlines a node, or none. */
  highlight(id: number | undefined): void
  /** Outlines what rules that wait would open or close, as the page goes on. */
  preview(command: PreviewCommand): void
  /** The page was put to another place of the frame. */
  placed(): void
  thingAt(x: number, y: number): ProbedThing | undefined
  /** The next thing of a kind in view, after the one that was found last. */
  findNext(kind: ThingKind): ProbedThing | undefined
  /** Answers the DOM panel. */
  inspect(command: InspectCommand): InspectReport | undefined
  stop(): void
}

/** What the watch needs of the player. */
export interface PageWatchOptions {
  readonly idOf: (node: Node) => number
  readonly nodeOf: (id: number) => Node | null
  /** Where badges are put. */
  readonly overlay: HTMLElement
  /** Told when the counts of what is in view have changed. */
  readonly onKinds: (counts: KindCounts) => void
  /** Told how much rules that wait concern, when that has changed. */
  readonly onPreview: (counts: PreviewCounts) => void
}

/** Between two counts, and how many times as long as the last one took: each asks for the layout of the page. */
const restMs = 400
const restShare = 12
const fullSnapshot = 2
const incremental = 3
const mutation = 0
const input = 5
/** Moves and clicks change nothing that is painted. */
const movingOnly: ReadonlySet<unknown> = new Set([1, 2, 6, 12, 14])

/** Watches the frame that rrweb builds in; undefined where it has no window. */
export function startPageWatch(frame: HTMLIFrameElement, options: PageWatchOptions): PageWatch | undefined {
  const page = frame.contentWindow as PageView | null
  if (page === null) return undefined
  const provenance = createProvenance()
  const marks: Marks = { provenance, idOf: options.idOf }
  let timer = 0
  let countAgainAt = 0
  let told = ''
  let found: Node | undefined

  const placed = (): PlacedThing[] => thingsInView(painter.surveys(), page)
  const count = () => {
    timer = 0
    const began = performance.now()
    const counts = countKinds(placed())
    countAgainAt = began + Math.max(restMs, restShare * (performance.now() - began))
    const text = JSON.stringify(counts)
    if (text !== told) options.onKinds(counts)
    told = text
  }
  const countSoon = () => {
    if (timer !== 0) return
    timer = window.setTimeout(count, Math.max(0, countAgainAt - performance.now()))
  }
  const seenBox = (id: number): Box | undefined => {
    const node = options.nodeOf(id)
    const view = node?.ownerDocument?.defaultView as PageView | null | undefined
    const isPlaced = node?.nodeType === Node.ELEMENT_NODE || node?.nodeType === Node.TEXT_NODE
    if (!isPlaced || !view) return undefined
    const box = moved(boxOf({ node: node as Element | Text }), offsetOf(view, page))
    const isSeen = box.width > 0 && box.top + box.height > 0 && box.top < page.innerHeight
    return isSeen ? scaled(box, frame) : undefined
  }
  const badges = startFieldBadges(options.overlay, seenBox)
  const outline = startNodeOutline(options.overlay, seenBox)
  let momentMs = 0
  let previewed: PreviewCommand | undefined
  let toldPreview = ''
  const showPreview = () => {
    if (previewed === undefined) return
    const counts = paintPreview({ view: page, idOf: options.idOf, provenance }, previewed)
    const text = JSON.stringify(counts)
    if (text !== toldPreview) options.onPreview(counts)
    toldPreview = text
  }
  const overlay = () => {
    badges.show(momentMs)
    outline.place()
  }
  const painter = startPainter(page, { ...marks, nodeOf: options.nodeOf }, () => {
    countSoon()
    overlay()
    showPreview()
  })

  window.addEventListener('resize', overlay)

  return {
    follow: (event) => {
      provenance.apply(event)
      badges.follow(event)
      if (event.type === fullSnapshot) return painter.paintAll()
      const { source, ...data } = (event.data ?? {}) as ChangeData
      if (event.type !== incremental || movingOnly.has(source)) return
      // Of all others what they change is where things are.
      if (source === mutation) painter.paintChanged(changedIds(data))
      else if (source === input) painter.paintChanged({ added: [], changed: [data.id] })
      else countSoon()
    },
    showMoment: (atMs) => {
      momentMs = atMs
      overlay()
    },
    highlight: outline.show,
    preview: (command) => {
      previewed = command
      showPreview()
    },
    placed: overlay,
    showProvenance: painter.showProvenance,
    thingAt: (x, y) => {
      const { left, top, scale } = placeOf(frame)
      const thing = probePage(page, (x - left) / scale, (y - top) / scale, marks)
      return thing && inFrame(thing, frame)
    },
    findNext: (kind) => {
      const next = nextThing(placed(), kind, found)
      found = next?.thing.node
      const thing = next && tellThing(next, marks)
      return thing && inFrame(thing, frame)
    },
    inspect: (command) => {
      const { left, top, scale } = placeOf(frame)
      const asked =
        command.type === 'inspect-point'
          ? { ...command, x: (command.x - left) / scale, y: (command.y - top) / scale }
          : command
      return inspect({ page, marks, nodeOf: options.nodeOf }, asked)
    },
    stop: () => {
      window.clearTimeout(timer)
      window.removeEventListener('resize', overlay)
      painter.stop()
      badges.stop()
      outline.stop()
    },
  }
}

interface ChangeData {
  readonly source?: unknown
  readonly id?: unknown
  readonly texts?: unknown
  readonly attributes?: unknown
  readonly adds?: unknown
}

function changedIds({ texts, attributes, adds }: ChangeData) {
  const idsOf = (list: unknown) =>
    listOf(list).map((entry) => (entry as { readonly id?: unknown } | null)?.id)
  return {
    added: idsOf(listOf(adds).map((add) => (add as { readonly node?: unknown } | null)?.node)),
    changed: [...idsOf(texts), ...idsOf(attributes)],
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function placeOf(frame: HTMLIFrameElement): { left: number; top: number; scale: number } {
  const { left, top, width } = frame.getBoundingClientRect()
  return { left, top, scale: frame.offsetWidth === 0 ? 1 : width / frame.offsetWidth }
}

function inFrame(thing: ProbedThing, frame: HTMLIFrameElement): ProbedThing {
  return { ...thing, box: scaled(thing.box, frame) }
}

// From pixels of the page to those of the document around it.
function scaled(box: Box, frame: HTMLIFrameElement): Box {
  const { left, top, scale } = placeOf(frame)
  return {
    left: left + box.left * scale,
    top: top + box.top * scale,
    width: box.width * scale,
    height: box.height * scale,
  }
}
