// Parts of the page that protection leaves out: which they are, and which part is the noisiest or the largest.

/** Elements that are left out for a while. */
export interface LeftOutParts {
  readonly size: number
  add(part: Element): void
  clear(): void
  /** Whether this very element is left out. */
  has(element: Element): boolean
  /** Whether a node lies in one of them or is one. */
  holds(node: Node): boolean
  /** The same, counted. */
  covers(node: Node): boolean
  /** How often `covers` was true since this was asked last. */
  takeCount(): number
}

// A form's field named `contains` stands in the way of the form's own.
function contains(part: Node, node: Node): boolean {
  return Reflect.apply(Node.prototype.contains, part, [node])
}

/** Creates the list; it is empty. */
export function createLeftOutParts(): LeftOutParts {
  const parts = new Set<Element>()
  let count = 0

  function holds(node: Node): boolean {
    for (const part of parts) if (contains(part, node)) return true
    return false
  }

  return {
    get size() {
      return parts.size
    },
    add: (part) => void parts.add(part),
    clear: () => parts.clear(),
    has: (element) => parts.has(element),
    holds,
    covers(node) {
      const isHeld = holds(node)
      if (isHeld) count += 1
      return isHeld
    },
    takeCount() {
      const taken = count
      count = 0
      return taken
    },
  }
}

/** Counts where the page changes. */
export interface ChangeCounts {
  readonly total: number
  note(targets: readonly Node[], weight: number): void
  clear(): void
  /** The innermost element, below the body, in which most of the changes happened. */
  loudest(): Element | undefined
}

const maxCounted = 256
const most = 0.6

/** Creates counts that are empty. */
export function createChangeCounts(): ChangeCounts {
  const counts = new Map<Node, number>()
  let total = 0

  function sumsByElement(): Map<Element, number> {
    const sums = new Map<Element, number>()
    for (const [node, count] of counts) {
      let at = node instanceof Element ? node : node.parentElement
      for (; at !== null; at = at.parentElement) sums.set(at, (sums.get(at) ?? 0) + count)
    }
    return sums
  }

  return {
    get total() {
      return total
    },
    note(targets, weight) {
      total += targets.length * weight
      for (const target of targets) {
        const known = counts.get(target)
        if (known !== undefined || counts.size < maxCounted) counts.set(target, (known ?? 0) + weight)
      }
    },
    clear() {
      counts.clear()
      total = 0
    },
    loudest() {
      const sums = sumsByElement()
      let counted = 0
      for (const count of counts.values()) counted += count
      let found: Element | undefined
      for (const [element, sum] of sums) {
        const isPart = element !== document.body && document.body?.contains(element) === true
        if (isPart && sum >= counted * most && (found === undefined || contains(found, element)))
          found = element
      }
      return found
    },
  }
}

// A node takes about as much of a snapshot as this many characters of text; so does a rule of a style sheet.
const charactersPerNode = 100

function weightOf(element: Element): number {
  return element.getElementsByTagName('*').length * charactersPerNode + (element.textContent?.length ?? 0)
}

interface Weighed {
  readonly element: Element
  readonly weight: number
}

function sheets(): Weighed[] {
  return Array.from(document.styleSheets).flatMap((sheet) => {
    const { ownerNode } = sheet
    if (!(ownerNode instanceof Element)) return []
    try {
      const weight = sheet.cssRules.length * charactersPerNode
      return [{ element: ownerNode, weight: Math.max(weight, ownerNode.textContent?.length ?? 0) }]
    } catch {
      // Of another origin: it is not recorded either.
      return []
    }
  })
}

/** The part that takes most of a snapshot: an element of the page or a style sheet; undefined when all is left out. */
export function largestPart(parts: LeftOutParts): Element | undefined {
  let found: Element | undefined
  let weight = 0
  const weigh = (element: Element): number => (parts.has(element) ? 0 : weightOf(element))
  for (let at: Element | null = document.body; at !== null && !parts.has(at); ) {
    const children: Weighed[] = Array.from(at.children, (element) => ({ element, weight: weigh(element) }))
    const none: Weighed = { element: at, weight: 0 }
    const largest = children.reduce((a, b) => (b.weight > a.weight ? b : a), none)
    const rest = children.reduce((left, { element }) => left - weightOf(element), weightOf(at))
    // Further down only where most of it is: a long list goes as a whole, and so does text beside elements.
    const isSpread = found !== undefined && largest.weight < weight / 2
    if (rest > largest.weight) ({ element: found, weight } = { element: at, weight: rest })
    if (rest > largest.weight || isSpread || largest.weight === 0) break
    ;({ element: found, weight } = largest)
    at = largest.element
  }
  for (const sheet of sheets())
    if (!parts.has(sheet.element) && sheet.weight > weight) ({ element: found, weight } = sheet)
  return found
}
