// Receipts of accesses and of closed streams: they verify with nothing but the log's public key, and nobody gets one of
// what they may not see.
import { formatTlogProof, parseTlogProof, verifyTlogProof } from '@reseal/protocol/log'
import { createRecordingsLog } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { AuditListReply } from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'

let viewer: ViewerFixture
let recorded: RecordedStream
let [engineer, other, auditor] = ['', '', '']
let accessIndex = ''

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  other = await viewer.signInAs('eng-2', ['engineer'], ['lab'])
  auditor = await viewer.signInAs('aud-1', ['auditor'])
  recorded = await viewer.record()
  const replay = await viewer.openReplay(recorded.session, engineer)
  const { startedAtMs, stream } = recorded
  const range = `fromMs=${startedAtMs}&toMs=${startedAtMs}`
  const read = await viewer.request(`/api/replays/${replay}/streams/${stream}/events?${range}`, {
    cookie: engineer,
  })
  await read.text()
  accessIndex = read.headers.get('x-audit-index') ?? ''
  await viewer.anchor()
})
afterAll(() => viewer.stop())

async function receiptOf(path: string, cookie = auditor): Promise<string> {
  const response = await viewer.request(path, { cookie })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="reseal-[a-z0-9-]+\.tlog-proof"$/,
  )
  return response.text()
}

async function readEvents(query: string, cookie: string): Promise<AuditListReply['events']> {
  const response = await viewer.request(`/api/audit${query}`, { cookie })
  return ((await response.json()) as AuditListReply).events
}

/** The leaf that a receipt proves. */
async function provenLeaf(log: 'audit' | 'recordings', text: string): Promise<Record<string, unknown>> {
  const { entry } = await verifyTlogProof(text, viewer.deps.anchor.verifiers[log])
  return JSON.parse(Buffer.from(entry).toString('utf8')) as Record<string, unknown>
}

describe('the receipt of an access', () => {
  test('is for the person who made it, names the range, and verifies offline without who it was', async () => {
    const [event] = await readEvents('?action=replay.read', engineer)
    expect(accessIndex).toBe(String(event?.index))
    const text = await receiptOf(`/api/audit/${accessIndex}/receipt`, engineer)
    const leaf = await provenLeaf('audit', text)
    expect(leaf).toMatchObject({ action: 'replay.read', id: event?.id, target: { stream: recorded.stream } })
    expect(Buffer.from(parseTlogProof(text).extra ?? []).toString('utf8')).not.toContain('eng-1')
  })

  test('verifies at every size of the log up to beyond a full tile', async () => {
    const context = { actor: undefined, client: { ip: undefined, userAgent: undefined }, requestId: 'filler' }
    for (const count of [1, 2, 5, 64, 200, 300]) {
      await Promise.all(
        Array.from({ length: count }, () =>
          recordEvent(viewer.deps, { action: 'audit.read', outcome: 'success', ...context }),
        ),
      )
      await viewer.anchor()
      const { size } = await viewer.deps.integrity.read('audit')
      for (const index of [0, 1, Math.floor(size / 2), size - 1]) {
        await provenLeaf('audit', await receiptOf(`/api/audit/${index}/receipt`))
      }
    }
  })

  test('with another leaf, another index or of the other log does not verify', async () => {
    const text = await receiptOf('/api/audit/1/receipt')
    const first = parseTlogProof(text)
    const { extra: leaf = new Uint8Array(0) } = parseTlogProof(await receiptOf('/api/audit/2/receipt'))
    for (const changed of [
      { ...first, extra: leaf },
      { ...first, index: 2 },
    ]) {
      await expect(provenLeaf('audit', formatTlogProof(changed))).rejects.toMatchObject({ code: 'bad_proof' })
    }
    await expect(provenLeaf('recordings', text)).rejects.toMatchObject({ code: 'bad_signature' })
  })

  test('waits for the checkpoint that covers it, and says when to ask again', async () => {
    const [newest] = await readEvents('?limit=1', auditor)
    const response = await viewer.request(`/api/audit/${newest?.index}/receipt`, { cookie: auditor })
    expect([response.status, await errorCode(response)]).toEqual([409, 'not_anchored'])
    expect(response.headers.get('retry-after')).toBe('1')
    // On a busy machine the checkpoint may come after the wait is over: then the answer says so once more.
    const [waited] = await Promise.all([
      viewer.request(`/api/audit/${newest?.index}/receipt`, { cookie: auditor }),
      viewer.anchor(),
    ])
    expect([200, 409]).toContain(waited.status)
    await receiptOf(`/api/audit/${newest?.index}/receipt`)
  })

  test('is for those who may see the event', async () => {
    const [event] = await readEvents('?action=replay.read', auditor)
    const path = `/api/audit/${event?.index}/receipt`
    expect((await viewer.request(path, { cookie: other })).status).toBe(404)
    expect((await viewer.request(path, { cookie: engineer })).status).toBe(200)
  })

  test('is not given where the database’s leaf is no longer the anchored one', async () => {
    const own = await startViewerFixture()
    try {
      const cookie = await own.signInAs('aud-1', ['auditor'])
      await own.anchor()
      const superuser = own.databases.database('superuser')
      await sql`ALTER TABLE audit_leaves DISABLE TRIGGER ALL`.execute(superuser)
      await sql`UPDATE audit_leaves SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'success', 'denied'), 'UTF8')`.execute(
        superuser,
      )
      const response = await own.request('/api/audit/0/receipt', { cookie })
      expect([response.status, await errorCode(response)]).toEqual([503, 'unavailable'])
    } finally {
      await own.stop()
    }
  })
})

describe('the receipt of a stream', () => {
  const closeAll = async (): Promise<void> => {
    const log = createRecordingsLog(viewer.databases.database('worker'), { anchor: viewer.deps.anchor })
    await log.appendPending({ idleBefore: new Date(Date.now() + 60_000) })
    await viewer.anchor()
  }

  test('says how it ended, once it has', async () => {
    const path = `/api/streams/${recorded.stream}/receipt`
    const early = await viewer.request(path, { cookie: auditor })
    expect([early.status, await errorCode(early)]).toEqual([409, 'stream_open'])
    // Others that close beside it.
    await Promise.all(Array.from({ length: 3 }, () => viewer.record()))
    await closeAll()
    const leaf = await provenLeaf('recordings', await receiptOf(path, engineer))
    const { stream, session, segments } = recorded
    expect(leaf).toMatchObject({ type: 'close', stream, session, segments: segments.length })
    const reads = await readEvents(`?action=audit.read&session=${session}`, auditor)
    expect(reads.map(({ target }) => target)).toContainEqual({ app: 'clinic', session, stream })
  })

  test('is for members of its app, and of streams that exist', async () => {
    const path = `/api/streams/${recorded.stream}/receipt`
    const foreign = await viewer.request(path, { cookie: other })
    expect([foreign.status, await errorCode(foreign)]).toEqual([404, 'not_found'])
    const unknown = `/api/streams/${crypto.randomUUID()}/receipt`
    expect((await viewer.request(unknown, { cookie: auditor })).status).toBe(404)
  })
})
