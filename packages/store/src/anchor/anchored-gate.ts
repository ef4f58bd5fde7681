// Waits until a leaf is under a checkpoint that every required place has, and proves that it is: strict mode (design.md
// §7). Whatever keeps the anchor from answering keeps the caller waiting, never lets it pass.
import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'
import { createLogReceipt, type ReceiptRequest } from '../logs/log-receipt.ts'
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
   * Resolves once the leaf is anchored: these bytes, whatever the database says by then.
   * @throws StoreError not_anchored_in_time; log_inconsistent when another leaf is anchored in its place
   */
  pass(index: number, leaf: Uint8Array): Promise<void>
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
    async pass(index, leaf) {
      const deadlineMs = performance.now() + waitMs
      for (;;) {
        if (index < anchoredSize && (await isProven(anchor, { log, index, leaf }))) return
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

async function isProven(anchor: Anchor, request: ReceiptRequest): Promise<boolean> {
  try {
    return (await createLogReceipt(anchor, request)) !== undefined
  } catch (error) {
    if (error instanceof StoreError && error.code === 'object_store_unavailable') return false
    throw error
  }
}
