// The task in which the recorder takes its first snapshot of 10,000 nodes, against bare rrweb's on the same page, in pairs;
// and the longest other task until all is sealed and sent.
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { startTestIngest } from '@reseal/testing/ingest'
import { type Browser, chromium } from 'playwright'
import { bundleEntry } from './bundle-entry.ts'
import { median } from './median.ts'

const pairCount = Number(process.env['RESEAL_BENCH_PAIRS'] ?? 9)
const budget = 1.25
const otherBudgetMs = 50

interface Tasks {
  /** The task of the snapshot, ms. */
  readonly snapshotMs: number
  /** The longest task after it; 0 when none was over 50 ms. */
  readonly otherMs: number
}

const page = (scripts: string): string => `<!doctype html><html><head><title>Snapshot</title><style>
  body { font: 14px sans-serif } .row { display: grid; grid-template-columns: repeat(4, 120px); height: 20px }
  .cell { overflow: hidden; white-space: nowrap }
</style></head><body><main id="rows"></main>${scripts}<script>(${fill.toString()})()</script></body></html>`

// Runs in the page.
function fill(): void {
  const rows = document.getElementById('rows') as HTMLElement
  for (let row = 0; row < 1110; row += 1) {
    const element = document.createElement('div')
    element.className = 'row'
    element.id = `row-${row}`
    for (let cell = 0; cell < 4; cell += 1) {
      const child = document.createElement('span')
      child.className = 'cell'
      child.title = `Cell ${cell} of row ${row}`
      child.textContent = `Value ${row * 4 + cell}`
      element.append(child)
    }
    rows.append(element)
  }
}

interface StartOptions {
  /** Options of the recorder; rrweb alone is started without. */
  readonly init?: object
  readonly waitMs: number
}

interface Started {
  startBare(): void
  readonly Reseal: { init(options: object): void }
}

// Runs in the page: starts the recorder in a task of its own, and watches the tasks from there on.
async function startAndWatch({ init, waitMs }: StartOptions): Promise<Tasks> {
  const long: { readonly startTime: number; readonly duration: number }[] = []
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries()))
  observer.observe({ type: 'longtask' })
  const { startBare, Reseal } = window as unknown as Started
  const action = (): void => (init === undefined ? startBare() : Reseal.init(init))
  // Layout is the page's own.
  document.body.getBoundingClientRect()
  const idle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  await idle(200)
  const startedAt = performance.now()
  action()
  const calledMs = performance.now() - startedAt
  await idle(waitMs)
  long.push(...observer.takeRecords())
  const isSnapshot = (entry: { startTime: number; duration: number }): boolean =>
    entry.startTime <= startedAt && startedAt <= entry.startTime + entry.duration
  return {
    snapshotMs: Math.max(calledMs, long.find(isSnapshot)?.duration ?? 0),
    otherMs: Math.max(
      0,
      ...long
        .filter((entry) => !isSnapshot(entry) && entry.startTime > startedAt)
        .map(({ duration }) => duration),
    ),
  }
}

async function visit(browser: Browser, url: string, init: object | undefined): Promise<Tasks> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  try {
    const visited = await context.newPage()
    await visited.goto(url)
    return await visited.evaluate(startAndWatch, { waitMs: 3_000, ...(init !== undefined && { init }) })
  } finally {
    await context.close()
  }
}

/** The result of `recorder.longest_task`: the median of the paired ratios; other tasks go to the human output. */
export async function measureLongestTask(): Promise<object> {
  const ingest = await startTestIngest()
  const dist = fileURLToPath(new URL('../dist/', import.meta.url))
  const files: Record<string, string> = { '/bare.js': await bundleEntry('bare-snapshot.ts') }
  for (const name of readdirSync(dist).filter((each) => /^reseal\..*\.js$/.test(each)))
    files[`/${name}`] = readFileSync(`${dist}${name}`, 'utf8')
  const pages: Record<string, string> = {
    '/rrweb': page('<script src="/bare.js"></script>'),
    '/reseal': page('<script src="/reseal.iife.js"></script>'),
  }
  const init = {
    endpoint: ingest.url,
    appKey: `rsl_${'A'.repeat(22)}`,
    sealingKey: ingest.sealingKey,
    receiptKey: ingest.receiptKey,
    consent: 'not-needed',
  }
  const starts = { rrweb: undefined, reseal: init }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const body = pages[path] ?? files[path]
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': pages[path] === undefined ? 'text/javascript' : 'text/html',
    })
    response.end(body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const browser = await chromium.launch({
    executablePath: process.env['RESEAL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
  const tasks: Record<'rrweb' | 'reseal', Tasks[]> = { rrweb: [], reseal: [] }
  try {
    for (const each of ['rrweb', 'reseal'] as const)
      await visit(browser, `http://127.0.0.1:${port}/${each}`, starts[each])
    for (let pair = 0; pair < pairCount; pair += 1) {
      const order = pair % 2 === 0 ? (['rrweb', 'reseal'] as const) : (['reseal', 'rrweb'] as const)
      for (const each of order)
        tasks[each].push(await visit(browser, `http://127.0.0.1:${port}/${each}`, starts[each]))
    }
  } finally {
    await browser.close()
    server.close()
    await ingest.stop()
  }
  if (ingest.streams.size === 0) throw new Error('the recorder sent nothing: the run measured nothing')
  const ratios = tasks.reseal.map(
    ({ snapshotMs }, pair) => snapshotMs / (tasks.rrweb[pair]?.snapshotMs ?? Number.NaN),
  )
  const ratio = median(ratios)
  const value = median(tasks.reseal.map(({ snapshotMs }) => snapshotMs))
  const floor = median(tasks.rrweb.map(({ snapshotMs }) => snapshotMs))
  const others = tasks.reseal.map(({ otherMs }) => otherMs)
  const longestOther = Math.max(...others)
  process.stderr.write(
    `reseal: recorder.longest_task: other tasks over ${otherBudgetMs} ms in ${others.filter((ms) => ms > otherBudgetMs).length} of ` +
      `${others.length} visits, the longest ${longestOther.toFixed(0)} ms\n`,
  )
  return {
    id: 'recorder.longest_task',
    value,
    unit: 'ms',
    floor,
    ratio,
    budget,
    met: ratio <= budget && median(others) <= otherBudgetMs,
  }
}
