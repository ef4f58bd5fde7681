// A session whose consent was withdrawn: what is left of it in the viewer.
import { createHash, randomBytes } from 'node:crypto'
import { createAuditLog, createIngestRepository, createWithdrawals } from '@reseal/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { SessionListReply, SessionReply } from '../api-types.ts'

let viewer: ViewerFixture
let engineer: string
beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
})
afterAll(() => viewer.stop())

async function withdraw(session: string, token: Uint8Array): Promise<number> {
  const { databases, deps } = viewer
  await createIngestRepository(databases.database('ingest')).insertWithdrawal({
    appId: 'clinic',
    session,
    token,
  })
  const worker = databases.database('worker')
  const { anchor } = deps
  const withdrawals = createWithdrawals(worker, { anchor, audit: createAuditLog(worker, { anchor }) })
  return (await withdrawals.settleDue(10)).shreddedCount
}

test('is shown as withdrawn, opens for nobody, and its cached key is let go', async () => {
  const withdrawalToken = new Uint8Array(randomBytes(32))
  const consentHash = createHash('sha256').update('receipt').digest()
  const recorded = await viewer.record({ withdrawalToken, consentHash })
  const replayId = await viewer.openReplay(recorded.session, engineer)
  const range = (): Promise<Response> =>
    viewer.request(
      `/api/replays/${replayId}/streams/${recorded.stream}/events?fromMs=${recorded.startedAtMs}&toMs=${recorded.startedAtMs + 1_000}`,
      { cookie: engineer },
    )
  expect((await range()).status).toBe(200)
  const before = (await (
    await viewer.request(`/api/sessions/${recorded.session}`, { cookie: engineer })
  ).json()) as SessionReply
  expect(before.streams[0]?.consentHash).toBe(consentHash.toString('hex'))
  const unwraps = viewer.unwrapCount()

  expect(await withdraw(recorded.session, withdrawalToken)).toBe(1)
  const refused = await range()
  expect(refused.status).toBe(410)
  expect(await refused.json()).toMatchObject({ error: { code: 'shredded' } })
  expect(viewer.unwrapCount()).toBe(unwraps)
  const opened = await viewer.post(
    `/api/sessions/${recorded.session}/replays`,
    { purpose: 'debugging' },
    { cookie: engineer },
  )
  expect(opened.status).toBe(410)
  expect((await viewer.events('replay.open'))[0]).toMatchObject({ outcome: 'denied', denyReason: 'shredded' })
  const list = (await (
    await viewer.request('/api/sessions', { cookie: engineer })
  ).json()) as SessionListReply
  expect(list.sessions.find(({ id }) => id === recorded.session)?.state).toBe('withdrawn')
  expect((await viewer.events('stream.shred'))[0]).toMatchObject({
    purpose: 'withdrawal',
    target: { session: recorded.session, stream: recorded.stream },
  })
})
