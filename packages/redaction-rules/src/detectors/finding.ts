// What a detector is and what it reports (45 CFR 164.514(b)(2)(i), the 18 identifiers of Safe Harbor).

/** The kinds of identifiers that are told apart. */
export type IdentifierType =
  | 'account'
  | 'age'
  | 'card'
  | 'crypto'
  | 'date'
  | 'dea'
  | 'device'
  | 'email'
  | 'fax'
  | 'geo'
  | 'health-plan-id'
  | 'iban'
  | 'ip'
  | 'itin'
  | 'licence'
  | 'mac'
  | 'mbi'
  | 'mrn'
  | 'name'
  | 'npi'
  | 'number'
  | 'passport'
  | 'pattern'
  | 'phone'
  | 'place'
  | 'plate'
  | 'routing'
  | 'ssn'
  | 'street-address'
  | 'url'
  | 'uuid'
  | 'vin'
  | 'zip'

/** How sure a finding is. A `low` one has the shape but fails a check, or lacks a word that says what it is. */
export type Confidence = 'high' | 'low'

/** An identifier in a text, from `start` up to but not including `end`, in UTF-16 units. */
export interface Finding {
  type: IdentifierType
  start: number
  end: number
  confidence: Confidence
}

/** What a detector finds and what it leaves, from the document that defines the identifier where that shows any. */
export interface DetectorExamples {
  /** Texts with what must be found between « and ». */
  found: readonly string[]
  /** Texts in which this detector finds nothing. */
  passed: readonly string[]
}

/** Finds identifiers of one kind. */
export interface Detector {
  id: IdentifierType
  /** The letter under 45 CFR 164.514(b)(2)(i). */
  clause: string
  /** The document that says what the identifier looks like. */
  source: string
  description: string
  /** The check that raises or lowers the confidence. */
  check: string
  examples: DetectorExamples
  /** Findings in a text whose signs are folded; never more work than in proportion to its length. */
  find(text: string): Finding[]
}
