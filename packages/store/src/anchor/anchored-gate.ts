// Waits until a leaf is under a checkpoint that every required place has: strict mode (design.md §7). Whatever keeps the
// anchor from answering keeps the caller waiting, never lets it pass.
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { StoreError } from '../store-error.ts'
import type { Anchor } from './anchor.ts'
import { readAnchoredSize } from './anchor-state.ts'

/** What waiting needs. */
export interface AnchoredGateOptions {
  readonly db: Database
  readonly anchor: Anchor
  /** Longest wait, milliseconds. */
  readonly waitMs: number
}

/** Waits for leaves of one log. */
export interface AnchoredGate {
  /**
   * Resolves once the leaf is anchored.
   * @throws StoreError not_anchored_in_time
   */
  pass(index: number): Promise<void>
}

// Whoever waits shares the question with all others.
const askEveryMs = 200

/** Builds a gate; it asks only while someone waits. */
export function createAnchoredGate(options: AnchoredGateOptions, log: LogName): AnchoredGate {
  const { db, anchor, waitMs } = options
  let anchoredSize = 0
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    // Away or unreadable is not anchored.
    anchoredSize = await readAnchoredSize(db, anchor, log).catch(() => anchoredSize)
    await delay(askEveryMs)
  }

  return {
    async pass(index) {
      const deadlineMs = performance.now() + waitMs
      while (index >= anchoredSize) {
        const leftMs = deadlineMs - performance.now()
        if (leftMs <= 0) throw new StoreError('not_anchored_in_time')
        asking ??= ask().finally(() => {
          asking = undefined
        })
        // A store that does not answer is no reason to wait beyond the time.
        await Promise.race([asking, delay(leftMs, undefined, { ref: false })])
      }
    },
  }
}
