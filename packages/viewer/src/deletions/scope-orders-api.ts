// The JSON of orders to shred more than one session, and of their certificate, as types for the web app.
import type { CertifiedStream, DeletionCertificate } from './deletions-api.ts'

/** An order by scope. Times are ms since 1970. */
export interface ScopeOrderReply {
  id: string
  app: string
  /** By the hash of a pseudonym; the pseudonym is in the log. */
  subject?: string
  fromMs: number
  toMs: number
  state: 'proposed' | 'confirmed' | 'done' | 'refused'
  proposedAtMs: number
  /** Absent once erased. */
  proposedBy?: string
  reason?: string
  decidedAtMs?: number
  decidedBy?: string
  endedAtMs?: number
  /** Sessions: looked at, forgotten, left because of a legal hold. */
  lookedCount: number
  forgottenCount: number
  heldCount: number
  streamCount: number
  isOwn: boolean
}

/** Orders, the newest first. */
export interface ScopeOrderListReply {
  orders: readonly ScopeOrderReply[]
}

/** What an order destroyed: one tombstone a stream, each with its proof. */
export interface ScopeCertificate
  extends Pick<DeletionCertificate, 'issuedAtMs' | 'issuedBy' | 'backups' | 'log'> {
  format: 'reseal/deletion-certificate/1'
  app: string
  order: ScopeOrderReply & { auditIndex: number }
  streams: readonly (CertifiedStream & { session: string })[]
  /** Keys of these streams that are left, counted when this was issued. */
  remaining: { streamKeys: number }
  /** Exports of these sessions that were made before: they are beyond it. */
  exported: readonly { session: string; auditIndex: number; atMs: number; by?: string; bytes?: number }[]
}
