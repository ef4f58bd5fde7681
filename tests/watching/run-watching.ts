// The long form of audit-completeness.test.ts: npm run faults -- watching --seed N --minutes M. Somebody watches at random in
// two tabs, reloads, aborts, and every now and then the viewer is killed.
import { setup } from '../../packages/store/test/global-setup.ts'
import { checkCoverage } from './check-coverage.ts'
import {
  createRandom,
  openAtRandom,
  playOn,
  seekAtRandom,
  statePurpose,
  untilSettled,
} from './watch-at-random.ts'
import { startWatchedSession } from './watched-session.ts'

/** What a run found. */
export interface WatchingReport {
  readonly seed: number
  readonly answers: number
  readonly characters: number
  readonly crashes: number
  readonly receivedSegments: number
  readonly releasedSegments: number
  /** Segments of which something was received that no event released. */
  readonly beyond: number
  readonly violations: readonly string[]
}

/** Watches for so long, and compares. */
export async function runWatching({
  seed,
  minutes,
}: {
  seed: number
  minutes: number
}): Promise<WatchingReport> {
  const stopCluster = await setup()
  const watched = await startWatchedSession()
  try {
    const random = createRandom(seed)
    const tabs = [await watched.newPage(), await watched.newPage()] as const
    const openAll = async (): Promise<void> => {
      for (const tab of tabs) await openAtRandom(watched, tab, random)
    }
    await openAll()
    const endMs = Date.now() + minutes * 60_000
    let crashes = 0
    while (Date.now() < endMs) {
      const tab = tabs[random() < 0.5 ? 0 : 1]
      const roll = random()
      if (roll < 0.03) {
        crashes += 1
        await watched.crash()
        await openAll()
      } else if (roll < 0.1) {
        await tab.reload()
        await statePurpose(tab)
      } else if (roll < 0.15) await playOn(watched, tab, 2)
      else await seekAtRandom(tab, random)
      if (random() < 0.5) await untilSettled(watched, tab)
    }
    const { violations, received, released, answerCount, byteCount } = await checkCoverage(watched)
    return {
      seed,
      answers: answerCount,
      characters: byteCount,
      crashes,
      receivedSegments: received.size,
      releasedSegments: released.size,
      beyond: [...received].filter((segment) => !released.has(segment)).length,
      violations,
    }
  } finally {
    await watched.stop()
    await stopCluster?.()
  }
}
