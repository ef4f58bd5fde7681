// What the redactor asks of whoever can see the page. In the page that is capture; elsewhere nothing.

import type { Level } from './level.ts'
import type { RuleSet } from './rule-set.ts'
import type { LateSignals } from './signals/late-signal.ts'
import type { ShapeBox } from './svg-geometry.ts'

/** Size of an element's border box in CSS pixels. */
export interface ElementBox {
  readonly width: number
  readonly height: number
  /** Laid out in a line of text: takes a size only as an inline block. */
  readonly isInline: boolean
}

/** What the rules say of an element now, its ancestors (shadow hosts and frames among them) included. */
export interface Ruling {
  readonly level: Level
  /**
   * Which rules match the element or an ancestor: indexes into the list of `level`, outermost first, each once.
   * For `allow`, a trust rule inside whose element markup allows counts as `allow.length + its index`.
   */
  readonly rules: readonly number[]
}

/** What the platform itself defines, so that a word of it says nothing about a person. All in lower case. */
export interface Vocabulary {
  /** An element of HTML or SVG. */
  isElement(name: string): boolean
  /**
   * A word of CSS as CSS writes it, whole and vendor prefix included: a keyword or a feature as it is, a property with
   * its colon (`color:`), a function with its parenthesis (`calc(`), a pseudo-class or pseudo-element with its colons
   * (`:hover`, `::part(`). Where `property` is given, what that property or its longhands take.
   */
  isCssWord(ident: string, property?: string): boolean
  isCssUnit(unit: string): boolean
}

/** Options of `createRedactor`. */
export interface RedactorOptions {
  readonly rules: RuleSet
  /** What the rules say of the element with this id now; undefined when none matches or it is gone. Asked only when there are rules. */
  rulingOf?(id: number): Ruling | undefined
  /** The index, into `rules.attributes`, of the first rule that matches the element itself and names the attribute. */
  attributeRuleOf?(id: number, name: string): number | undefined
  /** The readable text in which the text node with this id stands, with its neighbours; undefined when it is gone. */
  runOf?(id: number): string | undefined
  /** How signals are redacted that the redactor does not know by itself; read at each event, so that more may come. */
  readonly lateSignals?: Readonly<LateSignals>
  /**
   * Whether the whole of a text is static text (section 19), and one that the page shows at a place where it may pass. `id` is that
   * of the text node, or of the element that has it as an attribute. Asked of what nothing here closes.
   */
  isStaticText?(text: string, id: number): boolean
  /** Without it nothing is known, and each name becomes a token. */
  readonly vocabulary?: Vocabulary
  /** A mask of one's own. Its result may hold `x * • █ _ -` and white space only. */
  maskText?(text: string): string
  /** Whether protection of the page leaves out the element with this id: it becomes a box. */
  isLeftOut?(id: number): boolean | undefined
  /** Size of the element with this id now, for boxes; undefined when it is gone or not shown. */
  boxOf?(id: number): ElementBox | undefined
  /** The middle of the element with this id in its frame's viewport now, in CSS pixels; undefined when it is gone. */
  centreOf?(id: number): { readonly x: number; readonly y: number } | undefined
  /** How many elements below the element with this id match a selector now; 0 when it is gone. */
  countOf?(id: number, selector: string): number
  /** Widths of the lines of the text node with this id now, in CSS pixels; undefined when it is gone. */
  linesOf?(id: number): readonly number[] | undefined
  /** Where the SVG shape with this id lies now, in its own coordinates; undefined when it is gone. */
  shapeOf?(id: number): ShapeBox | undefined
}
