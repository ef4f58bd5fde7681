// The JSON of retention, as types for the web app. Times are ms since 1970.

/** For how long sessions are kept: see `RetentionRules` of the store. */
export interface RetentionRulesReply {
  minimumDays: number
  maximumDays: number
  days: number
  daysWithErrors?: number
  apps: Readonly<Record<string, { days?: number; daysWithErrors?: number }>>
  labels: readonly { name: string; value?: string; days: number }[]
}

/** Rules that were set. Who and why are absent where they were erased. */
export interface SetRetentionReply {
  seq: number
  state: 'in-force' | 'replaced' | 'waiting' | 'refused' | 'overtaken'
  rules: RetentionRulesReply
  setAtMs: number
  setBy?: string
  reason?: string
  decidedBy?: string
}

/** A run: counts are sessions, but for streams. */
export interface RetentionRunReply {
  id: number
  cause: 'schedule' | 'asked'
  startedAtMs?: number
  endedAtMs?: number
  lookedCount: number
  forgottenCount: number
  heldCount: number
  busyCount: number
  streamCount: number
}

/** What became of batch objects that hold forgotten streams, since the beginning. */
export interface RemovedBatchesReply {
  /** Went with their last stream. */
  emptied: number
  /** Most of them was dead, and what was alive was written anew. */
  rewritten: number
  deletedBytes: number
  /** Still there until the grace period is over. */
  waitingBytes: number
}

/** Rules and runs, the newest first. */
export interface RetentionReply {
  sets: readonly SetRetentionReply[]
  runs: readonly RetentionRunReply[]
  batches: RemovedBatchesReply
  /** When the worker begins the next by itself; absent where there are no rules. */
  nextRunAtMs?: number
}

/** Sessions of one app that are due by one kind of rule. */
export interface DueReply {
  app: string
  cause: 'deployment' | 'app' | 'label' | 'errors'
  sessions: number
  streams: number
  oldestMs: number
}

/** What a run would forget now. */
export interface DryRunReply {
  due: readonly DueReply[]
  /** Due, and under a legal hold. */
  held: readonly DueReply[]
  /** False where there was more than could be counted in the time of a request. */
  isWhole: boolean
}
