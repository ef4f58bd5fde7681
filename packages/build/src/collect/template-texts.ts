// The static texts of a template: which of its literals may be collected, and which of them tell an answer (issue 5, Build 1).
import { normaliseStaticText } from '@reseal/redaction-rules/static-texts'
import type { CollectedText } from '../collected-text.ts'
import { alternativesIn } from './alternatives.ts'
import {
  holdsOptions,
  idsOfChoices,
  isChoiceControl,
  isChoosable,
  isClosed,
  isFilled,
  labelsChoice,
  literalAttributes,
} from './element-kinds.ts'
import type { LiteralText, TemplateElement, TemplateNode } from './template.ts'

interface Place {
  /** In a control that is chosen, or in its label. */
  readonly isAnswer: boolean
  /** Among what one chooses from. */
  readonly isOption: boolean
}

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
  const visit = (node: TemplateNode, place: Place): void => {
    switch (node.kind) {
      case 'text':
        return add(node, 'child', place.isAnswer || place.isOption)
      case 'hole':
        return
      case 'guarded':
        return visitAll(node.children, place)
      case 'choice':
        return node.branches.forEach((branch) => visitAll(branch, place))
      case 'element':
        return visitElement(node, place)
    }
  }
  const visitElement = (element: TemplateElement, place: Place): void => {
    if (isClosed(element)) return
    const isAnswer = place.isAnswer || isChoiceControl(element) || labelsChoice(element, choiceIds)
    for (const [name, literal] of literalAttributes(element)) {
      // What a list says while nothing is chosen is none of its options.
      const isHint = name === 'placeholder' || name === 'aria-label'
      add(literal, 'attribute', isAnswer || (place.isOption && !isHint))
    }
    if (isFilled(element)) return
    const inside = { isAnswer, isOption: place.isOption || holdsOptions(element) }
    const ofText = isChoosable(element) ? { ...inside, isOption: true } : inside
    visitAll(element.children, inside, ofText)
  }
  // The text beside a radio button is its label, in whatever it stands.
  const visitAll = (siblings: readonly TemplateNode[], place: Place, ofText = place): void => {
    const isBeside = siblings.some((node) => node.kind === 'element' && isChoiceControl(node))
    for (const node of siblings) {
      const own = node.kind === 'text' ? ofText : place
      visit(node, isBeside && isLabelLike(node) ? { ...own, isAnswer: true } : own)
    }
  }
  visitAll(nodes, { isAnswer: false, isOption: false })
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
