// Runs the proof that must precede a process's first append, and again after a lost connection: what answers then may
// be a standby that was promoted, or a restored backup. A pool loses idle connections without a word, so beside the proof
// each append says how long the log is at least, by what this process appended and what it has seen anchored.
import { assertDurable, type Database } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { assertNotRestoring, noteLogBehind } from '../restore/restore-state.ts'
import { StoreError } from '../store-error.ts'
import type { Anchor } from './anchor.ts'
import { assertConsistentWithAnchor } from './consistency.ts'

/** Guards the appends of one log. */
export interface ProofBeforeAppend {
  /** Resolves once proven; a failed proof is tried again by the next caller. */
  ensureProven(): Promise<void>
  /** Rethrows; forgets the proof when the connection was lost, or the log is shorter than it has to be. */
  unprove(error: unknown): never
  /** Leaves that the log must have before an append. */
  leastSize(): number
  /** Notes how long the log was after an append. */
  saw(size: number): void
}

// After so long without an append a failover may have gone by unnoticed, and others may have anchored meanwhile.
const askAnchorAfterMs = 10_000

const codesOfAnotherDatabase: readonly string[] = [
  'database_unavailable',
  'log_behind_anchor',
  'restore_pending',
]

/** Builds the guard; it does nothing before the first append. */
export function createProof(db: Database, anchor: Anchor, log: LogName): ProofBeforeAppend {
  let proof: Promise<void> | undefined
  let seenSize = 0
  let askedAtMs = Number.NEGATIVE_INFINITY

  async function askAnchor(): Promise<void> {
    if (performance.now() - askedAtMs < askAnchorAfterMs) return
    askedAtMs = performance.now()
    // What is denied or signed in while the anchor is away is recorded all the same; replays stop by its age.
    await anchor.latestCheckpoint(log).catch((error: unknown) => {
      if (!(error instanceof StoreError) || error.code !== 'object_store_unavailable') throw error
    })
  }

  return {
    ensureProven: async () => {
      proof ??= prove(db, anchor, log).catch((error: unknown) => {
        proof = undefined
        throw error
      })
      await proof
      await askAnchor()
    },
    unprove: (error) => {
      const code = error instanceof StoreError ? error.code : undefined
      if (code !== undefined && codesOfAnotherDatabase.includes(code)) {
        proof = undefined
        // What was seen and is gone, and not anchored, is lost; what is anchored the proof asks for.
        seenSize = 0
      }
      throw error
    },
    leastSize: () => Math.max(seenSize, anchor.knownSize(log)),
    saw: (size) => {
      seenSize = Math.max(seenSize, size)
    },
  }
}

async function prove(db: Database, anchor: Anchor, log: LogName): Promise<void> {
  await assertDurable(db)
  await assertConsistentWithAnchor(db, anchor, log).catch(async (error: unknown) => {
    // Ingest reads no anchor. Where this fails, the refusal itself stands.
    if (error instanceof StoreError && error.code === 'log_behind_anchor')
      await noteLogBehind(db, log).catch(() => {})
    throw error
  })
  await assertNotRestoring(db)
}
