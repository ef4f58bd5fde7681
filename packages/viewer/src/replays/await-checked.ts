// Nobody watches a segment that the sentinel has not passed (design.md §5.8). What was recorded a moment ago is passed within
// seconds, so a read waits for it, before its transaction: a stream is not held while somebody waits.
import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenedReplay } from '@reseal/store'
import type { ViewerDeps } from '../deps.ts'
import type { WantedRange } from './range.repository.ts'

/** What is waited for, and until when at most. */
export interface AwaitedRange {
  readonly replay: OpenedReplay
  readonly wanted: WantedRange
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
}

const lookEveryMs = 250
// What can be shown is not held back for long by what follows it.
const restWaitMs = 2_000

/**
 * Waits until the segment is checked at which the range begins, or for as long as the configuration says, and two seconds at
 * most for what follows it. What is not the replay's is not waited for: it is refused at once.
 */
export async function awaitChecked(
  deps: Pick<ViewerDeps, 'checkProgress' | 'config'>,
  { replay, wanted, signal }: AwaitedRange,
): Promise<void> {
  const looks = Math.floor(deps.config.checkWaitMs / lookEveryMs)
  for (let look = 0; look <= looks; look += 1) {
    const progress = await deps.checkProgress(wanted)
    if (progress === undefined || progress.session !== replay.session || progress.isWhole) return
    if (progress.isSettled && look * lookEveryMs >= restWaitMs) return
    if (look < looks) await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
  }
}
