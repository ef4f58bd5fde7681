// Reseal's wire format: what page, ingest and private zone all read and write. docs/protocol.md.
export { decodeBase64url, encodeBase64url } from './base64.ts'
export {
  type BatchContent,
  type BatchEntry,
  type BatchFooter,
  type BatchFrame,
  type BatchPosition,
  batchPrefixBytes,
  type EncodedBatch,
  encodeBatch,
  encodeBatchFrame,
  parseBatchFooter,
} from './batch.ts'
export { canonicalize, type JsonValue } from './canonical-json.ts'
export {
  type ChainStep,
  type ChainTip,
  extendChain,
  initialLink,
  nextLink,
  startChain,
} from './chain.ts'
export { type ConsentReceipt, encodeConsentReceipt } from './consent-receipt.ts'
export {
  appendKeyBytes,
  encBytes,
  hashBytes,
  limits,
  segmentHeaderBytes,
  segmentTagBytes,
} from './limits.ts'
export { bucketSize } from './padding.ts'
export { encodeParcel, type Parcel, type ParcelStream, parseParcel } from './parcel.ts'
export { ProtocolError, type ProtocolErrorCode } from './protocol-error.ts'
export {
  encodeReceipt,
  importReceiptKey,
  parseReceipt,
  type Receipt,
  type ReceiptJson,
  receiptMessage,
  verifyReceipt,
} from './receipt.ts'
export { encodeSegmentHeader, parseSegment, type Segment, type SegmentHeader } from './segment.ts'
export { sha256 } from './sha256.ts'
export {
  type Derivation,
  encodeStreamHeader,
  parseStreamHeader,
  type StreamHeader,
} from './stream-header.ts'
export { bytesToUuid, isUuid, uuidToBytes } from './uuid.ts'
export { encodeWithdrawal, parseWithdrawal, type Withdrawal } from './withdrawal.ts'
