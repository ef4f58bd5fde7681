// The verifier: proves from anchors, tiles and batches, in Node and in the browser, that nothing was changed.
export type { BatchesReport } from './batches.ts'
export type { PinnedLog } from './checkpoints.ts'
export { type Explanation, explainProblem } from './explain.ts'
export { createAnchorSource } from './file-sources.ts'
export { formatBytes, formatPlace, formatReport, unprovenReason } from './format-report.ts'
export { readJsonLines } from './json-lines.ts'
export { logOfOrigin, originOfNote, type PinnedLogs, verifierKeysIn } from './kept-keys.ts'
export type { ObjectHashes, Platform, Spill } from './platform.ts'
export { type LogName, logNames, type Place, type Problem, type ProblemKind } from './problem.ts'
export { readAhead } from './read-ahead.ts'
export type { KeptReceipts } from './receipts.ts'
export {
  type PackedSegmentRows,
  packedRowBytes,
  packRow,
  type SegmentRow,
  unpackRow,
} from './segment-rows.ts'
export type {
  AnchorChange,
  AnchorSource,
  BatchRow,
  DatabaseSource,
  FileSource,
  FoundCheckpoint,
  LeafRow,
  PersonalRow,
  StreamRow,
  VerifyProgress,
} from './sources.ts'
export type { StreamClaims } from './stream-claims.ts'
export {
  type TombstoneReport,
  type Verdict,
  type VerifyInput,
  type VerifyReport,
  verifyDeployment,
} from './verify-deployment.ts'
export type { LogReport } from './verify-log.ts'
export { createWebPlatform } from './web-platform.ts'
