// reseal verify --receipt: one receipt (C2SP tlog-proof, docs/protocol.md §10.2) against the pinned key of its log; no
// deployment, no database, no anchor. Clear values of personal fields are not needed: the leaf holds commitments.
import { ProtocolError } from '@reseal/protocol'
import { parseTlogProof, parseVerifierKey, verifyTlogProof } from '@reseal/protocol/log'
import { createCheckpointVerifier } from '@reseal/store'
import { logNames, originOfNote, type PinnedLogs } from '@reseal/verifier'

/** What a receipt proves, or why it proves nothing. */
export type ReceiptReport =
  | {
      readonly verdict: 'intact'
      readonly origin: string
      readonly index: number
      /** Leaves under the checkpoint. */
      readonly size: number
      /** The leaf's own JSON. */
      readonly leaf: Readonly<Record<string, unknown>>
    }
  | { readonly verdict: 'broken'; readonly reason: BrokenReason }

/** Why a receipt does not verify. */
export type BrokenReason = 'not_a_receipt' | 'other_log' | 'bad_signature' | 'bad_proof'

/** Verifies a receipt's text under the key of the log that it names. */
export async function verifyReceipt(text: string, pinned: PinnedLogs): Promise<ReceiptReport> {
  const origin = originOf(text)
  if (origin === undefined) return { verdict: 'broken', reason: 'not_a_receipt' }
  const log = logNames.map((name) => pinned[name]).find((known) => known?.origin === origin)
  if (log === undefined) return { verdict: 'broken', reason: 'other_log' }
  const { name, publicKey } = parseVerifierKey(log.verifierKey)
  try {
    const { index, entry, checkpoint } = await verifyTlogProof(
      text,
      createCheckpointVerifier(name, publicKey),
    )
    const leaf = JSON.parse(Buffer.from(entry).toString('utf8')) as Record<string, unknown>
    return { verdict: 'intact', origin, index, size: checkpoint.size, leaf }
  } catch (error) {
    if (error instanceof SyntaxError) return { verdict: 'broken', reason: 'not_a_receipt' }
    if (!(error instanceof ProtocolError)) throw error
    return { verdict: 'broken', reason: error.code === 'bad_signature' ? 'bad_signature' : 'bad_proof' }
  }
}

/** The log that a receipt says it is of; undefined where the text is none, or carries no leaf. */
function originOf(text: string): string | undefined {
  try {
    const { checkpoint, extra } = parseTlogProof(text)
    return extra === undefined ? undefined : originOfNote(checkpoint)
  } catch {
    return undefined
  }
}

const reasons: Readonly<Record<BrokenReason, string>> = {
  not_a_receipt: 'the file is not a receipt (C2SP tlog-proof) with its leaf',
  other_log: 'it is of a log whose key you did not give; pass its verifier key with --key',
  bad_signature: 'its checkpoint is not signed by the pinned key',
  bad_proof: 'its leaf is not in the log under its checkpoint, at the index that it names',
}

/** For people. */
export function formatReceiptReport(report: ReceiptReport): string {
  if (report.verdict === 'broken') return `broken: ${reasons[report.reason]}\n`
  const { origin, index, size, leaf } = report
  const time = typeof leaf['time_ms'] === 'number' ? new Date(leaf['time_ms']).toISOString() : 'unknown'
  const lines = [
    `intact: this is leaf ${index} of ${origin}, under its signed checkpoint of ${size} leaves`,
    `  time: ${time}`,
    ...(leaf['type'] === 'close' ? describeClose(leaf) : []),
    `  leaf: ${JSON.stringify(leaf)}`,
  ]
  return `${lines.join('\n')}\n`
}

function describeClose({
  stream,
  segments,
  last_link: link,
  final,
}: Readonly<Record<string, unknown>>): string[] {
  const ended = final === true ? 'ended' : 'paused'
  return [
    `  stream ${String(stream)} ${ended} with ${String(segments)} segments; it is complete if these lead to the link`,
    `  ${String(link)}`,
  ]
}
