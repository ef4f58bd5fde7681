// Throws made-up requests at a running ingest with a real database and a folder of objects, and looks for what must not
// be: a crash, an answer 5xx, something taken, a stored byte, a word of the input in an answer, a log line or a row.
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateReceiptKeyFile } from '@reseal/ingest'
import { createAppRepository } from '@reseal/store'
import { startTestPostgres, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { startTestStream } from '../../packages/ingest/test/recorder.ts'
import { dumpDatabase } from '../support/database-dump.ts'
import { createRandom, type Random } from '../support/fuzz/random.ts'
import { type HostileRequest, hostileRequest, type Surface } from './hostile-request.ts'

/** How long to throw what. */
export interface HttpFuzzOptions {
  readonly durationMs: number
  readonly seed: number
  readonly onProgress?: (line: string) => void
}

/** What was found. */
export interface HttpFuzzReport {
  readonly seed: number
  readonly requests: number
  /** Honest parcels in between, each acknowledged. */
  readonly honest: number
  /** Answers by status; `none` where there was no answer to broken bytes. */
  readonly statuses: Readonly<Record<string, number>>
  readonly mostRssBytes: number
  /** What must not be; empty when all is well. At most some of each kind. */
  readonly problems: readonly string[]
}

const origin = 'https://clinic.example'
const appKey = 'rsl_FFFFFFFFFFFFFFFFFFFFFF'
const roundRequests = 150
const concurrency = 16
const answerTimeoutMs = 20_000
const maxProblems = 20

interface Service {
  readonly port: number
  readonly child: ChildProcess
  output(): string
  state(): Promise<{ rssBytes: number; metrics: string }>
  stop(): Promise<void>
}

/** Runs it. Rejects only where the parts could not be started. */
export async function runHttpFuzz(options: HttpFuzzOptions): Promise<HttpFuzzReport> {
  const { seed, durationMs, onProgress = () => {} } = options
  const random = createRandom(seed)
  const marker = `Canary${randomBytes(8).toString('hex')}`
  const problems = new Set<string>()
  const postgres = await startTestPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'reseal-http-fuzz-'))
  const objects = join(folder, 'objects')
  const service = await startService(postgres, folder)
  const statuses: Record<string, number> = {}
  const found = (problem: string): void => {
    if (problems.size < maxProblems && !problems.has(problem)) onProgress(`PROBLEM ${problem}`)
    if (problems.size < maxProblems) problems.add(problem)
  }
  let requests = 0
  let honest = 0
  let mostRssBytes = 0
  try {
    const endAtMs = performance.now() + durationMs
    let reportAtMs = performance.now() + 30_000
    while (performance.now() < endAtMs && service.child.exitCode === null && problems.size < maxProblems) {
      const surface = await surfaceOf(random, marker)
      // A malformed copy is none to acknowledge where its twin is stored either.
      if (surface.parcel.isStored && !(await isTaken(service.port, surface.parcel.bytes))) {
        found('a parcel that is repeated was not taken')
      }
      const before = await stored(postgres, objects, surface)
      await throwRound({ service, surface, random, marker, statuses, found })
      requests += roundRequests
      const after = await stored(postgres, objects, surface)
      if (after !== before) found(`stored: ${before} became ${after}`)
      honest += 1
      if (!(await isHonestTaken(service.port))) found('an honest parcel was not taken')
      const state = await service.state()
      mostRssBytes = Math.max(mostRssBytes, state.rssBytes)
      if (performance.now() > reportAtMs) {
        reportAtMs = performance.now() + 30_000
        onProgress(
          `${requests} requests, ${Math.round(state.rssBytes / 2 ** 20)} MiB, ${problems.size} problems`,
        )
      }
    }
    if (service.child.exitCode === null) {
      await settled(service).catch(() => found('memory of requests was not given back'))
    } else found(`crash: exit code ${service.child.exitCode}`)
    if (service.output().includes(marker)) found('leak: a log line holds input')
    const dump = await dumpDatabase(postgres.connectionString('superuser'))
    if (dump.includes(marker)) found('leak: a row holds input')
    for (const bytes of await readAll(objects))
      if (bytes.includes(marker)) found('leak: an object holds input')
    return { seed, requests, honest, statuses, mostRssBytes, problems: [...problems] }
  } finally {
    await service.stop()
    await postgres.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function startService(postgres: TestPostgres, folder: string): Promise<Service> {
  await createAppRepository(postgres.database('owner')).create({
    id: 'clinic',
    appKey,
    name: 'Clinic',
    allowedOrigins: [origin],
    sealingKeyId: '0123456789abcdef',
  })
  const receiptKeyFile = join(folder, 'receipt.json')
  await generateReceiptKeyFile(receiptKeyFile)
  const program = fileURLToPath(new URL('./ingest-process.ts', import.meta.url))
  const child = fork(
    program,
    [postgres.connectionString('ingest'), join(folder, 'objects'), receiptKeyFile],
    {
      execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  let output = ''
  child.stdout?.on('data', (piece: Buffer) => (output += piece.toString()))
  child.stderr?.on('data', (piece: Buffer) => (output += piece.toString()))
  const ended = once(child, 'exit')
  const started = await Promise.race([once(child, 'message'), ended.then(() => undefined)])
  if (started === undefined) throw new Error(`ingest did not start: ${output}`)
  const [{ port }] = started as [{ port: number }]
  return {
    port,
    child,
    output: () => output,
    async state() {
      const answer = once(child, 'message')
      if (!child.connected) return { rssBytes: 0, metrics: '' }
      child.send('state')
      const state = await Promise.race([answer, ended.then(() => undefined)])
      return (state?.[0] as { rssBytes: number; metrics: string } | undefined) ?? { rssBytes: 0, metrics: '' }
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

async function surfaceOf(random: Random, marker: string): Promise<Surface> {
  const [own, other] = await Promise.all([startTestStream(appKey), startTestStream(appKey)])
  const segments = [await own.seal(), await own.seal()] as const
  return {
    appKey,
    origin,
    canary: () => `${marker}${random.below(1000)}`,
    parcel: {
      bytes: random.oneIn(2) ? own.firstParcel(segments[0]) : own.firstParcel(...segments),
      isStored: random.oneIn(3),
      other: other.firstParcel(await other.seal()),
    },
  }
}

interface Round {
  readonly service: Service
  readonly surface: Surface
  readonly random: Random
  readonly marker: string
  readonly statuses: Record<string, number>
  found(problem: string): void
}

async function throwRound({ service, surface, random, marker, statuses, found }: Round): Promise<void> {
  // Made before they are thrown: what a seed gives does not hang on which answer comes first.
  const thrown = Array.from({ length: roundRequests }, () => hostileRequest(surface, random))
  const worker = async (): Promise<void> => {
    for (let request = thrown.pop(); request !== undefined; request = thrown.pop()) {
      const answer = await exchange(service.port, request)
      for (const status of statusesOf(answer)) statuses[status] = (statuses[status] ?? 0) + 1
      const problem = problemOf(request, answer, marker.toLowerCase())
      if (problem !== undefined) found(`${problem} (${request.how})`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

const timedOut = 'TIMED OUT'

/** All that came back, as Latin-1. */
function exchange(port: number, { bytes, afterwards }: HostileRequest): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    let answer = ''
    const timer = setTimeout(() => {
      answer = timedOut
      socket.destroy()
    }, answerTimeoutMs)
    socket.setEncoding('latin1')
    socket.on('data', (piece) => (answer += piece))
    // A reset is an answer too.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(answer)
    })
    socket.once('connect', () => {
      socket.write(bytes, () => {
        if (afterwards === 'leave') socket.destroy()
      })
      if (afterwards === 'end') socket.end()
    })
  })
}

function statusesOf(answer: string): string[] {
  const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => status ?? '')
  return statuses.length === 0 ? ['none'] : statuses
}

const refusal = /\{"error":\{"code":"[a-z_]{3,30}","requestId":"[0-9a-f-]{36}"\}\}$/
// Of Node itself, without a body: an interim answer, and an expectation that nobody meets.
const bare = ['100', '417']

function problemOf(request: HostileRequest, answer: string, marker: string): string | undefined {
  if (answer === timedOut) return 'no answer and no end'
  if (answer.toLowerCase().includes(marker)) return 'leak: an answer holds input'
  for (const status of statusesOf(answer)) {
    if (status === 'none' || bare.includes(status)) continue
    if (status.startsWith('2') || status.startsWith('3')) return `taken: ${status}`
    if (status.startsWith('5') && status !== '503') return `fault: ${status}`
  }
  const last = statusesOf(answer).at(-1) ?? 'none'
  const hasBody =
    last !== 'none' && !bare.includes(last) && !request.bytes.toString('latin1').startsWith('HEAD')
  return hasBody && !refusal.test(answer) ? `an answer of another form: ${last}` : undefined
}

/** Everything that lies in tables and objects, in numbers. Other bytes of a stored stream are reported, once: no byte of a parcel. */
async function stored(postgres: TestPostgres, objects: string, { parcel }: Surface): Promise<string> {
  const tables = [
    'sessions',
    'streams',
    'stream_keys',
    'segments',
    'batches',
    'withdrawals',
    ...(parcel.isStored ? [] : ['ingest_reports']),
  ]
  const counts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(table)}`.execute(
        postgres.database('superuser'),
      )
      return `${table} ${rows[0]?.n}`
    }),
  )
  const sizes = await Promise.all((await filesIn(objects)).map(async (file) => (await stat(file)).size))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  return [...counts, `objects ${sizes.length}`, `bytes ${bytes}`].join(', ')
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function readAll(folder: string): Promise<Buffer[]> {
  return Promise.all((await filesIn(folder)).map((file) => readFile(file)))
}

async function isHonestTaken(port: number): Promise<boolean> {
  const stream = await startTestStream(appKey)
  return isTaken(port, stream.firstParcel(await stream.seal()))
}

async function isTaken(port: number, body: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/apps/${appKey}/parcels`, {
    method: 'POST',
    body,
    headers: { origin },
  }).catch(() => undefined)
  return response?.status === 200
}

/** Waits until ingest holds nothing of any request. */
async function settled(service: Service): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if ((await service.state()).metrics.includes('reseal_ingest_in_flight_bytes 0\n')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('bytes are in flight')
}
