// The JSON of orders, as types for the web app.

/** What is taken away beyond the rules of the recording. */
export interface RedactionReply {
  mask: readonly { id: string; selector: string }[]
  block: readonly { id: string; selector: string }[]
  without: readonly { list: string; id?: string }[]
}

/** An order of a privacy officer. */
export interface OrderReply {
  id: string
  kind: 'redact' | 'shred'
  app: string
  session: string
  state: 'proposed' | 'confirmed' | 'done' | 'refused' | 'failed'
  proposedAtMs: number
  /** Absent once erased. */
  proposedBy?: string
  reason?: string
  decidedAtMs?: number
  decidedBy?: string
  endedAtMs?: number
  /** Of a failed one, a code. */
  failure?: string
  redaction?: RedactionReply
  /** It is the asker's own: another has to confirm it. */
  isOwn: boolean
}

/** Orders, the newest first. */
export interface OrderListReply {
  orders: readonly OrderReply[]
}
