// What is known of each node of the stream by its id: mutations carry nothing else (design §5.1).

import type { AttributeOwner } from './attributes.ts'

/** How the content below an element is treated. */
export const contextFlag = {
  /** Inside a box: nothing below is recorded. */
  blocked: 1,
  /** Text is CSS. */
  style: 2,
  /** Text is dropped: scripts, templates, text areas. */
  silent: 4,
  /** Part of a control whose state is an answer. */
  answer: 8,
  /** Text is never let through, whatever a rule allows: titles, options, editable regions. */
  closed: 32,
  /** The page's markup, or a rule seen before, says mask. */
  masked: 64,
} as const

/** A node of the stream. */
export interface MirrorNode {
  readonly parent: number
  /** What attributes depend on; undefined for a node that is no element. */
  readonly owner: AttributeOwner | undefined
  /** Flags of the content below; those of the ancestors included. */
  flags: number
  /** `media`: a box in place of an image or the like; `blocked`: a box because a rule or markup says so. */
  box: 'none' | 'media' | 'blocked'
  /** What was recorded of a text node: the same again says only that something was typed. */
  text: string | undefined
  /** What the texts of an element label it with, once there are any. */
  label?: 'digit' | 'words'
  /** How many keys lie directly below an element or its children. */
  keyCount?: number
  /** The drawing this node is part of. */
  readonly drawing: Drawing | undefined
}

/** An outermost `svg` element. */
export interface Drawing {
  readonly id: number
  readonly isIcon: boolean
  /** Shapes recorded so far, and in the page when last asked; a rectangle weighs more. */
  shapeCount: number
  pageShapeCount: number
  /** Strokes of the outlines recorded so far. */
  subpathCount: number
}

/** The nodes of a stream since its last full snapshot. */
export interface NodeMirror {
  get(id: number): MirrorNode | undefined
  set(id: number, node: MirrorNode): void
  /** Forgets a node; what was below it dangles and is overwritten when it comes back. */
  remove(id: number): void
  reset(): void
  /** Adds flags to everything below a node. */
  spread(id: number, flags: number): void
}

// Deeper than any page nests; also ends a walk should ids ever form a ring.
const maxDepth = 2_048

/** Creates an empty mirror. */
export function createNodeMirror(): NodeMirror {
  const nodes = new Map<number, MirrorNode>()

  function isBelow(id: number, ancestor: number): boolean {
    let at = id
    for (let depth = 0; depth < maxDepth; depth++) {
      if (at === ancestor) return true
      const node = nodes.get(at)
      if (node === undefined) return false
      at = node.parent
    }
    return false
  }

  return {
    get: (id) => nodes.get(id),
    set: (id, node) => {
      nodes.set(id, node)
    },
    remove: (id) => {
      nodes.delete(id)
    },
    reset: () => nodes.clear(),
    spread(id, flags) {
      for (const [other, node] of nodes) {
        if (!isBelow(other, id)) continue
        node.flags |= flags
        // A box inside a box does not show on its own.
        if (other !== id && flags & contextFlag.blocked) node.box = 'none'
      }
    },
  }
}
