// The load's own book (design.md §5.6): every segment that was sealed, and what ingest acknowledged of it. What ingest
// stores is held against this, never against what ingest says of itself.
import { encodeBase64url, type Receipt, verifyReceipt } from '@reseal/protocol'
import type { SealedSegment, SealingContext } from '@reseal/protocol/seal'

/** A sealed segment and what is in it. */
export interface BookedSegment extends SealedSegment {
  readonly sha256: Uint8Array
  readonly events: string
}

/** One stream as its recorder knows it. */
export interface BookedStream {
  readonly id: string
  readonly session: string
  readonly appendKey: Uint8Array
  readonly sealing: SealingContext
  /** By index. */
  readonly segments: BookedSegment[]
  /** Index of the last segment with a genuine receipt; −1 before the first. */
  acknowledged: number
}

/** What went wrong, in words that name no input. */
export interface Violation {
  readonly what: string
  readonly stream: string
}

/** The book of one run. */
export interface Book {
  readonly streams: BookedStream[]
  readonly violations: Violation[]
  /** Answers by status and code. */
  readonly answers: Map<string, number>
  /** Holds a receipt against what was sealed; everything up to its index counts as acknowledged. */
  acknowledge(stream: BookedStream, receipt: Receipt): Promise<void>
  violated(stream: BookedStream, what: string): void
  count(answer: string): void
  acknowledgedCount(): number
}

/** Opens an empty book; `receiptKey` is the raw point. */
export function openBook(receiptKey: Uint8Array): Book {
  const streams: BookedStream[] = []
  const violations: Violation[] = []
  const answers = new Map<string, number>()

  function violated(stream: BookedStream, what: string): void {
    violations.push({ what, stream: stream.id })
  }

  return {
    streams,
    violations,
    answers,
    violated,
    count: (answer) => void answers.set(answer, (answers.get(answer) ?? 0) + 1),
    async acknowledge(stream, receipt) {
      const segment = stream.segments[receipt.index]
      const genuine =
        receipt.stream === stream.id &&
        segment !== undefined &&
        encodeBase64url(receipt.link) === encodeBase64url(segment.link) &&
        (await verifyReceipt(receipt, receiptKey))
      if (genuine) stream.acknowledged = Math.max(stream.acknowledged, receipt.index)
      else violated(stream, 'a receipt is not genuine')
    },
    acknowledgedCount: () => streams.reduce((sum, { acknowledged }) => sum + acknowledged + 1, 0),
  }
}
