// The redactor of one stream: every event passes it, and what it does not know does not pass (design §5.1).

import type { RedactionContext } from './context.ts'
import { changedType } from './controls.ts'
import { createCssRedactor } from './css/stylesheet.ts'
import { redactInput } from './field-values.ts'
import {
  redactMouseInteraction,
  redactPositions,
  redactScroll,
  redactSelection,
  redactViewport,
} from './interaction-redactor.ts'
import { checkedMask, createMask } from './mask-text.ts'
import { redactMutation } from './mutation-redactor.ts'
import { createNodeMirror } from './node-mirror.ts'
import { redactNode } from './node-redactor.ts'
import { createOpenings } from './openings.ts'
import { redactAddress } from './page-address.ts'
import { asFields, asNumber, type Fields, field, wholeNumber } from './read.ts'
import type { JsonObject, RecordedEvent } from './recorded-event.ts'
import type { RedactorOptions, Vocabulary } from './redaction-options.ts'
import { createNameSet, createWordsById } from './remembered.ts'
import { redactSignal, rulesInForce } from './signals/redact-signal.ts'
import { redactAdoptedStyleSheet, redactStyleDeclaration, redactStyleSheetRule } from './style-redactor.ts'
import { createTokenMap } from './token-map.ts'

export { maskedHref } from './page-address.ts'

/** Redacts the events of one stream, in order. */
export interface Redactor {
  /**
   * The event with nothing in it that a rule does not let through, or undefined when nothing is left. The
   * result shares no object with the argument.
   *
   * @throws RedactionError when `maskText` does not answer with a mask.
   */
  redact(event: unknown): RecordedEvent | undefined
  /** How many nodes are remembered; some are gone, until the next full snapshot. */
  nodeCount(): number
}

/** rrweb's event types. 5 (custom), 7 (asset) and 8 (annotation) carry free text and are dropped. */
const eventType = {
  domContentLoaded: 0,
  load: 1,
  fullSnapshot: 2,
  incremental: 3,
  meta: 4,
  plugin: 6,
} as const

const noParent = 0
const maxInputs = 8_192
const maxChangedNames = 4_096
const noVocabulary: Vocabulary = {
  isElement: () => false,
  isCssWord: () => false,
  isCssUnit: () => false,
}

function redactFullSnapshot(context: RedactionContext, data: Fields): JsonObject | undefined {
  if (context.tokens.turn()) context.css.forget()
  context.mirror.reset()
  context.optionTexts.clear()
  const place = { parent: noParent, flags: 0, drawing: undefined, depth: 0 }
  const node = redactNode(context, field(data, 'node'), place)
  if (node === undefined) return undefined
  const offset = asFields(field(data, 'initialOffset')) ?? {}
  const initialOffset = { top: wholeNumber(field(offset, 'top')), left: wholeNumber(field(offset, 'left')) }
  // In the snapshot itself: what follows it may be in another segment.
  return { node, initialOffset, rules: rulesInForce(context) }
}

function redactMeta(context: RedactionContext, data: Fields): JsonObject {
  return {
    href: redactAddress(field(data, 'href'), context.options.rules.urls),
    width: wholeNumber(field(data, 'width')),
    height: wholeNumber(field(data, 'height')),
  }
}

// Dropped on purpose: 7 media (a box plays nothing), 9 canvas, 10 font, 11 log, 16 custom element.
function redactIncremental(context: RedactionContext, data: Fields): JsonObject | undefined {
  const source = field(data, 'source')
  switch (source) {
    case 0:
      return redactMutation(context, data)
    case 1:
    case 6:
    case 12:
      return redactPositions(context, data, source)
    case 2:
      return redactMouseInteraction(context, data)
    case 3:
      return redactScroll(context, data)
    case 4:
      return redactViewport(data)
    case 5:
      return redactInput(context, data)
    case 8:
      return redactStyleSheetRule(context, data)
    case 13:
      return redactStyleDeclaration(context, data)
    case 14:
      return redactSelection(context, data)
    case 15:
      return redactAdoptedStyleSheet(context, data)
    default:
      return undefined
  }
}

function redactData(context: RedactionContext, type: unknown, data: Fields): JsonObject | undefined {
  switch (type) {
    case eventType.domContentLoaded:
    case eventType.load:
      return {}
    case eventType.fullSnapshot:
      return redactFullSnapshot(context, data)
    case eventType.incremental:
      return redactIncremental(context, data)
    case eventType.meta:
      return redactMeta(context, data)
    case eventType.plugin:
      return redactSignal(context, data)
    default:
      return undefined
  }
}

/**
 * Creates the redactor of one stream. Without `rulingOf` no rule can be asked, so a rule set with rules is
 * refused: a block that nobody applies would be a leak.
 *
 * @throws RulesError `no_page` when there are rules and nobody to ask.
 */
export function createRedactor(options: RedactorOptions): Redactor {
  const { maskText } = options
  const tokens = createTokenMap()
  const mask = createMask()
  const context: RedactionContext = {
    options,
    tokens,
    css: createCssRedactor(tokens, options.vocabulary ?? noVocabulary, mask),
    mirror: createNodeMirror(),
    openings: createOpenings(options),
    inputTypes: createWordsById(maxInputs, changedType),
    changedNames: createNameSet(maxChangedNames, ['class', 'style']),
    optionTexts: new Map(),
    mask: maskText === undefined ? mask : checkedMask(maskText),
    bucketMask: (text) => mask(text),
  }

  return {
    redact(event) {
      const fields = asFields(event)
      const data = fields && asFields(field(fields, 'data'))
      const timestamp = fields && asNumber(field(fields, 'timestamp'))
      if (fields === undefined || data === undefined || timestamp === undefined) return undefined
      const type = field(fields, 'type')
      const redacted = redactData(context, type, data)
      return redacted && { type: type as number, timestamp: Math.round(timestamp), data: redacted }
    },
    nodeCount: () => context.mirror.size,
  }
}
