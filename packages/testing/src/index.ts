// The leak test as a library.
export type { AppSettings } from './browser/app-settings.ts'
export {
  type LeakSession,
  type LeakSessionOptions,
  type RecorderMode,
  type RecorderProblem,
  type SessionRecord,
  startLeakSession,
} from './browser/leak-session.ts'
export type { Sighting } from './browser/page-watch.ts'
export type { Canary, CanaryKind, Needle } from './canaries/canary.ts'
export { type CanaryBook, type CanaryInput, createCanaryBook, parseCanaries } from './canaries/canary-book.ts'
export { canaryKinds } from './canaries/make-canary.ts'
export type { Place } from './recording/event-names.ts'
export type { RuleName } from './recording/rule-marks.ts'
export type { Suggestion } from './report/explain-leak.ts'
export { formatLeakReport } from './report/format-report.ts'
export { junitOf } from './report/junit.ts'
export type { CanaryReport, Leak, LeakReport, Verdict } from './report/leak-report.ts'
export { type LeakTestOptions, runLeakTest, type Steps, type StepsInput } from './run-leak-test.ts'
export type { Form } from './search/decode.ts'
export { type CanaryFinder, createCanaryFinder, type Hit } from './search/find-canaries.ts'
export { TestingError, type TestingErrorCode } from './testing-error.ts'
