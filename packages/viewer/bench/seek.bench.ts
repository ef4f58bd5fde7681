// What a first frame and a random seek fetch in sessions of 1 minute, 1 hour and 8 hours, their segments in rows and folded
// into manifests: body bytes as they come over HTTP, compressed, from a viewer that listens; and how long a range read takes
// until its last byte. The floor is the session of a minute (design.md §12).
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRecordingsLog, createSegmentFolding } from '@reseal/store'
import { startViewer } from '../src/start-viewer.ts'
import type { RecordedStream, ViewerFixture } from '../test/viewer-fixture.ts'
import { type Measurement, median, withBenchViewer } from './bench-viewer.ts'
import { keyframeEvery, segmentMs, segmentText } from './recorded-page.ts'

export type { Measurement } from './bench-viewer.ts'

const startedAtMs = 1_700_000_000_000
const lengths = { minute: 12, hour: 720, 'eight hours': 5_760 } as const
// The player's first window (web/src/replay/range-plan.ts).
const windowMs = 8_000
const seekCount = 24
const budget = 1.2
// A machine with much else to do is slow now and then: the middle of the seeks, and room around it.
const timeBudget = 2

interface Fetched {
  readonly bytes: number
  readonly ms: number
}

interface Figures {
  readonly firstFrameBytes: number
  readonly seekBytes: number
  readonly seekMs: number
}

/** Measures `seek.bytes`, `seek.first_frame_bytes` and `seek.range_ms`: of all sessions the worst against the minute. */
export async function measureSeek(): Promise<Measurement[]> {
  return withBenchViewer(async (viewer) => {
    const streams = await Promise.all(Object.values(lengths).map((count) => record(viewer, count)))
    const inRows = await measureAll(viewer, streams)
    await fold(viewer)
    const folded = await measureAll(viewer, streams)
    const all = [...inRows, ...folded]
    const [floor] = inRows
    if (floor === undefined) throw new Error('nothing was measured')
    const figure = (
      id: string,
      unit: string,
      read: (figures: Figures) => number,
      most: number,
    ): Measurement => {
      const values = all.map(read)
      const least = Math.min(...values)
      // Equal means that no session fetches less either. Times are compared with what was measured beside them.
      const ratio =
        unit === 'bytes'
          ? Math.max(...values) / least
          : Math.max(...[inRows, folded].map((some) => Math.max(...some.map(read)) / read(some[0] ?? floor)))
      return {
        id,
        value: Math.max(...values),
        unit,
        floor: read(floor),
        ratio,
        budget: most,
        met: ratio <= most,
      }
    }
    return [
      figure('seek.bytes', 'bytes', ({ seekBytes }) => seekBytes, budget),
      figure('seek.first_frame_bytes', 'bytes', ({ firstFrameBytes }) => firstFrameBytes, budget),
      figure('seek.range_ms', 'ms', ({ seekMs }) => seekMs, timeBudget),
    ]
  })
}

function record(viewer: ViewerFixture, segmentCount: number): Promise<RecordedStream> {
  return viewer.record({
    segmentCount,
    keyframeEvery,
    segmentsPerBatch: 120,
    startedAtMs,
    plaintext: (index) => segmentText(startedAtMs, index),
  })
}

async function fold(viewer: ViewerFixture): Promise<void> {
  const worker = viewer.databases.database('worker')
  const later = new Date(Date.now() + 3_600_000)
  await createRecordingsLog(worker, viewer.parts).appendPending({ idleBefore: later })
  const { foldedCount } = await createSegmentFolding(worker).foldClosed({ receivedBefore: later })
  if (foldedCount !== Object.keys(lengths).length) throw new Error('a stream was not folded')
}

