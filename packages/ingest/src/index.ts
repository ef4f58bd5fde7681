// The ingest service: takes sealed segments, opens nothing (design.md §2, §5.6).

export { batchObjectKey, createBatchId } from './batches/batch-id.ts'
export {
  defaultLimits,
  type IngestConfig,
  type IngestLimits,
  type ObjectsConfig,
} from './config.ts'
export { createIngest, type Ingest, type IngestDeps } from './create-ingest.ts'
export { IngestError, type IngestErrorCode } from './errors.ts'
export { createLog, type Log, type LogLine } from './logging/log-line.ts'
export { loopbackOrigins } from './middleware/allowed-origin.ts'
export type { QuotaRate } from './middleware/quota.ts'
export {
  createReceiptSigner,
  generateReceiptKeyFile,
  type ReceiptSigner,
  readReceiptKeyFile,
} from './receipts/receipt-key.ts'
export { type RunningIngest, startIngest } from './start-ingest.ts'
