// The parts of a stream's redactor that its events pass through.

import type { CssRedactor } from './css/stylesheet.ts'
import type { NodeMirror } from './node-mirror.ts'
import type { Openings } from './openings.ts'
import type { RedactorOptions } from './redaction-options.ts'
import type { NameSet, WordsById } from './remembered.ts'
import type { TokenMap } from './token-map.ts'

/** What redaction of one stream works with. */
export interface RedactionContext {
  readonly options: RedactorOptions
  readonly tokens: TokenMap
  readonly css: CssRedactor
  readonly mirror: NodeMirror
  readonly openings: Openings
  /** Type of each input by its id, from snapshot to snapshot; empty once it has changed. */
  readonly inputTypes: WordsById
  /** Names, in lower case, of attributes that the page has changed: what they say are states. */
  readonly changedNames: NameSet
  /** Texts of options that a rule opens, and what was recorded of them since the last snapshot: the values of their selects. */
  readonly optionTexts: Map<string, string>
  /** `lines` are the widths of the lines that the text takes, where that is known. */
  mask(text: string, lines?: readonly number[]): string
  /** Our own mask, which says no more than a bucket; `mask` may be the customer's. */
  bucketMask(text: string): string
}
