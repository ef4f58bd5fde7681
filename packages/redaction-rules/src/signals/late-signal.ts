// Signals that no page needs at its start: whoever watches for them brings their redaction along (section 11). It asks of the
// stream what stands here and nothing else.

import type { RedactionContext } from '../context.ts'
import { bearsMarks, isAnswer, isTypedInto } from '../controls.ts'
import { isClickShown } from '../interaction-redactor.ts'
import { type Fields, listField } from '../read.ts'
import type { Opening } from '../rule-set.ts'
import { ruleFor } from '../text-redactor.ts'
import type { FieldRule } from './signal-shape.ts'

/** An element at which a click with a pointer shows. */
export interface SignalSpot {
  /** Whether it is an answer, or text is typed into it. */
  readonly holdsAnswer: boolean
  /** The rule that opens a mark of a field (section 20); undefined where none does, and of what is no field. */
  markRule(mark: Opening): number | undefined
}

/** What the redaction of a late signal may ask. */
export interface LateContext extends Pick<RedactionContext, 'options' | 'tokens'> {
  /** The element with this id, where a click on it shows. */
  spotOf(id: unknown): SignalSpot | undefined
}

/** The redaction of a late signal's payload. */
export type LateSignal = FieldRule<LateContext>

/** Redactions by the names of their plugin events. */
export type LateSignals = Record<string, LateSignal>

/** What a late signal sees of a stream. */
export function lateContextOf(context: RedactionContext): LateContext {
  return {
    options: context.options,
    tokens: context.tokens,
    spotOf(id) {
      const node = isClickShown(context, id) ? context.mirror.get(id) : undefined
      return (
        node && {
          holdsAnswer: isAnswer(node) || isTypedInto(node),
          markRule: (mark) => (bearsMarks(node) ? ruleFor(context, id as number, [mark]) : undefined),
        }
      )
    },
  }
}

/** Whether all of `pressedIds`, what was pressed shortly before, shows clicks: where that does not, what it causes does not. */
export function isPressShown({ spotOf }: LateContext, payload: Fields): boolean {
  return listField(payload, 'pressedIds').every((id) => spotOf(id) !== undefined)
}
