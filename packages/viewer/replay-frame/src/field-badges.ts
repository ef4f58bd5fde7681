// Badges at fields for the seconds after a mark was made: that one became invalid, was changed, is filled or empty. They lie
// over the page and not in it. Marks are read by shape and bounded, as a recording can be sealed by anyone.
import type { FrameEvent } from './frame-messages.ts'
import type { Box } from './where-things-are.ts'

/** The badges of one replayed page. Times are milliseconds since 1970. */
export interface FieldBadges {
  /** Takes an event that was applied. A full snapshot forgets all before it. */
  follow(event: FrameEvent): void
  /** Shows what was marked in the seconds before a moment. */
  show(atMs: number): void
  stop(): void
}

/** A badge as it is read: words, and whether they warn. */
export interface FieldBadge {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'warning' | 'good'
}

const shownForMs = 5_000
/** A page with more fields that change in five seconds shows the last of them. */
const maxBadges = 24
/** Pixels between a badge and the end of its field, and what it leaves of the field. */
const edge = 6
const fieldRest = 72
const fullSnapshot = 2
const plugin = 6

/** Starts without badges. `boxOf` is where a field is now, in pixels of the frame; undefined where it is not seen. */
export function startFieldBadges(root: HTMLElement, boxOf: (id: number) => Box | undefined): FieldBadges {
  let marked: { readonly atMs: number; readonly badge: FieldBadge }[] = []
  const layer = document.createElement('div')
  layer.className = 'badges'
  root.append(layer)
  let shown = ''

  return {
    follow: (event) => {
      if (event.type === fullSnapshot) marked = []
      const badge = event.type === plugin ? readBadge(event.data) : undefined
      if (badge === undefined) return
      marked = [...marked.filter(({ badge: { id } }) => id !== badge.id), { atMs: event.timestamp, badge }]
      marked = marked.slice(-maxBadges)
    },
    show: (atMs) => {
      const placed = marked.flatMap(({ atMs: sinceMs, badge }) => {
        const box = sinceMs <= atMs && atMs < sinceMs + shownForMs ? boxOf(badge.id) : undefined
        return box === undefined ? [] : [{ badge, box }]
      })
      const text = JSON.stringify(placed)
      if (text === shown) return
      shown = text
      layer.replaceChildren(...placed.map(({ badge }) => makeBadge(badge)))
      for (const [index, { box }] of placed.entries()) {
        const made = layer.children[index] as HTMLElement
        made.style.left = `${leftOf(box, made.offsetWidth)}px`
        made.style.top = `${box.top + box.height / 2}px`
      }
    },
    stop: () => layer.remove(),
  }
}

/** The badge of a plugin event; undefined of any other than a mark of a field. */
export function readBadge(data: unknown): FieldBadge | undefined {
  const { plugin: name, payload } = (data ?? {}) as { readonly plugin?: unknown; readonly payload?: unknown }
  if (name !== 'reseal/field' || typeof payload !== 'object' || payload === null) return undefined
  const marks = payload as Readonly<Record<string, unknown>>
  const { id, invalid, times, changed, filled, kind } = marks
  if (typeof id !== 'number') return undefined
  const count = typeof times === 'number' && times > 1 && times < 100 ? ` ×${Math.floor(times)}` : ''
  const words = [
    ...(invalid === true ? [`invalid${count}`] : invalid === false ? ['valid'] : []),
    ...(filled === false ? ['empty'] : filled === true ? ['filled'] : []),
    ...(changed === true ? ['changed'] : []),
  ]
  if (words.length === 0) return undefined
  if (kind === 'number' || kind === 'date') words.push(`a ${kind}`)
  return {
    id,
    text: words.join(' · '),
    tone: invalid === true ? 'warning' : invalid === false ? 'good' : 'plain',
  }
}

const signs = { plain: '●', warning: '▲', good: '✓' } as const

function makeBadge({ text, tone }: FieldBadge): HTMLElement {
  const made = document.createElement('span')
  made.className = `badge badge-${tone}`
  made.textContent = `${signs[tone]} ${text}`
  return made
}

// At the end of its field: beside that it would seem to be the next one's. Beside one that it would cover.
function leftOf({ left, width }: Box, badgeWidth: number): number {
  const end = left + width
  const wanted = width > badgeWidth + fieldRest ? end - badgeWidth - edge : end + edge
  return Math.max(edge, Math.min(wanted, window.innerWidth - badgeWidth - edge))
}
