// The private zone's worker (design.md §2): lists batches, closes streams, audits ingest's reports, anchors both logs.
export { createLog, type Log, type LogLine } from './logging/log-line.ts'
export {
  type RunningWorker,
  startWorker,
  type WorkerOptions,
  type WorkerState,
} from './start-worker.ts'
export type { StepName } from './steps.ts'
