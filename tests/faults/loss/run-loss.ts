// What is lost when visits end badly: visits against the whole product, then every tick that was against every tick that
// opens (design.md §5.4: a reload, a crash or a dead network loses at most what was not yet sealed).
import { launchChromium } from '../../support/browser.ts'
import { type Demo, runReseal, startDemo } from '../../support/demo-process.ts'
import { startPageServer } from '../../support/page-server.ts'
import { startCuttableProxy } from './cuttable-proxy.ts'
import { type Ending, endings, makeVisits, type Visit, type VisitPlan } from './make-visits.ts'
import { readMark, readRecorderFiles, visitName, visitPage } from './visit-page.ts'

/** What {@link runLoss} does. */
export interface LossOptions {
  readonly visitCount: number
  /** Browsers with a storage of their own that visit side by side. */
  readonly browserCount: number
  readonly minDurationMs: number
  readonly maxDurationMs: number
  readonly seed: number
  onProgress?(line: string): void
}

/** The newest part of a visit that may be lost, in milliseconds. */
const tailMs = 5_000

/** What came of it. Times in milliseconds. */
export interface LossReport {
  readonly visits: number
  readonly ticks: number
  readonly arrived: number
  /** Ticks older than the last 5 s of their visit that did not arrive: `visit:tick`. */
  readonly lost: readonly string[]
  /** Ticks that arrived more than once. */
  readonly duplicates: readonly string[]
  /** From the last tick that arrived to the end, by ending. */
  readonly tail: Readonly<
    Record<Ending, { readonly median: number; readonly p95: number; readonly max: number }>
  >
  readonly verified: boolean
  /** Codes of the recorder's errors, and how often. */
  readonly errors: Readonly<Record<string, number>>
}

/** mulberry32: the same plans for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function planVisits(options: LossOptions): VisitPlan[] {
  const random = createRandom(options.seed)
  const { minDurationMs, maxDurationMs } = options
  return Array.from({ length: options.visitCount }, (_, index) => ({
    name: visitName(index),
    ending: endings[Math.floor(random() * endings.length)] ?? 'close',
    durationMs: Math.round(minDurationMs + random() * (maxDurationMs - minDurationMs)),
  }))
}

async function visitAll(demo: Demo, options: LossOptions, onError: (code: string) => void): Promise<Visit[]> {
  const files = await readRecorderFiles()
  const browser = await launchChromium()
  const plans = planVisits(options)
  const appKey = async (origin: string): Promise<string> => {
    const words = ['app', 'add', '--id', 'visits', '--origin', origin, '--data', demo.dataDir, '--json']
    const { code, stdout, stderr } = await runReseal(words)
    if (code !== 0) throw new Error(`the app could not be registered: ${stderr}`)
    return (JSON.parse(stdout) as { readonly appKey: string }).appKey
  }
  let key = ''
  const proxies = await Promise.all(
    Array.from({ length: options.browserCount }, () =>
      startCuttableProxy(Number(new URL(demo.init.endpoint).port)),
    ),
  )
  const pages = await startPageServer((path) => {
    const script = files.get(path)
    if (script !== undefined) return { type: 'text/javascript', body: script }
    const proxy = proxies[Number(path.slice(1))]
    if (proxy === undefined) return undefined
    const { sealingKey, receiptKey, viewerUrl } = demo.init
    const init = { endpoint: proxy.url, appKey: key, sealingKey, receiptKey, viewerUrl }
    return { type: 'text/html', body: visitPage(init) }
  })
  try {
    key = await appKey(pages.origin)
    let done = 0
    const visits = await Promise.all(
      proxies.map((proxy, index) =>
        makeVisits({
          browser,
          proxy,
          url: `${pages.origin}/${index}`,
          plans: plans.filter((_, plan) => plan % proxies.length === index),
          onError,
        }).then((made) => {
          done += made.length
          options.onProgress?.(`${done} of ${plans.length} visits`)
          return made
        }),
      ),
    )
    return visits.flat()
  } finally {
    await browser.close()
    await pages.stop()
    await Promise.all(proxies.map((proxy) => proxy.stop()))
  }
}

/** The tick that a snapshot shows. */
function shownMark(node: SnapshotNode): ReturnType<typeof readMark> {
  const own = readMark(node.textContent)
  return own ?? node.childNodes?.map(shownMark).find((mark) => mark !== undefined)
}

