// Shapes of the auditor's questions: accesses over time, what needs attention, the scope of a breach, checkpoints.

/** A named row of a chart: a count for each day. */
export interface TrendSeries {
  /** Null: the person was erased, or the event names none. */
  readonly name: string | null
  readonly total: number
  readonly refused: number
  /** One a day, the earliest first. */
  readonly counts: readonly number[]
}

/** `GET /api/audit/trend`: replays opened and recordings exported, tries that were refused included. */
export interface AccessTrendReply {
  /** Midnights, UTC, milliseconds since 1970. */
  readonly days: readonly number[]
  readonly persons: readonly TrendSeries[]
  readonly apps: readonly TrendSeries[]
  readonly purposes: readonly TrendSeries[]
  readonly total: number
  /** Whether there was more than is counted; then the oldest is missing. */
  readonly isPartial: boolean
}

/** `GET /api/attention` */
export interface AttentionReply {
  readonly sinks: readonly {
    readonly name: string
    readonly behind: number
    readonly failing: string | null
    readonly deliveredAtMs: number | null
  }[]
  /** Break-glass without a review. */
  readonly unreviewed: { readonly count: number; readonly overdue: number }
  /** Mondays of weeks that should have been signed off. */
  readonly overdueWeeks: readonly string[]
  /** In the last thirty days. */
  readonly equivocations: number
}

/** How something could be opened. */
export const reachKinds = ['member', 'grant', 'break-glass', 'officer', 'everyone', 'key'] as const

/** One of them. */
export type ReachKind = (typeof reachKinds)[number]

/** What the answer does not know, or counts too much rather than too little. */
export const breachLimits = [
  'rights_as_now',
  'rights_before_unknown',
  'person_unknown',
  'grants_required_as_now',
  'narrow_grants_as_app',
  'holds_as_now',
  'key_outside',
] as const

/** One of them. */
export type BreachLimit = (typeof breachLimits)[number]

/** A time in which an app, or every app, could be opened. */
export interface ReachReply {
  readonly by: ReachKind
  /** Null: every app. */
  readonly app: string | null
  /** Both included, milliseconds since 1970. */
  readonly fromMs: number
  readonly toMs: number
  /** Of a grant: its id and what it is for. */
  readonly grant?: string
  readonly scope?: string
  /** Leaves that say so. */
  readonly leaves: readonly number[]
}

/** Times of a stream, both included, milliseconds since 1970. */
export interface RangeReply {
  readonly stream: string
  readonly fromMs: number
  readonly toMs: number
}

/** A session that could be opened. */
export interface ReadableSessionReply {
  readonly session: string
  readonly app: string
  readonly by: readonly ReachKind[]
  readonly ranges: readonly RangeReply[]
}

/** What one person did with one session. */
export interface ReadSessionReply {
  readonly session: string
  readonly app: string | null
  readonly issuer: string
  readonly subject: string | null
  readonly roles: readonly string[]
  readonly firstMs: number
  readonly lastMs: number
  readonly opens: number
  readonly exports: number
  readonly denied: number
  /** Opened for them, lead-ins from keyframes included. */
  readonly released: readonly RangeReply[]
  /** What of that their players reported. */
  readonly played: readonly RangeReply[]
  readonly purposes: readonly string[]
  readonly tickets: readonly string[]
  /** Leaves, ascending; each has a receipt. */
  readonly leaves: readonly number[]
}

/** `GET /api/audit/breach-scope` */
export interface BreachScopeReply {
  /** Leaf of the question itself; later events are no part of the answer. */
  readonly index: number
  readonly reach: readonly ReachReply[]
  readonly limits: readonly BreachLimit[]
  readonly readable: readonly ReadableSessionReply[]
  readonly nextReadable: string | null
  readonly read: readonly ReadSessionReply[]
  readonly nextRead: number | null
}

/** A log's newest checkpoint, and what it is checked with. */
export interface LogCheckpointReply {
  /** C2SP signed note; null before the first. */
  readonly note: string | null
  /** The log's public key as C2SP writes it. One kept from `reseal init` is better evidence. */
  readonly verifierKey: string
  /** Leaf 0, which pins origin and key and is no event; null in an empty log. */
  readonly origin: string | null
}

/** `GET /api/integrity/checkpoints` */
export interface CheckpointsReply {
  readonly audit: LogCheckpointReply
  readonly recordings: LogCheckpointReply
}
