// Redaction of what was recorded, by the rules of today (section 15). It can only take away: what capture masked is
// not in the recording.

import { createMask } from '../mask-text.ts'
import { asFields, asNumber, type Fields, field, stringField } from '../read.ts'
import type { JsonObject, RecordedEvent } from '../recorded-event.ts'
import { maskedHref } from '../redactor.ts'
import type { RuleSet } from '../rule-set.ts'
import { isShownAs } from './address.ts'
import { createCoarseGeometry } from './coarse-geometry.ts'
import { copyObject, type Shape } from './copy-shape.ts'
import { createDetection } from './detection.ts'
import { eventShapes } from './event-shapes.ts'
import { redactAtNode, redactInput, redactPositions, redactSelection, redactStyles } from './interactions.ts'
import { createMatcher } from './matcher.ts'
import { redactMutation } from './mutations.ts'
import { enter, settle, write } from './nodes.ts'
import { createPageMirror, type PageMirror } from './page-mirror.ts'
import { type Judgement, type NewText, readableTexts } from './readable-text.ts'
import { createRulesToday } from './rules-today.ts'
import { redactSignal } from './signals.ts'

/** Redacts the recorded events of one stream, in order. */
export interface RetroactiveRedactor {
  /**
   * The event with nothing in it that capture under the rule set would not have recorded, or undefined when nothing
   * is left. The result may share objects with the argument, which is read as what anyone may have sealed: what is
   * not an event is dropped.
   */
  redact(event: unknown): RecordedEvent | undefined
}

function redactFullSnapshot(judgement: Judgement, mirror: PageMirror, data: Fields): JsonObject | undefined {
  const given = asFields(field(data, 'rules'))
  const inForce = given && copyObject(given, eventShapes.rules)
  if (inForce !== undefined) judgement.today.begin(inForce)
  mirror.reset()
  judgement.today.forget()
  const draft = enter(mirror, field(data, 'node'), { parent: undefined, nextId: null })
  if (draft === undefined) return undefined
  const texts: NewText[] = []
  settle(judgement, mirror, draft, texts)
  const node = write(judgement, mirror, draft, readableTexts(judgement, texts))
  const offset = asFields(field(data, 'initialOffset')) ?? { top: 0, left: 0 }
  const rules = inForce === undefined ? {} : { rules: inForce }
  return node && { node, initialOffset: copyObject(offset, eventShapes.offset), ...rules }
}

function redactMeta(rules: RuleSet, data: Fields): JsonObject {
  const href = stringField(data, 'href') ?? ''
  return copyObject({ ...data, href: isShownAs(rules.urls, href) ? href : maskedHref }, eventShapes.meta)
}

const incrementalShapes: ReadonlyMap<unknown, Shape> = new Map<unknown, Shape>([
  [1, eventShapes.positions],
  [6, eventShapes.positions],
  [12, eventShapes.positions],
  [2, eventShapes.interaction],
  [3, eventShapes.interaction],
  [4, eventShapes.viewport],
  [5, eventShapes.input],
  [8, eventShapes.sheetRule],
  [13, eventShapes.declaration],
  [14, eventShapes.selection],
  [15, eventShapes.adopted],
])

function redactIncremental(judgement: Judgement, mirror: PageMirror, data: Fields): JsonObject | undefined {
  const source = field(data, 'source')
  if (source === 0) return redactMutation(judgement, mirror, data)
  const shape = incrementalShapes.get(source)
  if (shape === undefined) return undefined
  const copy = copyObject(data, shape)
  switch (source) {
    case 1:
    case 6:
    case 12:
      return redactPositions(judgement, mirror, copy)
    case 2:
    case 3:
      return redactAtNode(judgement, mirror, copy)
    case 5:
      return redactInput(judgement, mirror, copy)
    case 14:
      return redactSelection(judgement, mirror, copy)
    case 4:
      return copy
    default:
      return redactStyles(mirror, copy)
  }
}

/**
 * Creates the redactor for one range of a recording: fed from a keyframe on, it gives what capture under `current`
 * would at most have let through. Text stays readable only while the very rule that let it through is still in the
 * set; a mask or block that was not in force then closes all that it might match on what a recording keeps. What
 * comes before the first full snapshot and its rules has nothing readable in it.
 */
export function createRetroactiveRedactor(current: RuleSet): RetroactiveRedactor {
  const today = createRulesToday(current, createMatcher())
  const judgement: Judgement = {
    today,
    detection: createDetection(current),
    mask: createMask(),
    coarse: createCoarseGeometry(),
  }
  const mirror = createPageMirror()

  function redactData(type: unknown, data: Fields): JsonObject | undefined {
    switch (type) {
      case 0:
      case 1:
        return {}
      case 2:
        return redactFullSnapshot(judgement, mirror, data)
      case 3:
        return redactIncremental(judgement, mirror, data)
      case 4:
        return redactMeta(current, data)
      case 6:
        return redactSignal(judgement, current, mirror, data)
      default:
        return undefined
    }
  }

  return {
    redact(event) {
      const fields = asFields(event)
      const data = fields && asFields(field(fields, 'data'))
      const timestamp = fields && asNumber(field(fields, 'timestamp'))
      if (fields === undefined || data === undefined || timestamp === undefined) return undefined
      const type = field(fields, 'type')
      const redacted = redactData(type, data)
      return redacted && { type: type as number, timestamp, data: redacted }
    },
  }
}