interface SnapshotNode {
  readonly textContent?: unknown
  readonly childNodes?: readonly SnapshotNode[]
}

interface ExportedEvent {
  readonly type: number
  readonly data: { readonly texts?: readonly { readonly value?: unknown }[]; readonly node?: SnapshotNode }
}

/** How often each tick stands in the recordings of the sessions: `visit:tick`. */
async function readTicks(demo: Demo, sessions: Iterable<string>): Promise<Map<string, number>> {
  const ticks = new Map<string, number>()
  const begun = new Set<string>()
  function count({ visit, tick }: { readonly visit: string; readonly tick: number }): void {
    const name = `${visit}:${tick}`
    ticks.set(name, (ticks.get(name) ?? 0) + 1)
  }
  for (const session of sessions) {
    const words = ['export', '--session', session, '--purpose', 'debugging', '--data', demo.dataDir]
    const { code, stdout, stderr } = await runReseal(words)
    if (code !== 0) throw new Error(`a session could not be exported: ${stderr}`)
    for (const line of stdout.split('\n').filter(Boolean)) {
      const { type, data } = JSON.parse(line) as ExportedEvent
      for (const { value } of data.texts ?? []) {
        const mark = readMark(value)
        if (mark !== undefined) count(mark)
      }
      const shown = type === 2 && data.node !== undefined ? shownMark(data.node) : undefined
      if (shown === undefined || begun.has(shown.visit)) continue
      begun.add(shown.visit)
      // What the first snapshot shows, and what came before it, happened before recording began.
      for (let tick = 1; tick <= shown.tick; tick += 1) count({ visit: shown.visit, tick })
    }
  }
  return ticks
}

function tailOf(visits: readonly Visit[], arrived: ReadonlyMap<string, number>): LossReport['tail'][Ending] {
  const tails = visits
    .map(({ name, tickTimesMs, endedAtMs }) => {
      const last = tickTimesMs.findLastIndex((_, index) => arrived.has(`${name}:${index + 1}`))
      const fromMs = tickTimesMs[last] ?? tickTimesMs[0] ?? endedAtMs
      return Math.max(0, endedAtMs - fromMs)
    })
    .sort((left, right) => left - right)
  const at = (share: number): number =>
    tails[Math.min(tails.length - 1, Math.floor(tails.length * share))] ?? 0
  return { median: at(0.5), p95: at(0.95), max: at(1) }
}

/** Makes the visits and says what came of them. */
export async function runLoss(options: LossOptions): Promise<LossReport> {
  const demo = await startDemo()
  const errors: Record<string, number> = {}
  try {
    const visits = await visitAll(demo, options, (code) => {
      errors[code] = (errors[code] ?? 0) + 1
    })
    const sessions = new Set(visits.flatMap((visit) => [...visit.sessions]))
    options.onProgress?.(`reading ${sessions.size} sessions`)
    const arrived = await readTicks(demo, sessions)
    const verify = await runReseal(['verify', '--data', demo.dataDir, '--json'])
    const lost = visits.flatMap(({ name, tickTimesMs, endedAtMs }) =>
      tickTimesMs.flatMap((atMs, index) =>
        atMs < endedAtMs - tailMs && !arrived.has(`${name}:${index + 1}`) ? [`${name}:${index + 1}`] : [],
      ),
    )
    return {
      visits: visits.length,
      ticks: visits.reduce((sum, { tickTimesMs }) => sum + tickTimesMs.length, 0),
      arrived: arrived.size,
      lost,
      duplicates: [...arrived].flatMap(([name, count]) => (count > 1 ? [name] : [])),
      tail: Object.fromEntries(
        endings.map((ending) => [
          ending,
          tailOf(
            visits.filter((visit) => visit.ending === ending),
            arrived,
          ),
        ]),
      ) as LossReport['tail'],
      verified: verify.code === 0,
      errors,
    }
  } finally {
    await demo.stop()
  }
}
