import { expect, test } from 'vitest'
import { type AppUse, createDailyUse } from './daily-use.ts'

const noon = Date.UTC(2026, 5, 1, 12)
const hourMs = 3_600_000

/** A database that counts, shared by processes. */
function countingDatabase() {
  const totals = new Map<string, number>()
  let failing = false
  return {
    totals,
    fail: (now: boolean) => {
      failing = now
    },
    add: (uses: readonly AppUse[]) => {
      if (failing) return Promise.reject(new Error('down'))
      for (const { appId, bytes } of uses) totals.set(appId, (totals.get(appId) ?? 0) + bytes)
      return Promise.resolve(new Map(uses.map(({ appId }) => [appId, totals.get(appId) ?? 0])))
    },
  }
}

const overQuota = expect.objectContaining({ code: 'over_quota' })

test('an app without a quota is counted and never refused', async () => {
  const database = countingDatabase()
  const use = createDailyUse({ add: database.add })
  use.count('clinic', 1e12)
  use.assertWithin('clinic', undefined)
  await use.flush()
  expect(database.totals.get('clinic')).toBe(1e12)
})

test('a quota holds over all processes once they have told one another', async () => {
  const database = countingDatabase()
  const [one, other] = [createDailyUse({ add: database.add }), createDailyUse({ add: database.add })]
  one.count('clinic', 600)
  other.count('clinic', 500)
  one.assertWithin('clinic', 1000)
  await one.flush()
  await other.flush()
  expect(() => other.assertWithin('clinic', 1000)).toThrow(overQuota)
  other.assertWithin('another', 1000)
  one.count('clinic', 1)
  await one.flush()
  expect(() => one.assertWithin('clinic', 1000)).toThrow(overQuota)
})

test('a quota is refused with the time until it may be asked again, and ends with the day', async () => {
  let nowMs = noon
  const use = createDailyUse({ add: countingDatabase().add, nowMs: () => nowMs })
  use.count('clinic', 1000)
  await use.flush()
  expect(() => use.assertWithin('clinic', 1000)).toThrow(expect.objectContaining({ retryAfterSeconds: 3600 }))
  nowMs += 11 * hourMs + hourMs / 2
  expect(() => use.assertWithin('clinic', 1000)).toThrow(expect.objectContaining({ retryAfterSeconds: 1800 }))
  nowMs += hourMs
  use.assertWithin('clinic', 1000)
})

test('a day that begins later in the database keeps no app out for longer than until then', async () => {
  let nowMs = noon
  let totals = new Map([['clinic', 1000]])
  const use = createDailyUse({ add: async () => totals, nowMs: () => nowMs })
  nowMs += 12 * hourMs
  use.count('clinic', 10)
  await use.flush()
  expect(() => use.assertWithin('clinic', 1000)).toThrow(overQuota)
  totals = new Map([['clinic', 0]])
  await use.flush()
  use.assertWithin('clinic', 1000)
})

test('what the database did not take is counted the next time, once', async () => {
  const database = countingDatabase()
  const use = createDailyUse({ add: database.add })
  use.count('clinic', 10)
  database.fail(true)
  await use.flush()
  use.count('clinic', 5)
  database.fail(false)
  await use.flush()
  await use.flush()
  expect(database.totals.get('clinic')).toBe(15)
})
