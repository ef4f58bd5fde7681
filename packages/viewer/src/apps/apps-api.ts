// Shapes of the apps API: an app with its settings, what is given to its pages, and what has arrived of it.

/** What recorders of an app may be told. */
export const commandWords = ['none', 'off', 'sample-less', 'block', 'later'] as const

/** One of them. */
export type CommandWord = (typeof commandWords)[number]

/** One change of an app, from the audit log. */
export interface AppChangeReply {
  readonly atMs: number
  /** Absent where the person was erased. */
  readonly by?: string
  readonly setting: string
  readonly from?: string
  readonly to?: string
}

/** A registered app. */
export interface AppReply {
  readonly id: string
  readonly name: string
  /** Public. */
  readonly appKey: string
  readonly origins: readonly string[]
  readonly sealingKeyId: string
  /** base64url of the raw point; null where this viewer holds no such key. */
  readonly sealingKey: string | null
  readonly command: CommandWord
  /** True while ingest refuses its parcels. */
  readonly parcelsRefused: boolean
  readonly grantsRequired: boolean
  /** null: without a bound. */
  readonly dailyQuotaBytes: number | null
  /** Of this day (UTC). */
  readonly today: { readonly parcels: number; readonly bytes: number }
  /** The rules in force; absent: whatever its pages bring with them. */
  readonly ruleSet?: { readonly version: string; readonly sha256: string; readonly publishedAtMs: number }
  /** Newest first, at most ten; of one app alone. */
  readonly changes: readonly AppChangeReply[]
}

/** A sealing key that the viewer can open with. */
export interface SealingKeyReply {
  readonly id: string
  /** base64url of the raw point. */
  readonly publicKey: string
  /** `in-use`: pages of an app are given it. `listed`: it is there, and no app has it. */
  readonly state: 'in-use' | 'listed'
  /** Apps whose pages are given it. */
  readonly apps: readonly string[]
}

/** What every page is given beside the app's own key. */
export interface RecordersReply {
  /** Base URL of ingest; null where the viewer was not told. */
  readonly endpoint: string | null
  /** base64url of the raw point; null where the viewer was not told. */
  readonly receiptKey: string | null
  readonly viewerUrl: string
}

/** `GET /api/apps`, and what a change comes to. */
export interface AppsReply {
  readonly apps: readonly AppReply[]
  readonly recorders: RecordersReply
  readonly sealingKeys: readonly SealingKeyReply[]
  /** Regular expression that a whole ticket matches. */
  readonly ticketPattern: string
}

/** `GET /api/apps/:app/contact`: how far the first recording came. */
export interface AppContactReply {
  readonly isListening: boolean
  /** Requests that ingest refused in the last ten minutes, newest first; one an origin. */
  readonly refused: readonly { readonly atMs: number; readonly code: string; readonly origin: string }[]
  readonly today: { readonly parcels: number; readonly bytes: number }
  /** The newest stream; absent before anything arrived. */
  readonly newest?: {
    readonly session: string
    readonly receivedAtMs: number
    readonly segments: number
    readonly indexedSegments: number
    readonly isFailed: boolean
    readonly isQuarantined: boolean
    /** Whether it rests on a consent receipt. */
    readonly hasConsentReceipt: boolean
    readonly sdk: string
  }
  /** Engineers who may watch it. */
  readonly engineers: number
}
