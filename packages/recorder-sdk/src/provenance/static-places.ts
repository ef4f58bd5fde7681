// Where a static text may pass, as far as only the page can say.

import type { PageStaticTexts } from './page-static-texts.ts'

// Keys, and answers: "Yes", "No".
const short = /^(?:[^\p{L}\p{N}]*[\p{L}\p{N}]){0,3}[^\p{L}\p{N}]*$/u
const controls = 'button,a,input,summary,[role]'

/**
 * Creates what says whether a text may pass at its node. A text node that ever held anything else never does, nor one that took the
 * place of such a node: what is typed and shown elsewhere passes through words of the interface.
 */
export function createStaticPlaces(
  has: (text: string) => boolean,
): Pick<PageStaticTexts, 'passes' | 'isAlone'> {
  const { closest } = Element.prototype
  // By text node: whether it was static when it was seen first, and ever since.
  const known = new WeakMap<Node, boolean>()
  const lastDynamic = new WeakMap<Node, Node>()

  function isStaticNode(text: string, node: Node, parent: Node): boolean {
    const wasStatic = known.get(node)
    // Most that changes: it is not looked up again.
    if (wasStatic === false) return false
    const before = lastDynamic.get(parent)
    const isReplaced = before !== undefined && before.parentNode !== parent
    const isStatic = has(text) && (wasStatic ?? !isReplaced)
    known.set(node, isStatic)
    if (!isStatic) lastDynamic.set(parent, node)
    return isStatic
  }

  function passes(text: string, node: Node, isSecretPlace: (element: Element) => boolean): boolean {
    const isText = node.nodeType === 3
    const element = isText ? node.parentElement : (node as HTMLElement)
    if (element === null) return false
    if (!(isText ? isStaticNode(text, node, element) : has(text))) return false
    return !(
      element.isContentEditable ||
      isSecretPlace(element) ||
      (short.test(text) && Reflect.apply(closest, element, [controls]) !== null)
    )
  }

  // To walk the page to its neighbours takes ten times as long as all else that is asked of a text.
  function isAlone(node: Text): boolean {
    if (!has(node.data)) return false
    for (let at: Node = node; at.previousSibling === null && at.nextSibling === null; ) {
      const parent = at.parentElement
      const view = parent?.ownerDocument.defaultView
      if (!parent || !view) return false
      if (!/^(?:inline|contents|none|$)/.test(view.getComputedStyle(parent).display)) return true
      at = parent
    }
    return false
  }

  return { passes, isAlone }
}
