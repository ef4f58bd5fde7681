// The verifier as a library, and the command line as a function.
export type { CommandContext, Output } from './command-line/command.ts'
export { runReseal } from './run.ts'
export type { PinnedLog } from './verify/checkpoints.ts'
export { withDatabaseSource } from './verify/database-source.ts'
export type { LogName, Place, Problem, ProblemKind } from './verify/problem.ts'
export type { PackedSegmentRows, SegmentRow } from './verify/segment-rows.ts'
export type {
  AnchorSource,
  BatchRow,
  DatabaseSource,
  FoundCheckpoint,
  LeafRow,
  ObjectSource,
  PersonalRow,
  StreamRow,
  VerifyProgress,
} from './verify/sources.ts'
export { createAnchorSource, createObjectSource } from './verify/stored-sources.ts'
export {
  type Verdict,
  type VerifyInput,
  type VerifyReport,
  verifyDeployment,
} from './verify/verify-deployment.ts'
export type { LogReport } from './verify/verify-log.ts'
