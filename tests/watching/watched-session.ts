// A recorded session, a viewer in a process of its own, a recording proxy in front of it and Chromium: what watching needs.
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createAuditRepository } from '@reseal/store'
import { startTestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { type BrowserContext, chromium, type Page } from 'playwright'
import { keyframeEvery, segmentEvents } from '../../packages/viewer/test/fixture-events.ts'
import { startViewerFixture } from '../../packages/viewer/test/viewer-fixture.ts'
import { chromiumPath } from '../support/browser.ts'
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.ts'
import { startViewerProcess } from './viewer-process-parts.ts'

/** A committed range of the log. */
export interface CommittedRange {
  readonly index: number
  readonly stream: string
  readonly fromIndex: number
  readonly toIndex: number
}

/** One recorded stream of it. */
export interface WatchedStream {
  readonly stream: string
  readonly startedAtMs: number
  readonly segmentCount: number
}

export interface WatchedSession {
  readonly proxy: RecordingProxy
  readonly session: string
  readonly streams: readonly WatchedStream[]
  /** Lines of segments as the viewer writes them. */
  linesOf(stream: string, fromIndex: number, toIndex: number): string
  /** Ranges of `replay.read` that were released so far. */
  releasedRanges(): Promise<CommittedRange[]>
  newPage(): Promise<Page>
  /** Kills the viewer without a word, and starts another. */
  crash(): Promise<void>
  stop(): Promise<void>
}

const startedAtMs = 1_767_225_600_000
const bundle = (name: string): string =>
  fileURLToPath(new URL(`../../packages/viewer/dist/${name}`, import.meta.url))

/** Records two tabs of one session, overlapping, and starts everything. */
export async function startWatchedSession(): Promise<WatchedSession> {
  const postgres = await startTestPostgres()
  const fixture = await startViewerFixture({ databases: postgres })
  const session = randomUUID()
  const streams: WatchedStream[] = []
  for (const [offsetMs, segmentCount] of [
    [0, 84],
    [180_000, 60],
  ] as const) {
    const atMs = startedAtMs + offsetMs
    const plaintext = (index: number) => JSON.stringify(segmentEvents(atMs, index))
    const recorded = await fixture.record({
      session,
      segmentCount,
      keyframeEvery,
      startedAtMs: atMs,
      plaintext,
    })
    streams.push({ stream: recorded.stream, startedAtMs: atMs, segmentCount })
  }
  await fixture.anchor()
  const superuser = postgres.database('superuser')
  const proxy = await startRecordingProxy(async (index) => {
    const { rows } = await sql`SELECT 1 FROM audit_leaves WHERE index = ${index}`.execute(superuser)
    return rows.length === 1
  })
  const frames = await startRecordingProxy(async () => false)
  const key = (log: 'audit' | 'recordings') => {
    const { name, publicKey } = fixture.verifiers[log]
    return { name, publicKey: Buffer.from(publicKey).toString('base64') }
  }
  const start = async () => {
    const viewer = await startViewerProcess({
      connectionString: postgres.connectionString('viewer'),
      objectFolder: fixture.objectFolder,
      keyFile: fixture.keyFile,
      anchorFolder: fixture.anchorFolder,
      verifiers: { audit: key('audit'), recordings: key('recordings') },
      publicOrigin: proxy.origin,
      replayOrigin: frames.origin,
      webApp: bundle('web'),
      replayFrame: bundle('replay-frame'),
    })
    proxy.setUpstream(viewer.port)
    frames.setUpstream(viewer.replayPort)
    return viewer
  }
  let viewer = await start()
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  await signIn(
    context,
    proxy.origin,
    await fixture.createLink(await fixture.createUser('eng-1', ['engineer'], ['clinic'])),
  )
  return {
    proxy,
    session,
    streams,
    linesOf: (id, fromIndex, toIndex) => {
      const stream = streams.find((each) => each.stream === id)
      if (stream === undefined) throw new Error('no such stream')
      return Array.from({ length: toIndex - fromIndex + 1 }, (_, step) =>
        segmentEvents(stream.startedAtMs, fromIndex + step),
      )
        .flat()
        .map((event) => `${JSON.stringify(event)}\n`)
        .join('')
    },
    releasedRanges: () => releasedRanges(postgres.database('viewer')),
    newPage: () => context.newPage(),
    crash: async () => {
      await viewer.kill()
      viewer = await start()
    },
    stop: async () => {
      await browser.close()
      await viewer.kill()
      await Promise.all([proxy.stop(), frames.stop()])
      await fixture.stop()
    },
  }
}

async function signIn(context: BrowserContext, origin: string, token: string): Promise<void> {
  const page = await context.newPage()
  await page.goto(`${origin}/sign-in#${token}`)
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await page.close()
}

async function releasedRanges(db: Parameters<typeof createAuditRepository>[0]): Promise<CommittedRange[]> {
  const ranges: CommittedRange[] = []
  const all = createAuditRepository(db).readAll({
    filter: { actions: ['replay.read'] },
    before: Number.MAX_SAFE_INTEGER,
  })
  for await (const { index, event } of all) {
    const { stream, fromIndex, toIndex } = event.target ?? {}
    if (event.outcome !== 'success' || stream === undefined) continue
    if (fromIndex === undefined || toIndex === undefined) throw new Error('a range without segments')
    ranges.push({ index, stream, fromIndex, toIndex })
  }
  return ranges
}