async function measureAll(viewer: ViewerFixture, streams: readonly RecordedStream[]): Promise<Figures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-bundle-'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  const running = await startViewer({ port: 0, replayPort: 0, anchorMaxAgeMs: 86_400_000 }, viewer.parts, {
    webApp: folder,
    replayFrame: folder,
  })
  try {
    const userId = await viewer.createUser(`engineer-${folder.slice(-6)}`, ['engineer'], ['clinic'])
    const cookie = await signIn(running.url, await viewer.createLink(userId))
    const browser = { url: running.url, cookie }
    // Once without counting: what is compiled and cached the first time is not the session's length.
    await measureTogether(browser, streams)
    return await measureTogether(browser, streams)
  } finally {
    await running.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Browser {
  readonly url: string
  readonly cookie: string
}

/** Session after session, seek by seek: what else the machine does strikes all of them. */
async function measureTogether(browser: Browser, streams: readonly RecordedStream[]): Promise<Figures[]> {
  const watched: WatchedSession[] = []
  for (const stream of streams) watched.push(await openSession(browser, stream))
  for (let seek = 0; seek < seekCount; seek += 1) {
    for (const each of watched) each.seeks.push(await each.range(each.moments[seek] ?? startedAtMs))
  }
  return watched.map(({ firstFrameBytes, seeks }) => ({
    firstFrameBytes,
    seekBytes: seeks.reduce((sum, { bytes }) => sum + bytes, 0) / seeks.length,
    seekMs: median(seeks.map(({ ms }) => ms)),
  }))
}

interface WatchedSession {
  readonly firstFrameBytes: number
  readonly moments: readonly number[]
  readonly seeks: Fetched[]
  range(atMs: number): Promise<Fetched>
}

/** All that leads to a first frame. */
async function openSession(browser: Browser, stream: RecordedStream): Promise<WatchedSession> {
  const session = await fetchBytes(browser, `/api/sessions/${stream.session}?segments=none`)
  const opened = await fetchBytes(browser, `/api/sessions/${stream.session}/replays`, {
    purpose: 'debugging',
  })
  const { replayId } = JSON.parse(opened.text) as { replayId: string }
  const range = (atMs: number): Promise<Fetched> => {
    const endMs = startedAtMs + stream.segments.length * segmentMs - 1
    const query = `fromMs=${atMs}&toMs=${Math.min(atMs + windowMs, endMs)}`
    return fetchBytes(browser, `/api/replays/${replayId}/streams/${stream.stream}/events?${query}`)
  }
  const first = await range(startedAtMs)
  return {
    firstFrameBytes: session.bytes + opened.bytes + first.bytes,
    moments: seekMoments(stream.segments.length),
    seeks: [],
    range,
  }
}

/** The same places between two keyframes for every session, in minutes taken at random with a fixed seed. */
function seekMoments(segmentCount: number): number[] {
  const minutes = segmentCount / keyframeEvery
  let seed = 20_260_601
  return Array.from({ length: seekCount }, (_, index) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    const minute = Math.floor((seed / 2 ** 31) * minutes)
    // Up to where the window ends with the minute, so that no session's last one cuts it.
    const withinMs = Math.floor((index / seekCount) * (60_000 - windowMs))
    return startedAtMs + minute * 60_000 + withinMs
  })
}

async function signIn(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ token }),
  })
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

function fetchBytes(
  { url, cookie }: Browser,
  path: string,
  body?: object,
): Promise<Fetched & { text: string }> {
  const headers = {
    cookie,
    origin: url,
    'sec-fetch-site': 'same-origin',
    // As Chromium asks on loopback and over TLS.
    'accept-encoding': 'gzip, deflate, br, zstd',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  return new Promise((resolve, reject) => {
    const beganMs = performance.now()
    const method = body === undefined ? 'GET' : 'POST'
    const sent = request(`${url}${path}`, { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const all = Buffer.concat(chunks)
        const ms = performance.now() - beganMs
        if ((response.statusCode ?? 500) >= 400) reject(new Error(`answered ${response.statusCode}`))
        else resolve({ bytes: all.length, ms, text: all.toString() })
      })
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
