// One text in pieces: what rules let through on both sides of a text node, up to the edge of its line. An identifier that
// is split over elements or text nodes is found in the whole.

const inlineTags =
  /^(?:a|abbr|b|bdi|bdo|cite|code|data|em|font|i|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time|tspan|u|var)$/i
const maxPieces = 8
const maxLength = 96

const isInline = (element: Element): boolean => inlineTags.test(element.localName)

// Only elements of a line stand between the two.
function isOneLine(one: Element, other: Element): boolean {
  if (one === other) return true
  if (!isInline(one)) return isInline(other) && one.contains(other)
  return isInline(other) || other.contains(one)
}

/** The text of a node with its readable neighbours. */
export function readableRun(node: Text, isReadable: (parent: Element) => boolean): string {
  const walker = node.ownerDocument.createTreeWalker(node.getRootNode(), NodeFilter.SHOW_TEXT)

  function walk(step: () => Node | null, add: (piece: string) => void): void {
    walker.currentNode = node
    let { parentElement } = node
    let length = 0
    for (let count = 0; count < maxPieces && length < maxLength; count += 1) {
      const piece = step() as Text | null
      const parent = piece?.parentElement
      if (piece === null || !parent || !parentElement) return
      if (!isOneLine(parentElement, parent) || !isReadable(parent)) return
      parentElement = parent
      length += piece.data.length
      add(piece.data)
    }
  }

  let run = node.data
  walk(
    () => walker.previousNode(),
    (piece) => {
      run = piece + run
    },
  )
  walk(
    () => walker.nextNode(),
    (piece) => {
      run += piece
    },
  )
  return run
}
