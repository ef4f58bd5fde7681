// The weekly review over a real log: who watched what, flagged first, signed off by somebody else, as a leaf.
import { appendLeaves, emptyFrontier, frontierRoot, leafHash } from '@reseal/protocol/log'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { ReviewListReply, ReviewReply } from '../api-types.ts'
import { mondayOf, nameOfWeek, weekMs } from './weeks.ts'

let viewer: ViewerFixture
let recorded: RecordedStream
let [engineer, auditor, second] = ['', '', '']
const week = nameOfWeek(mondayOf(Date.now()))

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  const curious = await viewer.signInAs('eng-2', ['engineer'], ['lab'])
  const watching = await viewer.signInAs('aud-2', ['auditor'])
  recorded = await viewer.record()
  await viewer.anchor()
  const replay = await viewer.openReplay(recorded.session, engineer)
  const range = `fromMs=${recorded.startedAtMs}&toMs=${recorded.startedAtMs}`
  const path = `/api/replays/${replay}/streams/${recorded.stream}/events?${range}`
  await (await viewer.request(path, { cookie: engineer })).text()
  const open = (cookie: string): Promise<Response> =>
    viewer.post(`/api/sessions/${recorded.session}/replays`, { purpose: 'debugging' }, { cookie })
  for (let times = 0; times < 5; times += 1) await open(curious)
  await open(watching)
  // The week is over, and so are the browser sessions.
  viewer.advance(weekMs)
  auditor = await viewer.signInAs('aud-1', ['auditor'])
  second = await viewer.signIn(
    (await viewer.deps.users.list()).find(({ name }) => name === 'aud-2')?.id ?? '',
  )
})
afterAll(() => viewer.stop())

const get = async <Reply>(path: string, cookie = auditor): Promise<Reply> => {
  const response = await viewer.request(path, { cookie })
  expect(response.status).toBe(200)
  return (await response.json()) as Reply
}

const signOff = async (cookie: string, given: object = {}): Promise<Response> => {
  const { toIndex } = await get<ReviewReply>(`/api/reviews/${week}`)
  return viewer.post(`/api/reviews/${week}/sign-off`, { toIndex, ...given }, { cookie })
}

test('lists each person and app, the flagged first', async () => {
  const { entries, state } = await get<ReviewReply>(`/api/reviews/${week}`)
  expect(state).toBe('waiting')
  const known = entries.map(({ person, app, flags }) => [
    person,
    app,
    flags.filter((flag) => flag !== 'off-hours'),
  ])
  expect(known).toEqual(
    expect.arrayContaining([
      ['eng-2', 'clinic', ['denied-burst']],
      ['eng-1', 'clinic', ['first-time']],
      ['aud-2', null, []],
    ]),
  )
  expect(entries.at(-1)?.person).toBe('aud-2')
  const watched = entries.find(({ person }) => person === 'eng-1')
  expect(watched).toMatchObject({
    sessionCount: 1,
    usualCount: 0,
    opens: 1,
    denied: 0,
    purposes: ['debugging'],
  })
  expect(watched?.releasedMs).toBeGreaterThan(0)
  expect(watched?.sessions).toMatchObject([{ session: recorded.session, opens: 1 }])
})

test('is signed off by an auditor who is not in it, once, as a leaf that names leaves and root', async () => {
  const own = await signOff(second)
  expect([own.status, await errorCode(own)]).toEqual([403, 'own_access'])
  const { toIndex } = await get<ReviewReply>(`/api/reviews/${week}`)
  const less = await signOff(auditor, { toIndex: toIndex - 1 })
  expect([less.status, await errorCode(less)]).toEqual([409, 'log_grew'])

  const response = await signOff(auditor, { note: 'the burst was a wrong bookmark' })
  expect(response.status).toBe(200)
  const reply = (await response.json()) as ReviewReply
  expect(reply).toMatchObject({ state: 'signed', signed: { by: 'aud-1' } })

  // The database's clock is in the week that is over by the viewer's: what is read about it is in it too.
  const [event] = await viewer.events('review.sign_off')
  const { fromIndex, signed } = reply
  const signedIndex = event?.target?.toIndex ?? 0
  expect(signedIndex).toBeGreaterThan(toIndex)
  expect(event).toMatchObject({
    outcome: 'success',
    actor: { subject: 'aud-1' },
    note: 'the burst was a wrong bookmark',
    target: { fromIndex, root: signed?.root },
  })
  const { rows } = await sql<{ leaf: Uint8Array }>`
    SELECT leaf FROM audit_leaves WHERE index <= ${signedIndex} ORDER BY index`.execute(
    viewer.databases.database('viewer'),
  )
  const frontier = appendLeaves(
    emptyFrontier,
    rows.map(({ leaf }) => leafHash(leaf)),
  )
  expect(signed?.root).toBe(Buffer.from(frontierRoot(frontier)).toString('hex'))

  const again = await signOff(auditor)
  expect([again.status, await errorCode(again)]).toEqual([409, 'already_decided'])
})

test('of the week that runs is not signed off, and what was not is overdue a week after it should have been', async () => {
  const { weeks } = await get<ReviewListReply>('/api/reviews')
  expect(weeks.map(({ state }) => state)).toEqual(['running', 'signed'])
  const running = weeks[0]?.week ?? ''
  const { toIndex } = await get<ReviewReply>(`/api/reviews/${running}`)
  const early = await viewer.post(`/api/reviews/${running}/sign-off`, { toIndex }, { cookie: auditor })
  expect([early.status, await errorCode(early)]).toEqual([409, 'not_over'])

  viewer.advance(2 * weekMs)
  auditor = await viewer.signInAs('aud-3', ['auditor'])
  const later = await get<ReviewListReply>('/api/reviews')
  expect(later.weeks.map(({ state }) => state)).toEqual(['running', 'waiting', 'overdue', 'signed'])
})

test.each(['2026-11-17', '2999-01-04', '2026-02-30'])('of %s there is none', async (name) => {
  const cookie = auditor
  const path = `/api/reviews/${name}`
  expect((await viewer.request(path, { cookie })).status).toBe(404)
  expect((await viewer.post(`${path}/sign-off`, { toIndex: 1 }, { cookie })).status).toBe(404)
})
