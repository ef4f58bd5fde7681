// What is known of each node of the stream by its id: mutations carry nothing else (design §5.1).

/** How the content below an element is treated. */
export const contextFlag = {
  /** Inside a box: nothing below is recorded. */
  blocked: 1,
  /** Text is CSS. */
  style: 2,
  /** Text is dropped: scripts, templates, text areas. */
  silent: 4,
  /** In a control whose state is an answer; of such a control itself, too. */
  answer: 8,
  /** Text that only the opening of this name lets through. */
  titles: 16,
  options: 32,
  editables: 64,
  range: 128,
  /** The page's markup, or a rule, says mask, or said so of a node that moved here. */
  masked: 256,
  /** In a control that only a role makes one whose state is an answer: its text may say which. */
  state: 512,
} as const

/** The element an attribute belongs to, as far as its attributes depend on it. */
export interface AttributeOwner {
  readonly id: number
  readonly tag: string
  readonly isSvg: boolean
  /** Part of a drawing of an icon's size: its outlines are interface. */
  readonly isIcon: boolean
  /** Beyond what a drawing may show: its geometry is not recorded. */
  readonly isSurplus: boolean
  /** Its content is never recorded, whatever rules open: a password, a card, an input that changed its type. */
  readonly isSecret: boolean
  readonly type: string
  readonly role: string
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

/** A node of the stream. */
export interface MirrorNode {
  readonly parent: number
  /** What attributes depend on; undefined for a node that is no element. */
  owner: AttributeOwner | undefined
  /** Flags of the content below; those of the ancestors included. */
  flags: number
  /** `media`: a box in place of an image or the like; `blocked`: a box because a rule or markup says so. */
  box: 'none' | 'media' | 'blocked'
  /** What was recorded of a text node, or as an element's value: the same again says only that something was typed. */
  text: string | undefined
  /** The allow rule that let a text node through. */
  rule?: number | undefined
  /** Text attributes that were let through. */
  opened?: Set<string>
  /** What the texts of an element label it with, once there are any: one digit, at most three letters, or more. */
  label?: 'digit' | 'short' | 'words' | undefined
  /** The drawing this node is part of. */
  readonly drawing: Drawing | undefined
}

/** The nodes of a stream since its last full snapshot. */
export interface NodeMirror {
  /** Where a pointer went down last; 0 once that has become a click. */
  pressedId: number
  /** What the keys in each element weigh; undefined until it is asked for again. */
  keyRows: ReadonlyMap<number, number> | undefined
  readonly size: number
  nodes(): Iterable<MirrorNode>
  get(id: number): MirrorNode | undefined
  set(id: number, node: MirrorNode): void
  /** Forgets a node; what was below it dangles and is overwritten when it comes back. */
  remove(id: number): void
  reset(): void
  /** Adds flags to nodes and to everything below them. */
  spread(flags: ReadonlyMap<number, number>): void
  /**
   * Whether a node that comes below `parent` was closed: since the last snapshot, or before, if it came from elsewhere. In its
   * old place the rules of today decide.
   */
  wasClosed(id: number, parent: number): boolean
}

/** Creates an empty mirror. */
export function createNodeMirror(): NodeMirror {
  const nodes = new Map<number, MirrorNode>()
  // Masked and blocked nodes, and below what they were it first. A node that a snapshot does not have is forgotten.
  let closed = new Map<number, number>()
  let closedBefore = new Map<number, number>()

  function note(id: number, { box, flags, parent }: MirrorNode): void {
    const isClosed = flags & contextFlag.masked || (flags & contextFlag.blocked && box !== 'media')
    if (isClosed) closed.set(id, closed.get(id) ?? closedBefore.get(id) ?? parent)
  }

  return {
    pressedId: 0,
    keyRows: undefined,
    get size() {
      return nodes.size
    },
    nodes: () => nodes.values(),
    get: (id) => nodes.get(id),
    set(id, node) {
      this.keyRows = undefined
      nodes.set(id, node)
      note(id, node)
    },
    remove(id) {
      this.keyRows = undefined
      nodes.delete(id)
    },
    reset() {
      nodes.clear()
      closedBefore = closed
      closed = new Map()
    },
    spread(flags) {
      const added = new Map<number, number>()
      // Up to what is known, then down again: no recursion, however deep the page.
      const addedTo = (id: number): number => {
        const path: number[] = []
        let sum: number | undefined
        for (let at: number | undefined = id; at !== undefined; at = nodes.get(at)?.parent) {
          sum = added.get(at)
          if (sum !== undefined) break
          // Also ends the walk should ids ever form a ring.
          added.set(at, 0)
          path.push(at)
        }
        let below = sum ?? 0
        for (const step of path.reverse()) {
          below |= flags.get(step) ?? 0
          added.set(step, below)
        }
        return below
      }
      for (const [id, node] of nodes) {
        if (addedTo(id) === 0) continue
        node.flags |= addedTo(id)
        // A box inside a box does not show on its own.
        if (addedTo(node.parent) & contextFlag.blocked) node.box = 'none'
        note(id, node)
      }
    },
    wasClosed: (id, parent) =>
      closed.size + closedBefore.size > 0 && (closed.has(id) || (closedBefore.get(id) ?? parent) !== parent),
  }
}
