import type { findIdentifiers } from '../src/detectors/find-identifiers.ts'
import type { hasIdentifier } from '../src/detectors/light.ts'

/** What a kind came to on a corpus. */
export interface MeasuredRow {
  kind: string
  corpus: string
  /** Identifiers in the corpus. */
  total: number
  /** Of them, those that findings of any kind cover whole, so that masking the findings masks them. */
  covered: number
  /** Of them, those that findings of their own kind cover whole. */
  typed: number
  /** Of them, those that the light detectors hit, each alone as a text. */
  light: number
  /** Texts that the corpus says hold no identifier of the kind. */
  negatives: number
  /** Of them, those with a finding of the kind. */
  hits: number
  /** Of them, those with a finding of the kind of high confidence. */
  highHits: number
  misses: { text: string; value: string }[]
  wrongs: string[]
}

/** Sentences without any identifier. */
export interface MeasuredClean {
  total: number
  /** Those with any finding. */
  hits: number
  /** Those with a finding other than a name or a place. */
  structuredHits: number
  texts: string[]
}

/** What the detectors come to. */
export interface Measurement {
  rows: MeasuredRow[]
  clean: MeasuredClean
  /** The texts of interfaces in test-data/clean-texts.txt. */
  interfaceTexts: MeasuredClean
}

export declare function measureDetectors(
  full: typeof findIdentifiers,
  light: typeof hasIdentifier,
): Measurement

/** A text of a corpus. */
export interface LabelledText {
  kind: string
  corpus: string
  text: string
  /** Where the identifier is, half-open; absent where the corpus says that none of the kind is in the text. */
  span?: [number, number]
  /** Other identifiers in the same text. */
  others?: [number, number][]
}

export declare function labelledTexts(): Generator<LabelledText>
export declare function cleanSentences(): string[]
export declare function maskedSentences(): string[]
export declare function interfaceTexts(): string[]
