// What the redactor asks of whoever can see the page. In the page that is capture; elsewhere nothing.

import type { Level } from './level.ts'
import type { RuleSet } from './rule-set.ts'
import type { ShapeBox } from './svg-geometry.ts'

/** Size of an element's border box in CSS pixels. */
export interface ElementBox {
  readonly width: number
  readonly height: number
  /** Laid out in a line of text: takes a size only as an inline block. */
  readonly isInline: boolean
}

/** Options of `createRedactor`. */
export interface RedactorOptions {
  readonly rules: RuleSet
  /**
   * The level that the rules give the element with this id now, ancestors included: block beats mask beats
   * allow. Undefined when no rule matches or the element is gone. Asked only when there are rules.
   */
  levelOf?(id: number): Level | undefined
  /** Size of the element with this id now, for boxes; undefined when it is gone or not shown. */
  boxOf?(id: number): ElementBox | undefined
  /** The middle of the element with this id in its frame's viewport now, in CSS pixels; undefined when it is gone. */
  centreOf?(id: number): { readonly x: number; readonly y: number } | undefined
  /** How many elements below the element with this id match a selector now; 0 when it is gone. */
  countOf?(id: number, selector: string): number
  /** Where the SVG shape with this id lies now, in its own coordinates; undefined when it is gone. */
  shapeOf?(id: number): ShapeBox | undefined
}
