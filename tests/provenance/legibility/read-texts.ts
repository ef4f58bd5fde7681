// Reads the visible text of a page, live or replayed, text node by text node, each with its place in the tree.
import type { Page } from 'playwright'

/** A text of a page: of a text node, or of an attribute. */
export interface SeenText {
  /** Place in the tree: the same in the page and in its replay. */
  readonly path: string
  /** `text`, or the attribute's name. */
  readonly kind: string
  readonly text: string
  /** Tag and class of the element. */
  readonly element: string
  /** rrweb's id of the node or element, in a replay. */
  readonly id: number
}

const readAttributes = ['placeholder', 'title', 'aria-label', 'alt'] as const

/** Texts of the live page, or of the replay that stands in a page. */
export function readTexts(page: Page, kind: 'live' | 'replay'): Promise<SeenText[]> {
  return page.evaluate(walk, { kind, names: readAttributes })
}

// Runs in the page.
function walk({ kind, names }: { kind: 'live' | 'replay'; names: readonly string[] }): SeenText[] {
  const mirror = kind === 'replay' ? window.replayer?.getMirror() : undefined
  const root = kind === 'replay' ? window.replayer?.iframe.contentDocument : document
  const left = new Set(['SCRIPT', 'NOSCRIPT', 'STYLE', 'LINK', 'META', 'TEMPLATE'])
  const seen: SeenText[] = []

  function isShown(node: Text): boolean {
    const range = node.ownerDocument.createRange()
    range.selectNodeContents(node)
    const { width, height } = range.getBoundingClientRect()
    return width > 0 && height > 0
  }

  function visit(element: Element, path: string): void {
    // A replay may hide what the page shows; what is compared is what the page shows.
    const isVisible =
      kind === 'replay' || element.checkVisibility({ visibilityProperty: true, opacityProperty: false })
    const name = `${element.tagName.toLowerCase()}${element.id && `#${element.id}`}.${element.getAttribute('class') ?? ''}`
    for (const attribute of isVisible ? names : []) {
      const text = element.getAttribute(attribute)
      if (text !== null && text.trim() !== '') {
        seen.push({ path, kind: attribute, text, element: name, id: mirror?.getId(element as never) ?? 0 })
      }
    }
    let index = 0
    for (const child of element.childNodes) {
      if (child.nodeType === 3) {
        if ((child.nodeValue ?? '').trim() === '') continue
        if (kind === 'replay' || (isVisible && isShown(child as Text))) {
          const id = mirror?.getId(child as never) ?? 0
          seen.push({
            path: `${path}/${index}`,
            kind: 'text',
            text: child.nodeValue ?? '',
            element: name,
            id,
          })
        }
        index += 1
      } else if (child.nodeType === 1 && !left.has((child as Element).tagName)) {
        visit(child as Element, `${path}/${index}${(child as Element).tagName.toLowerCase()}`)
        index += 1
      }
    }
  }

  if (root?.body) visit(root.body, '')
  return seen
}
