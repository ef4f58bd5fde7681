// The entry `@reseal/redaction-rules/detectors`, for Node.
export type { FindOptions } from './find-identifiers.ts'
export { detectors, findIdentifiers } from './find-identifiers.ts'
export type { Confidence, Detector, DetectorExamples, Finding, IdentifierType } from './finding.ts'
export type { NameReading } from './names.ts'
export { nameReading } from './names.ts'
