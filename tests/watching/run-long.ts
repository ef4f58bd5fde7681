// The long form of audit-completeness.test.ts: node tests/watching/run-long.ts [seed] [minutes]. Prints its seed and what it
// found; exits with 1 where something was received that the log does not cover.
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

const [seedText = String(Math.floor(Math.random() * 2 ** 31)), minutesText = '5'] = process.argv.slice(2)
const [seed, minutes] = [Number(seedText), Number(minutesText)]
const say = (text: string): boolean => process.stdout.write(`${text}\n`)
say(`seed ${seed}, ${minutes} minutes`)

const stopCluster = await setup()
const watched = await startWatchedSession()
const random = createRandom(seed)
const tabs = [await watched.newPage(), await watched.newPage()]
for (const tab of tabs) await openAtRandom(watched, tab, random)
const endMs = Date.now() + minutes * 60_000
let crashes = 0
while (Date.now() < endMs) {
  const tab = tabs[Math.floor(random() * tabs.length)] ?? tabs[0]
  if (tab === undefined) break
  const roll = random()
  if (roll < 0.03) {
    crashes += 1
    await watched.crash()
    for (const each of tabs) await openAtRandom(watched, each, random)
  } else if (roll < 0.1) {
    await tab.reload()
    await statePurpose(tab)
  } else if (roll < 0.15) await playOn(watched, tab, 2)
  else await seekAtRandom(tab, random)
  if (random() < 0.5) await untilSettled(watched, tab)
}
const { violations, received, released, answerCount, byteCount } = await checkCoverage(watched)
const beyond = [...received].filter((segment) => !released.has(segment))
say(`${answerCount} answers, ${byteCount} characters, ${crashes} crashes`)
say(`${received.size} segments received of ${released.size} released, ${beyond.length} beyond`)
for (const violation of violations) say(violation)
await watched.stop()
await stopCluster?.()
process.exitCode = violations.length + beyond.length > 0 ? 1 : 0
