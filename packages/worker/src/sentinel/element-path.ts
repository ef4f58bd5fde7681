// Where a finding is, in words that hold nothing of the page: tag names and positions. Ids, classes and data attributes
// are tokens at best, and content at worst. The same words make a selector for a mask rule.
import type { PageNode } from '@reseal/redaction-rules/retroactive'
import type { RuleProposal } from '@reseal/store'

const maxLength = 1_024
const tagName = /^[a-z][a-z\d]{0,15}$/i
// A row like every other: the rule is for all of them.
const repeatedTags: ReadonlySet<string> = new Set(['tr', 'li', 'option'])

function positionOf(node: PageNode): { at: number; count: number } {
  let [at, count] = [1, 1]
  for (let one = node.previous; one !== undefined; one = one.previous) {
    if (one.kind === 'element' && one.tag === node.tag && one.isShadow === node.isShadow) at += 1
  }
  count = at
  for (let one = node.next; one !== undefined; one = one.next) {
    if (one.kind === 'element' && one.tag === node.tag && one.isShadow === node.isShadow) count += 1
  }
  return { at, count }
}

function childNumberOf(node: PageNode): number {
  let at = 1
  for (let one = node.previous; one !== undefined; one = one.previous) {
    if (one.kind === 'element' && one.isShadow === node.isShadow) at += 1
  }
  return at
}

function stepOf(node: PageNode, isRule: boolean): string {
  // A name of the page's own choosing: what was recorded is not what a selector in the page would have to say.
  if (!tagName.test(node.tag)) return `*:nth-child(${childNumberOf(node)})`
  const { at, count } = positionOf(node)
  if (count === 1 || (isRule && repeatedTags.has(node.tag))) return node.tag
  return `${node.tag}:nth-of-type(${at})`
}

function elementOf(node: PageNode): PageNode | undefined {
  let at: PageNode | undefined = node
  while (at !== undefined && at.kind !== 'element') at = at.parent
  return at
}

function join(steps: readonly string[]): string {
  let first = 0
  let length = steps.reduce((sum, step) => sum + step.length + 3, 0)
  while (length > maxLength - 64) length -= (steps[first++]?.length ?? 0) + 3
  return steps.slice(first).join(' > ')
}

/** The path of an element, or of the one that a text is in. */
export function pathOf(node: PageNode): string {
  const steps: string[] = []
  for (let at = elementOf(node); at !== undefined; at = at.parent) {
    if (at.kind === 'element')
      steps.unshift(at.isShadow ? `(shadow) ${stepOf(at, false)}` : stepOf(at, false))
  }
  return join(steps)
}

/** A mask rule that would have kept an element's text and attributes out. */
export function proposeMask(node: PageNode): RuleProposal | undefined {
  // Rules name elements of the page's own tree; what is in a shadow root or a frame is closed with its host.
  let outermost = elementOf(node)
  for (let at = outermost; at !== undefined; at = at.parent) {
    const host = hostOf(at)
    if (host !== undefined) outermost = host
  }
  if (outermost === undefined) return undefined
  const steps: string[] = []
  for (let at: PageNode | undefined = outermost; at?.kind === 'element'; at = at.parent) {
    steps.unshift(stepOf(at, true))
  }
  const selector = join(steps)
  return { kind: 'mask', rule: { id: `sentinel-${idOf(selector)}`, selector } }
}

// Of an element in a shadow root the host, of the root of a frame's document the frame.
function hostOf({ isShadow, parent }: PageNode): PageNode | undefined {
  if (isShadow) return parent
  return parent?.kind === 'document' ? parent.parent : undefined
}

/** The element that two nodes share. */
export function sharedElement(one: PageNode, other: PageNode): PageNode {
  const line = new Set<PageNode>()
  for (let at: PageNode | undefined = one; at !== undefined; at = at.parent) line.add(at)
  let at: PageNode | undefined = other
  while (at !== undefined && !line.has(at)) at = at.parent
  return at ?? one
}

/** Eight signs that differ for different texts. */
export function idOf(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
