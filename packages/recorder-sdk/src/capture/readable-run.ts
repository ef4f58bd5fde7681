// One text in pieces: what rules let through on both sides of a text node, up to the edge of its line. An identifier that
// is split over elements or text nodes is found in the whole. Natives are taken once: what the page overrides, or
// hides behind a form's field named `contains`, hides no piece.

import { takeFromUntouchedFrame, type View } from './untouched-frame.ts'

const inlineTags =
  /^(?:a|abbr|b|bdi|bdo|cite|code|data|em|font|i|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time|tspan|u|var)$/i
// Shown nowhere, and not recorded: no edge of a line, and what stands in them is no part of one.
const unshownTags = /^(?:script|style|noscript|template|textarea|iframe|metadata)$/i
const maxPieces = 8
const maxLength = 96

const nativesOf = ({ Document, Node, TreeWalker }: View) => ({
  createTreeWalker: Document.prototype.createTreeWalker,
  contains: Node.prototype.contains,
  getRootNode: Node.prototype.getRootNode,
  previousNode: TreeWalker.prototype.previousNode,
  nextNode: TreeWalker.prototype.nextNode,
})

const isInline = (element: Element): boolean => inlineTags.test(String(element.localName))

// The numbers of `NodeFilter`, which a page may replace.
const showTextAndElements = 0x4 | 0x1
const verdict = { accept: 1, reject: 2, skip: 3 }

function acceptNode(node: Node): number {
  if (node.nodeType === 3) return verdict.accept
  return unshownTags.test(String((node as Element).localName)) ? verdict.reject : verdict.skip
}

/** Creates what gives the text of a node with its neighbours, as far as `isReadable` says of each, and of the element that it stands in, that they are. */
export function createReadableRuns(
  isReadable: (parent: Element, piece: Text) => boolean,
): (node: Text) => string {
  const natives = takeFromUntouchedFrame(nativesOf)
  const contains = (outer: Element, inner: Element): boolean =>
    Reflect.apply(natives.contains, outer, [inner])

  // Only elements of a line stand between the two.
  function isOneLine(one: Element, other: Element): boolean {
    if (one === other) return true
    if (!isInline(one)) return isInline(other) && contains(one, other)
    return isInline(other) || contains(other, one)
  }

  return (node) => {
    const root: Node = Reflect.apply(natives.getRootNode, node, [])
    const walker: TreeWalker = Reflect.apply(natives.createTreeWalker, node.ownerDocument, [
      root,
      showTextAndElements,
      acceptNode,
    ])

    function walk(step: () => Node | null): string[] {
      const pieces: string[] = []
      walker.currentNode = node
      let { parentElement } = node
      for (let length = 0; pieces.length < maxPieces && length < maxLength; ) {
        const piece = Reflect.apply(step, walker, []) as Text | null
        const parent = piece?.parentElement
        if (piece === null || !parent || !parentElement) break
        if (!isOneLine(parentElement, parent) || !isReadable(parent, piece)) break
        parentElement = parent
        length += piece.data.length
        pieces.push(piece.data)
      }
      return pieces
    }

    return [...walk(natives.previousNode).reverse(), node.data, ...walk(natives.nextNode)].join('')
  }
}
