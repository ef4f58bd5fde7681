// What the processes of the log's crash runs are told, and what they tell.

/** What an anchoring process writes, in the order of a round. */
export const writtenKinds = ['tile', 'entries', 'tail', 'checkpoint'] as const

/** Where an anchoring process kills itself. */
export interface DyingPlan {
  readonly kind: (typeof writtenKinds)[number]
  /** Before the object is written, or after it and before anything follows. */
  readonly when: 'before' | 'after'
  /** Of this kind, from 1. */
  readonly nth: number
}

/** What the process is to do. */
export interface LogProcessPlan {
  readonly role: 'append' | 'anchor'
  readonly databaseUrl: string
  readonly anchorFolder: string
  readonly keyFile: string
  readonly dies?: DyingPlan
}

/** What it tells its parent. */
export interface LogProcessMessage {
  /** Indexes and ids of events whose append resolved. */
  readonly acknowledged?: readonly { readonly index: number; readonly id: string }[]
  /** Size of a checkpoint that is written. */
  readonly anchored?: number
}
