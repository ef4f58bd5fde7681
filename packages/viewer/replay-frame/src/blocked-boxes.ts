// Hatches what was blocked at capture: rrweb keeps its box and nothing else.
import type { Replayer } from '@rrweb/replay'

const attribute = 'data-reseal-blocked'

/** Rules for rrweb's inner document. */
export const blockedRules: readonly string[] = [
  `[${attribute}] { background: repeating-linear-gradient(135deg, rgb(128 134 145 / 0.10) 0 6px, rgb(128 134 145 / 0.26) 6px 7px) !important; outline: 1px solid rgb(128 134 145 / 0.4); outline-offset: -1px; }`,
]

/** Marks a node that the Replayer has just built when its recorded form is a blocked box. */
export function markBlocked(node: Node, id: number, replayer: Replayer): void {
  const recorded = replayer.getMirror().getMeta(node)
  if (recorded === null || recorded.id !== id || !('attributes' in recorded)) return
  const element = node as Element
  if ('rr_width' in recorded.attributes && typeof element.setAttribute === 'function') {
    element.setAttribute(attribute, '')
  }
}
