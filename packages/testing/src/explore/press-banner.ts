// Presses yes on Reseal's own consent banner. It lies in a closed shadow root, which no selector reaches: the browser's
// debugging protocol says where its first button is, and the mouse presses it there as a person's would.
import type { CDPSession, Page } from 'playwright'

interface DomNode {
  readonly nodeName: string
  readonly backendNodeId: number
  readonly children?: readonly DomNode[]
  readonly shadowRoots?: readonly DomNode[]
}

function firstButton(node: DomNode): DomNode | undefined {
  if (node.nodeName === 'BUTTON') return node
  for (const child of [...(node.shadowRoots ?? []), ...(node.children ?? [])]) {
    const found = firstButton(child)
    if (found !== undefined) return found
  }
  return undefined
}

async function placeOfYes(debugging: CDPSession): Promise<{ x: number; y: number } | undefined> {
  const { result } = await debugging.send('Runtime.evaluate', {
    expression: "document.querySelector('reseal-consent')",
  })
  if (result.objectId === undefined) return undefined
  const { node } = await debugging.send('DOM.describeNode', {
    objectId: result.objectId,
    depth: -1,
    pierce: true,
  })
  const button = firstButton(node as DomNode)
  if (button === undefined) return undefined
  const { model } = await debugging.send('DOM.getBoxModel', { backendNodeId: button.backendNodeId })
  const [left = 0, top = 0, , , right = 0, bottom = 0] = model.border
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}

/** Whether the banner was there and its first button pressed. Never throws. */
export async function pressBanner(page: Page): Promise<boolean> {
  try {
    // Most pages have none, and asking costs nothing.
    if ((await page.locator('reseal-consent').count()) === 0) return false
    const debugging = await page.context().newCDPSession(page)
    try {
      const place = await placeOfYes(debugging)
      if (place === undefined) return false
      await page.mouse.click(place.x, place.y)
      return true
    } finally {
      await debugging.detach()
    }
  } catch {
    // Not Chromium, or the page went away.
    return false
  }
}
