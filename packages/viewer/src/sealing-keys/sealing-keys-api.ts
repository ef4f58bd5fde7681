// The JSON of sealing keys and their retirements, as types for the web app.

/** A key as one app has it. */
export interface KeyOfAppReply {
  readonly app: string
  /** `current`: pages are given it. `accepted`: pages that still have it may record. */
  readonly state: 'current' | 'accepted' | 'retired'
  readonly sinceMs: number
  /** Streams that are not forgotten. */
  readonly streams: number
}

/** Someone asked that a key be retired. */
export interface KeyRetirementReply {
  readonly id: string
  /** `approved`: what lives under it is being shredded. */
  readonly state: 'asked' | 'approved' | 'done' | 'refused'
  /** Whether streams that live under the key are shredded first. */
  readonly withShred: boolean
  readonly askedAtMs: number
  /** Absent where the person was erased. */
  readonly askedBy?: string
  readonly reason?: string
  readonly decidedAtMs?: number
  readonly decidedBy?: string
  /** Whether whoever reads this asked for it. */
  readonly isOwn: boolean
}

/** A sealing key. */
export interface SealingKeyReply {
  readonly id: string
  /** base64url of the raw point; null where this viewer cannot open with it. */
  readonly publicKey: string | null
  readonly apps: readonly KeyOfAppReply[]
  /** Streams that are not forgotten, of all apps. */
  readonly streams: number
  /** When something was last received under it, of the newest thousand sessions of each app. */
  readonly lastUsedMs: number | null
  readonly retiredAtMs: number | null
  /** The newest one. */
  readonly retirement?: KeyRetirementReply
}

/** `GET /api/sealing-keys`. */
export interface SealingKeysReply {
  /** Those that apps give to pages first, then by age; retired ones last. */
  readonly keys: readonly SealingKeyReply[]
}
