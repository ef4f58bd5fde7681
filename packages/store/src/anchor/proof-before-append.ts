// Runs the proof that must precede a process's first append, and again after a lost connection: what answers then may
// be a standby that was promoted, or a restored backup.
import { assertDurable, type Database } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { StoreError } from '../store-error.ts'
import type { Anchor } from './anchor.ts'
import { assertConsistentWithAnchor } from './consistency.ts'

/** Guards the appends of one log. */
export interface ProofBeforeAppend {
  /** Resolves once proven; a failed proof is tried again by the next caller. */
  ensureProven(): Promise<void>
  /** Rethrows; forgets the proof when the connection was lost. */
  unprove(error: unknown): never
}

/** Builds the guard; it does nothing before the first append. */
export function createProof(db: Database, anchor: Anchor, log: LogName): ProofBeforeAppend {
  let proof: Promise<void> | undefined
  return {
    ensureProven: () => {
      proof ??= prove(db, anchor, log).catch((error: unknown) => {
        proof = undefined
        throw error
      })
      return proof
    },
    unprove: (error) => {
      if (error instanceof StoreError && error.code === 'database_unavailable') proof = undefined
      throw error
    },
  }
}

async function prove(db: Database, anchor: Anchor, log: LogName): Promise<void> {
  await assertDurable(db)
  await assertConsistentWithAnchor(db, anchor, log)
}
