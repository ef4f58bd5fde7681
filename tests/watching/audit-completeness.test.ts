// Every byte of a recording that reaches a browser lies in a range whose event was committed before it (design.md §1.3). The
// short form; `npm run faults -- watching --seed N --minutes M` watches for longer.
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCoverage } from './check-coverage.ts'
import {
  createRandom,
  openAtRandom,
  playOn,
  seekAtRandom,
  statePurpose,
  untilSettled,
} from './watch-at-random.ts'
import { startWatchedSession, type WatchedSession } from './watched-session.ts'

let watched: WatchedSession
let tabs: [Page, Page]
const random = createRandom(20_260_601)

beforeAll(async () => {
  watched = await startWatchedSession()
  tabs = [await watched.newPage(), await watched.newPage()]
})
afterAll(() => watched?.stop())

test('what two tabs received is what the log released, segment by segment, where nothing was aborted', async () => {
  for (const tab of tabs) {
    await openAtRandom(watched, tab, random)
    await untilSettled(watched, tab)
    for (let seek = 0; seek < 3; seek += 1) {
      await seekAtRandom(tab, random)
      await untilSettled(watched, tab)
    }
  }
  await playOn(watched, tabs[0], 2)
  const missing = async (): Promise<readonly string[]> => {
    const { received, released } = await checkCoverage(watched)
    return [...released].filter((segment) => !received.has(segment))
  }
  // A request that was just about to leave when the player paused is still on its way.
  await expect.poll(missing).toEqual([])
  const { violations, received, released, byteCount } = await checkCoverage(watched)
  expect(violations).toEqual([])
  expect(byteCount).toBeGreaterThan(100_000)
  expect([...received].toSorted()).toEqual([...released].toSorted())
})

test('nothing was received beyond it with seeks that abort, reloads, and a viewer that is killed', async () => {
  for (let seek = 0; seek < 12; seek += 1) await seekAtRandom(seek % 2 === 0 ? tabs[0] : tabs[1], random)
  await tabs[1].reload()
  await statePurpose(tabs[1])
  await seekAtRandom(tabs[0], random)
  await seekAtRandom(tabs[1], random)
  await watched.crash()
  for (const tab of tabs) {
    await openAtRandom(watched, tab, random)
    await seekAtRandom(tab, random)
    await untilSettled(watched, tab)
  }
  const { violations, received, released } = await checkCoverage(watched)
  expect(violations).toEqual([])
  expect([...received].filter((segment) => !released.has(segment))).toEqual([])
})
