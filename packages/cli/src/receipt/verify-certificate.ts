// reseal verify --certificate: a certificate of deletion against the pinned key of the recordings log, with nothing else: each
// tombstone is in the anchored log, and says what the certificate says.
import { isUuid } from '@reseal/protocol'
import type { PinnedLogs } from '@reseal/verifier'
import { type BrokenReason, verifyReceipt } from './verify-receipt.ts'

/** What a certificate proves, or the first stream that it does not. */
export type CertificateReport =
  | {
      readonly verdict: 'intact'
      readonly app: string
      readonly streams: number
      readonly sessions: number
      /** When the last of them was destroyed, by the log. */
      readonly lastMs: number
      /** As whoever runs the deployment declared it; undefined where they did not. */
      readonly effectiveAtMs?: number
    }
  | { readonly verdict: 'broken'; readonly reason: CertificateReason; readonly stream?: string }

type CertificateReason = BrokenReason | 'not_a_certificate' | 'other_leaf' | 'effective_too_early'

type Fields = Readonly<Record<string, unknown>>

const dayMs = 24 * 3_600_000

/** Verifies a certificate's text under the key of the log that its proofs name. */
export async function verifyCertificate(text: string, pinned: PinnedLogs): Promise<CertificateReport> {
  const certificate = parse(text)
  const { app, session, streams, order } = certificate ?? {}
  const isOne = typeof app === 'string' && Array.isArray(streams) && streams.length > 0
  if (!isOne) return { verdict: 'broken', reason: 'not_a_certificate' }
  const about = { app, session, event: asFields(order)?.['auditIndex'] }
  const sessions = new Set<string>()
  const known = new Set<string>()
  let lastMs = 0
  for (const value of streams) {
    const claimed = asFields(value)
    const stream = claimed?.['stream']
    if (claimed === undefined || typeof stream !== 'string' || !isUuid(stream) || known.has(stream)) {
      return { verdict: 'broken', reason: 'not_a_certificate' }
    }
    known.add(stream)
    const receipt = await verifyReceipt(String(asFields(claimed['tombstone'])?.['proof']), pinned)
    if (receipt.verdict === 'broken') return { verdict: 'broken', reason: receipt.reason, stream }
    const { leaf } = receipt
    if (!isOf(leaf, claimed, about)) return { verdict: 'broken', reason: 'other_leaf', stream }
    sessions.add(String(leaf['session']))
    lastMs = Math.max(lastMs, Number(leaf['time_ms']))
  }
  const { maxAgeDays, effectiveAtMs } = asFields(certificate?.['backups']) ?? {}
  const said = { app, streams: streams.length, sessions: sessions.size, lastMs }
  if (typeof maxAgeDays !== 'number' || typeof effectiveAtMs !== 'number')
    return { verdict: 'intact', ...said }
  if (effectiveAtMs < lastMs + maxAgeDays * dayMs) return { verdict: 'broken', reason: 'effective_too_early' }
  return { verdict: 'intact', ...said, effectiveAtMs }
}

/** Whether the leaf in the log is the tombstone that the certificate claims. */
function isOf(
  leaf: Fields,
  { stream, session, headerHash, cause, destroyedAtMs }: Fields,
  about: { readonly app: string; readonly session: unknown; readonly event: unknown },
): boolean {
  return (
    leaf['type'] === 'tombstone' &&
    leaf['app'] === about.app &&
    leaf['stream'] === stream &&
    leaf['session'] === (session ?? about.session) &&
    leaf['header_hash'] === headerHash &&
    leaf['reason'] === cause &&
    leaf['time_ms'] === destroyedAtMs &&
    // Of an order by scope each names the event that confirmed it.
    (session === undefined || leaf['event'] === about.event)
  )
}

function parse(text: string): Fields | undefined {
  try {
    const value = asFields(JSON.parse(text))
    return value?.['format'] === 'reseal/deletion-certificate/1' ? value : undefined
  } catch {
    return undefined
  }
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined
}

const reasons: Readonly<Record<CertificateReason, string>> = {
  not_a_certificate: 'the file is not a certificate of deletion',
  not_a_receipt: 'a proof is not a receipt (C2SP tlog-proof) with its leaf',
  other_log: 'a proof is of a log whose key you did not give; pass its verifier key with --key',
  bad_signature: 'the checkpoint of a proof is not signed by the pinned key',
  bad_proof: 'a tombstone is not in the log under its checkpoint, at the index that it names',
  other_leaf: 'a proof is of a leaf that says something else than the certificate',
  effective_too_early: 'it says that it is in effect before the backups that it declares have expired',
}

/** For people. */
export function formatCertificateReport(report: CertificateReport): string {
  if (report.verdict === 'broken') {
    return `broken: ${reasons[report.reason]}${report.stream === undefined ? '' : `: stream ${report.stream}`}\n`
  }
  const { app, streams, sessions, lastMs, effectiveAtMs } = report
  const effect =
    effectiveAtMs === undefined
      ? 'backups: undeclared'
      : `in backups too from ${new Date(effectiveAtMs).toISOString()} on, as declared`
  return `intact: ${streams} tombstones of ${sessions} sessions of ${app} are in the log, the last of ${new Date(lastMs).toISOString()}\n  ${effect}\n`
}
