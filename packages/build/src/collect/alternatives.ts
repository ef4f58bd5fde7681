// Which literals are alternatives of one another: which of them shows tells how the condition came out (issue 5, Build 1).
import { literalAttributes, pieces } from './element-kinds.ts'
import type { GuardedTemplate, LiteralText, TemplateNode } from './template.ts'

/** The literals of some templates that are one of several alternatives. */
export function alternativesIn(nodes: readonly TemplateNode[]): Set<LiteralText> {
  const found = new Set<LiteralText>()
  visitSiblings(nodes, found)
  return found
}

function visitSiblings(nodes: readonly TemplateNode[], found: Set<LiteralText>): void {
  // `{ok && <b>Positive</b>}{!ok && <b>Negative</b>}` is a choice that is not written as one.
  let run: GuardedTemplate[] = []
  const endRun = (): void => {
    compareBranches(
      run.map(({ children }) => children),
      found,
    )
    run = []
  }
  for (const node of nodes) {
    if (node.kind === 'guarded') {
      if (run.some(({ subject }) => subject !== node.subject)) endRun()
      run.push(node)
    } else if (node.kind !== 'text' || node.value.trim() !== '') endRun()
    if (node.kind === 'choice') compareBranches(node.branches, found)
    for (const piece of pieces(node)) visitSiblings(piece, found)
  }
  endRun()
}

function compareBranches(branches: readonly (readonly TemplateNode[])[], found: Set<LiteralText>): void {
  if (branches.length < 2) return
  const byShape = Map.groupBy(branches, (branch) => shapeOf(branch))
  for (const alike of byShape.values()) {
    const texts = alike.map((branch) => textsOf(branch))
    for (const index of texts[0]?.keys() ?? []) {
      const place = texts.flatMap((those) => those[index] ?? [])
      if (new Set(place.map(({ value }) => value.trim())).size > 1) for (const text of place) found.add(text)
    }
  }
  // `ok ? <b>Yes</b> : 'No'`: the other branch is not collected, but this one's absence says it.
  const isBeside = branches.some(
    ([only, ...rest]) => only?.kind === 'hole' && only.isLiteral && rest.length === 0,
  )
  if (!isBeside) return
  for (const branch of branches) {
    const texts = textsOf(branch)
    if (texts.length === 1) for (const text of texts) found.add(text)
  }
}

// Everything but the texts and other literals, such as a class or a colour that goes with an answer.
function shapeOf(nodes: readonly TemplateNode[]): string {
  return nodes.map(shapeOfNode).join('')
}

function shapeOfNode(node: TemplateNode): string {
  switch (node.kind) {
    case 'text':
      return node.value.trim() === '' ? '' : 'T'
    case 'hole':
      return 'H'
    case 'guarded':
      return `(${shapeOf(node.children)})`
    case 'choice':
      return `[${node.branches.map(shapeOf).join('|')}]`
    case 'element': {
      const names = literalAttributes(node).map(([name]) => name)
      return `<${node.name} ${names.join(' ')} ${node.expressions}>${shapeOf(node.children)}</>`
    }
  }
}

function textsOf(nodes: readonly TemplateNode[]): LiteralText[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'text') return node.value.trim() === '' ? [] : [node]
    const own = node.kind === 'element' ? literalAttributes(node).map(([, text]) => text) : []
    return [...own, ...pieces(node).flatMap((piece) => textsOf(piece))]
  })
}
