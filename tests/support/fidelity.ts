// Counts how much of a live page a replay shows in the right place: boxes by rrweb's node ids, and what lies
// under each click.
import type { Page } from 'playwright'

/** Edges of an element in CSS pixels of its page's viewport. */
interface Edges {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

interface SeenElement extends Edges {
  readonly id: number
  readonly name: string
  /** Laid out in a line and holding text, which is masked: its width is that of a mask. */
  readonly isInlineText: boolean
  readonly isClickable: boolean
  /** Id of the control on top at its centre, or else of the element; 0 outside the viewport. */
  readonly hit: number
}

export interface Fidelity {
  /** Visible elements of the live page that rrweb knows. */
  readonly elementCount: number
  /** Those whose four edges lie within 4 px in the replay; 16 px for inline elements that hold text. */
  readonly placedCount: number
  readonly share: number
  readonly clickCount: number
  /** Clicks at the centre of each control that meet the same element in the replay. */
  readonly clicksMet: number
  /** The worst placed elements, for whoever tunes the masks. */
  readonly misplaced: readonly string[]
}

const edgeTolerancePx = 4
const inlineTolerancePx = 16

// Runs in either page: what it needs of the page comes as `nodes`, a map from id to element.
function readElements(kind: 'live' | 'replay'): SeenElement[] {
  const mirror =
    kind === 'live'
      ? window.capturePage.record.mirror
      : (window.replayer?.getMirror() ?? { getIds: () => [], getNode: () => null, getId: () => -1 })
  const clickable = 'a,button,input,select,textarea,label,summary,[role=button]'
  const seen: SeenElement[] = []
  for (const id of mirror.getIds()) {
    const node = mirror.getNode(id)
    if (node === null || node.nodeType !== 1) continue
    const element = node as Element
    const view = element.ownerDocument.defaultView
    if (view === null || !element.isConnected) continue
    const { left, top, right, bottom } = element.getBoundingClientRect()
    const style = view.getComputedStyle(element)
    if (right - left < 1 || bottom - top < 1 || style.visibility !== 'visible') continue
    const [x, y] = [(left + right) / 2, (top + bottom) / 2]
    const isInView = x >= 0 && y >= 0 && x < view.innerWidth && y < view.innerHeight
    const topmost = isInView ? element.ownerDocument.elementFromPoint(x, y) : null
    // What a click reaches is the control, whichever part of it lies on top.
    const hit = topmost?.closest(clickable) ?? topmost
    seen.push({
      id,
      name: `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} "${(element.textContent ?? '').slice(0, 24)}"`,
      left,
      top,
      right,
      bottom,
      isInlineText: style.display.startsWith('inline') && (element.textContent ?? '').trim() !== '',
      isClickable: element.matches(clickable),
      hit: hit === null ? 0 : mirror.getId(hit as never),
    })
  }
  return seen
}

/** Ids of what lies on top at each point in the replay: the element, and all that it is part of. */
function hitInReplay(points: readonly { x: number; y: number }[]): number[][] {
  const { replayer } = window
  const frame = replayer?.iframe.contentDocument
  return points.map(({ x, y }) => {
    const ids: number[] = []
    for (let at = frame?.elementFromPoint(x, y); at; at = at.parentElement) {
      ids.push(replayer?.getMirror().getId(at as never) ?? -1)
    }
    return ids
  })
}

function offset(a: Edges, b: Edges): number {
  return Math.max(
    Math.abs(a.left - b.left),
    Math.abs(a.top - b.top),
    Math.abs(a.right - b.right),
    Math.abs(a.bottom - b.bottom),
  )
}

/**
 * Compares a live page, in which capture runs (tests/support/capture-page.ts), with a page that replays its
 * events (tests/support/replay-page.ts). Both viewports must have the same size.
 */
export async function measureFidelity(livePage: Page, replayPage: Page): Promise<Fidelity> {
  const live = await livePage.evaluate(readElements, 'live' as const)
  const replayed = new Map(
    (await replayPage.evaluate(readElements, 'replay' as const)).map((one) => [one.id, one]),
  )
  const misplaced: { text: string; px: number }[] = []
  for (const element of live) {
    const other = replayed.get(element.id)
    const px = other === undefined ? Infinity : offset(element, other)
    if (px > (element.isInlineText ? inlineTolerancePx : edgeTolerancePx)) {
      const at = (one: Edges): string => [one.left, one.top, one.right, one.bottom].map(Math.round).join(',')
      misplaced.push({
        px,
        text: `${element.name}: ${at(element)} → ${other === undefined ? 'absent' : at(other)}`,
      })
    }
  }
  const clicks = live.filter((one) => one.isClickable && one.hit > 0)
  const points = clicks.map((one) => ({ x: (one.left + one.right) / 2, y: (one.top + one.bottom) / 2 }))
  const hits = await replayPage.evaluate(hitInReplay, points)
  const missed = clicks.filter((one, index) => !hits[index]?.includes(one.hit))
  misplaced.sort((a, b) => b.px - a.px)
  const placedCount = live.length - misplaced.length
  return {
    elementCount: live.length,
    placedCount,
    share: live.length === 0 ? 0 : placedCount / live.length,
    clickCount: clicks.length,
    clicksMet: clicks.length - missed.length,
    misplaced: [...misplaced.map((one) => one.text), ...missed.map((one) => `click missed: ${one.name}`)],
  }
}
