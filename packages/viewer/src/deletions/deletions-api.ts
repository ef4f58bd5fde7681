// The JSON of what was forgotten on purpose, and of the certificate of it, as types for the web app.

/** Why a stream was forgotten. */
export type DeletionCause = 'withdrawal' | 'redaction' | 'officer' | 'retention'

/** Streams of a session that were forgotten at one time. */
export interface DeletionReply {
  app: string
  session: string
  cause: DeletionCause
  atMs: number
  streamCount: number
}

/** A withdrawal of consent that was asked for. */
export interface WithdrawalReply {
  app: string
  session: string
  requestedAtMs: number
  /** `held`: it waits for the end of a legal hold; `unproven`: its token is that of no stream of the session. */
  state: 'waiting' | 'held' | 'unproven'
}

/** What was forgotten, newest first, and what waits. */
export interface DeletionListReply {
  deletions: readonly DeletionReply[]
  /** Below this index of the audit log there are more. */
  nextBefore: number | null
  withdrawals: readonly WithdrawalReply[]
}

/** A stream of a certificate. */
export interface CertifiedStream {
  stream: string
  /** SHA-256 of the stream header, hex. */
  headerHash: string
  cause: DeletionCause
  destroyedAtMs: number
  /** Of a redaction: what took its place. */
  derived?: string
  tombstone: {
    /** Of the recordings log. */
    index: number
    /** Text of the leaf, whose RFC 6962 hash is in the log. */
    leaf: string
    /** C2SP tlog-proof under an anchored checkpoint; it verifies with nothing but the log's key. */
    proof: string
  }
}

/** That streams of a session were destroyed, what of them, when it takes effect, and what had left before. */
export interface DeletionCertificate {
  format: 'reseal/deletion-certificate/1'
  app: string
  session: string
  issuedAtMs: number
  issuedBy: string
  /** Every stream of the session that could be opened is gone. */
  whole: boolean
  streams: readonly CertifiedStream[]
  /** Who ordered it; of a withdrawal the leaf has the proof of who asked. */
  order?: {
    id: string
    kind: 'redact' | 'shred'
    proposedAtMs: number
    proposedBy?: string
    reason?: string
    decidedAtMs?: number
    decidedBy?: string
    /** Index in the audit log of the event that confirmed it. */
    auditIndex?: number
  }
  /** Rows that are left of these streams, counted when this was issued. */
  remaining: { streamKeys: number; summaries: number; findings: number; notes: number }
  /** Backups hold keys until they expire. */
  backups: { declared: false } | { declared: true; maxAgeDays: number; effectiveAtMs: number }
  /** Exports of the session that were made before: they are beyond it. */
  exported: readonly { auditIndex: number; atMs: number; by?: string; bytes?: number }[]
  /** Replays that were read before. */
  readCount: number
  /** Name and key of the log that the proofs are of: `reseal verify` pins the same. */
  log: { origin: string; publicKey: string }
  /** What the newest `reseal verify` of the deployment found; chains verify without keys. */
  verification?: { atMs: number; intact: boolean }
}
