// The redactor of the page that is observed: what it asks about nodes it asks by their ids in rrweb's mirror.
import {
  createRedactor,
  type LateSignals,
  type Opening,
  type RecordedEvent,
  type RuleSet,
  type Ruling,
} from '@reseal/redaction-rules'
import { record } from '#rrweb-record'
import type { PageStaticTexts } from '../provenance/page-static-texts.ts'
import { measureBox, measureCentre, measureShape } from './page-boxes.ts'
import { createLineMeasure } from './page-lines.ts'
import { createPageRulings, rulingNativesOf } from './page-rulings.ts'
import { createPageVocabulary, vocabularyNativesOf } from './page-vocabulary.ts'
import { createReadableRuns } from './readable-run.ts'
import { createSecretPlaces } from './secret-places.ts'
import { takeFromUntouchedFrame } from './untouched-frame.ts'

/** What {@link createPageRedactor} needs. */
export interface PageRedactorOptions {
  readonly rules: RuleSet
  /** A mask of the customer's own. */
  readonly maskText?: ((text: string) => string) | undefined
  /** Texts that may be recorded as they are, where nothing closes them. */
  readonly staticTexts?: PageStaticTexts | undefined
  /** How late signals are redacted. */
  readonly lateSignals: LateSignals
  /** Whether an element is recorded as a box for now. */
  isLeftOut(element: Element): boolean
}

/** A redactor of this page's events. */
export interface PageRedactor {
  /** The event as it may be recorded, if at all. Throws where that cannot be said. */
  redact(raw: unknown): RecordedEvent | undefined
  /** How many nodes it remembers. */
  nodeCount(): number
  /** Whether a rule opens any of some things at an element, as the page is now. */
  isOpenAt(element: Element, openings: readonly Opening[]): boolean
}

/** Calls `question` with the node of an id, if it is one of the type that is meant. */
const asker =
  <N extends Node>(nodeType: number) =>
  <T>(question: (node: N) => T) =>
  (id: number): T | undefined => {
    const node = record.mirror.getNode(id)
    return node?.nodeType === nodeType ? question(node as unknown as N) : undefined
  }
const ask = /* @__PURE__ */ asker<Element>(1)
const askText = /* @__PURE__ */ asker<Text>(3)

/** Creates the redactor of the page. */
export function createPageRedactor({
  rules,
  maskText,
  staticTexts,
  lateSignals,
  isLeftOut,
}: PageRedactorOptions): PageRedactor {
  // One frame for all of them: to make one takes a tenth of a snapshot.
  const natives = takeFromUntouchedFrame((view) => ({
    ruling: rulingNativesOf(view),
    vocabulary: vocabularyNativesOf(view),
  }))
  const rulings = createPageRulings(rules, natives.ruling)
  const isSecretPlace = createSecretPlaces()
  const rulingOf = (element: Element): Ruling | undefined => {
    const ruling = rulings.rulingOf(element)
    return ruling?.level === 'allow' && isSecretPlace(element) ? undefined : ruling
  }
  // White space is recorded as it is, and parts no line.
  const isReadable = (parent: Element, { data }: Text): boolean =>
    staticTexts?.has(data) === true || !/\S/.test(data) || rulingOf(parent)?.level === 'allow'
  // Where nothing is allowed there is nothing to read.
  const isAnyReadable = rules.allow.length + rules.trust.length > 0 || staticTexts !== undefined
  const runOf = isAnyReadable ? createReadableRuns(isReadable) : undefined
  const redactor = createRedactor({
    rules,
    lateSignals,
    vocabulary: createPageVocabulary(natives.vocabulary),
    ...(maskText !== undefined && { maskText }),
    rulingOf: ask(rulingOf),
    attributeRuleOf: (id, name) => ask((element) => rulings.attributeRuleOf(element, name))(id),
    ...(runOf !== undefined && {
      runOf: askText((node) => (staticTexts?.isAlone(node) === true ? node.data : runOf(node))),
    }),
    ...(staticTexts !== undefined && {
      isStaticText: (text, id) => {
        const node = record.mirror.getNode(id)
        return node !== null && staticTexts.passes(text, node, isSecretPlace)
      },
    }),
    isLeftOut: ask(isLeftOut),
    boxOf: ask(measureBox),
    centreOf: ask(measureCentre),
    countOf: (id, selector) => ask((element) => element.querySelectorAll(selector).length)(id) ?? 0,
    shapeOf: ask(measureShape),
    linesOf: askText(createLineMeasure()),
  })
  return {
    redact(raw) {
      // What the page is changes between events, not while one is redacted.
      rulings.reset()
      try {
        return redactor.redact(raw)
      } finally {
        rulings.reset()
      }
    },
    nodeCount: redactor.nodeCount,
    isOpenAt(element, openings) {
      const ruling = rulingOf(element)
      return (
        ruling?.level === 'allow' &&
        ruling.rules.some((rule) => rules.allow[rule]?.opens?.some((opening) => openings.includes(opening)))
      )
    },
  }
}
