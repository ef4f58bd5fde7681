// Quarantined sessions: who sees them, what of them, and how a release lets engineers watch again.
import { commitFindings, createAuditLog, type SentinelFinding } from '@reseal/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { QuarantineListReply, QuarantineReply } from '../api-types.ts'

let viewer: ViewerFixture
let engineer: string
let officer: string
beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  officer = await viewer.signInAs('officer-1', ['privacy-officer'])
})
afterAll(() => viewer.stop())

const finding: SentinelFinding = {
  detector: 'ssn',
  confidence: 'high',
  segmentIndex: 1,
  eventIndex: 4,
  timeMs: 1_700_000_005_200,
  place: 'text',
  path: 'html > body > main > p:nth-of-type(2)',
  proposal: { kind: 'mask', rule: { id: 'sentinel-0123abcd', selector: 'main > p:nth-of-type(2)' } },
  release: '1.4.2',
}

async function quarantine(recorded: RecordedStream, ...findings: SentinelFinding[]): Promise<void> {
  const worker = createAuditLog(viewer.databases.database('worker'), { anchor: viewer.deps.anchor })
  await worker.appendInTransaction(async (transaction) => {
    const scanned = { ...recorded, app: 'clinic', ruleSetHash: new Uint8Array(32) }
    return (await commitFindings(transaction, scanned, findings)).events
  })
}

const open = (recorded: RecordedStream, cookie: string, purpose: string): Promise<Response> =>
  viewer.post(`/api/sessions/${recorded.session}/replays`, { purpose }, { cookie })

test('a quarantined session is a privacy officer’s alone, until a release', async () => {
  const recorded = await viewer.record()
  await quarantine(recorded, finding, {
    ...finding,
    detector: 'mrn',
    proposal: { kind: 'narrow', list: 'urls' },
  })
  await viewer.anchor()

  const listed = await viewer.request('/api/quarantines?state=quarantined', { cookie: officer })
  const list = (await listed.json()) as QuarantineListReply
  expect(list.quarantines).toMatchObject([
    { session: recorded.session, app: 'clinic', state: 'quarantined', cause: 'finding' },
  ])
  expect(list.quarantines[0]?.detectors).toEqual([
    { detector: 'mrn', count: 1 },
    { detector: 'ssn', count: 1 },
  ])
  expect(list.quarantines[0]).toMatchObject({ sureCount: 2, releases: ['1.4.2'] })
  const countOf = async (query: string): Promise<number> => {
    const response = await viewer.request(`/api/quarantines?state=quarantined&${query}`, { cookie: officer })
    return ((await response.json()) as QuarantineListReply).quarantines.length
  }
  expect(await countOf('detector=ssn&release=1.4.2')).toBe(1)
  expect(await countOf('detector=vin')).toBe(0)
  expect(await countOf('release=9')).toBe(0)

  const shown = await viewer.request(`/api/quarantines/${recorded.session}`, { cookie: officer })
  const detail = (await shown.json()) as QuarantineReply
  expect(detail).toMatchObject({ session: recorded.session, startedAtMs: recorded.startedAtMs })
  expect(detail.findings).toMatchObject([
    {
      detector: 'ssn',
      path: finding.path,
      timeMs: finding.timeMs,
      proposedRule: { selector: 'main > p:nth-of-type(2)' },
    },
    { detector: 'mrn', narrow: { list: 'urls' } },
  ])

  expect(await errorCode(await open(recorded, engineer, 'debugging'))).toBe('quarantined')
  expect((await open(recorded, officer, 'privacy-investigation')).status).toBe(201)

  const path = `/api/quarantines/${recorded.session}/release`
  expect((await viewer.post(path, { reason: ' ' }, { cookie: officer })).status).toBe(400)
  expect((await viewer.post(path, { reason: 'test data' }, { cookie: engineer })).status).toBe(403)
  expect((await viewer.post(path, { reason: 'test data', accept: true }, { cookie: officer })).status).toBe(
    204,
  )
  expect(await errorCode(await viewer.post(path, { reason: 'again' }, { cookie: officer }))).toBe(
    'not_quarantined',
  )
  await viewer.anchor()
  expect((await open(recorded, engineer, 'debugging')).status).toBe(201)
  expect(await errorCode(await open(recorded, officer, 'privacy-investigation'))).toBe('not_quarantined')

  const [released] = (await viewer.events('quarantine.release')).filter(
    ({ outcome }) => outcome === 'success',
  )
  expect(released).toMatchObject({ note: 'test data', target: { session: recorded.session, app: 'clinic' } })
  expect(await viewer.events('quarantine.accept')).toMatchObject([{ extent: { findings: 2 } }])
  expect(await viewer.events('quarantine.begin')).toMatchObject([
    { cause: 'finding', extent: { findings: 2 } },
  ])
  const again = await viewer.record()
  await quarantine(again, finding)
  expect((await open(again, engineer, 'debugging')).status).toBe(201)
})

test('a range of a replay that was open before is refused once its session is quarantined', async () => {
  const recorded = await viewer.record()
  const replayId = await viewer.openReplay(recorded.session, engineer)
  const { startedAtMs } = recorded
  const read = (): Promise<Response> =>
    viewer.request(
      `/api/replays/${replayId}/streams/${recorded.stream}/events?fromMs=${startedAtMs}&toMs=${startedAtMs}`,
      { cookie: engineer },
    )
  await viewer.anchor()
  expect((await read()).status).toBe(200)
  const before = viewer.unwrapCount()
  await quarantine(recorded, { ...finding, path: 'html > body > footer' })
  await viewer.anchor()
  expect(await errorCode(await read())).toBe('quarantined')
  expect(viewer.unwrapCount()).toBe(before)
})

test('engineers see that a session is quarantined, and nothing more', async () => {
  const recorded = await viewer.record()
  await quarantine(recorded, { ...finding, path: 'html > body > aside' })
  const shown = await viewer.request(`/api/sessions/${recorded.session}`, { cookie: engineer })
  const text = await shown.text()
  expect(JSON.parse(text)).toMatchObject({ quarantined: true })
  expect(text).not.toMatch(/ssn|aside/)
  for (const path of ['', '/trend', `/${recorded.session}`])
    expect((await viewer.request(`/api/quarantines${path}`, { cookie: engineer })).status).toBe(403)
})

test('the trend counts findings and sessions by app, release and week', async () => {
  const answer = await viewer.request('/api/quarantines/trend', { cookie: officer })
  const { weeks } = (await answer.json()) as { weeks: object[] }
  expect(weeks).toMatchObject([{ app: 'clinic', release: '1.4.2' }])
})
