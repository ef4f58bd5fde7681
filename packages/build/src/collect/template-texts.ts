// The static texts of a template: which of its literals may be collected, and which of them tell an answer (issue 5, Build 1).
import { normaliseStaticText } from '@reseal/redaction-rules/static-texts'
import type { CollectedText } from '../collected-text.ts'
import { alternativesIn } from './alternatives.ts'
import {
  idsOfChoices,
  isChoiceControl,
  isClosed,
  isFilled,
  labelsChoice,
  literalAttributes,
} from './element-kinds.ts'
import type { LiteralText, TemplateElement, TemplateNode } from './template.ts'

/** The static texts of the templates of one source, each once a kind. */
export function textsOfTemplates(nodes: readonly TemplateNode[], from: string): CollectedText[] {
  const alternatives = alternativesIn(nodes)
  const choiceIds = idsOfChoices(nodes)
  const found: CollectedText[] = []

  const add = (literal: LiteralText, kind: 'child' | 'attribute', isAnswer: boolean): void => {
    const text = normaliseStaticText(literal.value)
    if (text === undefined) return
    found.push({ text, from, kind, ...((isAnswer || alternatives.has(literal)) && { isAnswer: true }) })
  }
  const visit = (node: TemplateNode, isAnswer: boolean): void => {
    switch (node.kind) {
      case 'text':
        return add(node, 'child', isAnswer)
      case 'hole':
        return
      case 'guarded':
        return visitAll(node.children, isAnswer)
      case 'choice':
        return node.branches.forEach((branch) => visitAll(branch, isAnswer))
      case 'element':
        return visitElement(node, isAnswer)
    }
  }
  const visitElement = (element: TemplateElement, isInAnswer: boolean): void => {
    if (isClosed(element)) return
    const isAnswer = isInAnswer || isChoiceControl(element) || labelsChoice(element, choiceIds)
    for (const literal of literalAttributes(element)) add(literal, 'attribute', isAnswer)
    if (!isFilled(element)) visitAll(element.children, isAnswer)
  }
  // The text beside a radio button is its label, in whatever it stands.
  const visitAll = (siblings: readonly TemplateNode[], isAnswer: boolean): void => {
    const isBeside = siblings.some((node) => node.kind === 'element' && isChoiceControl(node))
    for (const node of siblings) visit(node, isAnswer || (isBeside && isLabelLike(node)))
  }
  visitAll(nodes, false)
  return unique(found)
}

function isLabelLike(node: TemplateNode): boolean {
  return (
    node.kind === 'text' || (node.kind === 'element' && /^(?:span|label|b|strong|small)$/.test(node.name))
  )
}

/** Each text once a kind; an answer wherever it is one. */
export function unique(texts: readonly CollectedText[]): CollectedText[] {
  const byPlace = new Map<string, CollectedText>()
  for (const text of texts) {
    const key = `${text.kind} ${text.text}`
    const known = byPlace.get(key)
    if (known === undefined || (text.isAnswer === true && known.isAnswer !== true)) byPlace.set(key, text)
  }
  return [...byPlace.values()]
}
