// What assistive technology is told of a page, closed shadow roots included, and how the same elements are drawn.
import type { CDPSession, Page } from 'playwright'

/** A node of the accessibility tree that is not ignored. */
export interface AccessibleNode {
  readonly role: string
  readonly name: string
  readonly description: string
  readonly focused: boolean
  readonly backendId: number
}

/** How an element is drawn. Lengths are CSS pixels; colours as `rgb(…)`. */
export interface DrawnElement {
  readonly color: string
  readonly ground: string
  readonly font: string
  readonly outline: string
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

/** The tree of a page, as Chromium gives it to assistive technology. */
export interface AccessibilityTree {
  nodes(): Promise<readonly AccessibleNode[]>
  /** The first node with this role and name. */
  find(role: string, name?: string): Promise<AccessibleNode | undefined>
  drawn(node: AccessibleNode): Promise<DrawnElement>
  stop(): Promise<void>
}

interface AXNode {
  readonly ignored: boolean
  readonly role?: { readonly value?: unknown }
  readonly name?: { readonly value?: unknown }
  readonly description?: { readonly value?: unknown }
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[]
  readonly backendDOMNodeId?: number
}

/** Opens the tree of a page. */
export async function openAccessibilityTree(page: Page): Promise<AccessibilityTree> {
  const session: CDPSession = await page.context().newCDPSession(page)
  const text = (property: { readonly value?: unknown } | undefined): string =>
    typeof property?.value === 'string' ? property.value : ''

  const nodes: AccessibilityTree['nodes'] = async () => {
    const { nodes: found } = (await session.send('Accessibility.getFullAXTree')) as unknown as {
      nodes: AXNode[]
    }
    return found
      .filter(({ ignored }) => !ignored)
      .map((node) => ({
        role: text(node.role),
        name: text(node.name),
        description: text(node.description),
        focused:
          node.properties?.some(({ name, value }) => name === 'focused' && value.value === true) ?? false,
        backendId: node.backendDOMNodeId ?? 0,
      }))
  }

  return {
    nodes,
    async find(role, name) {
      return (await nodes()).find((node) => node.role === role && (name === undefined || node.name === name))
    },
    async drawn({ backendId }) {
      const { object } = await session.send('DOM.resolveNode', { backendNodeId: backendId })
      const { result } = await session.send('Runtime.callFunctionOn', {
        objectId: object.objectId ?? '',
        returnByValue: true,
        functionDeclaration: `function () {
          const style = getComputedStyle(this)
          const { x, y, width, height } = this.getBoundingClientRect()
          let grounded = this
          while (getComputedStyle(grounded).backgroundColor === 'rgba(0, 0, 0, 0)' && grounded.parentElement) grounded = grounded.parentElement
          return { color: style.color, ground: getComputedStyle(grounded).backgroundColor, font: style.font,
            outline: style.outlineStyle + ' ' + style.outlineWidth + ' ' + style.outlineColor, box: { x, y, width, height } }
        }`,
      })
      return result.value as DrawnElement
    },
    stop: () => session.detach(),
  }
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
export function contrastOf(one: string, other: string): number {
  const luminances = [one, other].map((color) => {
    const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
      const value = Number(part) / 255
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  })
  const [lighter = 0, darker = 0] = luminances.sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}
