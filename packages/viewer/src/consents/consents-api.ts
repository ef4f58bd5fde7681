// The JSON of consent receipts, as types for the web app.

/** The consent that a stream was recorded on. */
export interface ConsentReply {
  app: string
  session: string
  stream: string
  startedAtMs: number
  /** SHA-256 of the receipt, as the stream header has it, hex; absent where the header claims none. */
  consentHash?: string
  /** What the sealed receipt says; absent where it was not read, or is forgotten. */
  said?: { grantedAtMs: number; how?: string; noticeVersion?: string }
  /** What is said has the hash of the header. */
  proven: boolean
  forgotten?: 'withdrawal' | 'redaction' | 'officer' | 'retention'
}

/** A page of them, newest sessions first. */
export interface ConsentListReply {
  consents: readonly ConsentReply[]
  nextCursor: string | null
}
