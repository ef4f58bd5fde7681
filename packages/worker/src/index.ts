// The private zone's worker (design.md §2): lists batches, closes streams, audits ingest's reports, anchors both logs.
export type { FurtherPlaces } from './anchoring/place-steps.ts'
export { createLog, type Log, type LogLine } from './logging/log-line.ts'
export type { OtlpOptions } from './otlp/otlp-step.ts'
export {
  createSentinel,
  type OpenedEvents,
  type Sentinel,
  type SentinelOptions,
} from './sentinel/create-sentinel.ts'
export { createTextScanner, type Hit, type TextScanner } from './sentinel/text-scanner.ts'
export { checkSinkUrl } from './sinks/sink-address.ts'
export { SinkError } from './sinks/sink-error.ts'
export { sinkSecretFile } from './sinks/sink-secret.ts'
export type { SinkOptions } from './sinks/sink-step.ts'
export {
  type RunningWorker,
  startWorker,
  type WorkerOptions,
  type WorkerState,
} from './start-worker.ts'
export type { StepName } from './steps.ts'
