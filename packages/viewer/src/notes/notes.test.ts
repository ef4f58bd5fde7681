// Notes on replays: by who may watch, scanned before they are kept, audited, and gone with the stream's key.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import type { NoteListReply, NoteReply } from '../api-types.ts'

let viewer: ViewerFixture
let engineer: string
let colleague: string
let recorded: RecordedStream
let replayId: string

beforeAll(async () => {
  viewer = await startViewerFixture()
  engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  colleague = await viewer.signInAs('eng-2', ['engineer'], ['clinic'])
})
afterAll(() => viewer.stop())
beforeEach(async () => {
  recorded = await viewer.record()
  await viewer.anchor()
  replayId = await viewer.openReplay(recorded.session, engineer)
})

const add = (text: string, given: { cookie?: string; replay?: string; stream?: string } = {}) =>
  viewer.post(
    `/api/replays/${given.replay ?? replayId}/notes`,
    { stream: given.stream ?? recorded.stream, atMs: recorded.startedAtMs + 7_000, text },
    { cookie: given.cookie ?? engineer },
  )

async function notesOf(replay = replayId, cookie = engineer): Promise<NoteListReply['notes']> {
  const response = await viewer.request(`/api/replays/${replay}/notes`, { cookie })
  expect(response.status).toBe(200)
  return ((await response.json()) as NoteListReply).notes
}

const storedCount = async (): Promise<number> => {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::int AS count FROM replay_notes
    WHERE session_id = ${recorded.session}`.execute(viewer.databases.database('superuser'))
  return rows[0]?.count ?? -1
}

describe('a note', () => {
  test('stands at its moment for whoever may watch the session, in a replay of their own', async () => {
    const response = await add('  The spinner never ends after submit  ')
    expect(response.status).toBe(201)
    const note = (await response.json()) as NoteReply
    expect(note).toMatchObject({
      text: 'The spinner never ends after submit',
      author: 'eng-1',
      stream: recorded.stream,
      atMs: recorded.startedAtMs + 7_000,
      removable: true,
    })
    const theirs = await viewer.openReplay(recorded.session, colleague)
    expect(await notesOf(theirs, colleague)).toEqual([
      { ...note, writtenAtMs: expect.any(Number), removable: false },
    ])
  })

  test('is in the log when written, read and removed, its text never', async () => {
    const note = (await (await add('Button stays disabled')).json()) as NoteReply
    await notesOf()
    const removed = await viewer.post(
      `/api/replays/${replayId}/notes/${note.id}/remove`,
      {},
      { cookie: engineer },
    )
    expect(removed.status).toBe(204)
    const target = { app: 'clinic', session: recorded.session, stream: recorded.stream, replay: replayId }
    const common = { outcome: 'success', purpose: 'debugging', actor: { subject: 'eng-1' } }
    expect((await viewer.events('note.add'))[0]).toMatchObject({
      ...common,
      target: { ...target, note: note.id, fromMs: recorded.startedAtMs + 7_000 },
    })
    expect((await viewer.events('note.read'))[0]).toMatchObject({ ...common, target, extent: { notes: 1 } })
    expect((await viewer.events('note.remove'))[0]).toMatchObject({
      ...common,
      target: { ...target, note: note.id },
    })
    expect(JSON.stringify(await viewer.events())).not.toContain('Button stays')
    expect(await notesOf()).toEqual([])
  })

  test.each([
    ['call her at 415-555-0132', 'phone'],
    ['mail jane.roe@example.org', 'email'],
    ['SSN 536-22-8145 in the field', 'ssn'],
  ])('with an identifier is refused with its kind and kept nowhere: %s', async (text, kind) => {
    const response = await add(text)
    expect(response.status).toBe(422)
    const answer = await response.text()
    const { error } = JSON.parse(answer) as { error: { code: string; identifiers: string[] } }
    expect(error.code).toBe('identifier_found')
    expect(error.identifiers).toContain(kind)
    const secret = text.split(' ').find((word) => /\d|@/u.test(word)) ?? ''
    expect(answer).not.toContain(secret)
    expect(JSON.stringify(viewer.logged)).not.toContain(secret)
    expect(JSON.stringify(await viewer.events())).not.toContain(secret)
    expect(await storedCount()).toBe(0)
    expect((await viewer.events('note.add'))[0]).toMatchObject({
      outcome: 'denied',
      denyReason: 'identifier_found',
    })
  })

  test('is removed by who wrote it, or by a privacy officer of the session, and by nobody else', async () => {
    const note = (await (await add('Blank page')).json()) as NoteReply
    const theirs = await viewer.openReplay(recorded.session, colleague)
    const path = `/api/replays/${theirs}/notes/${note.id}/remove`
    expect((await viewer.post(path, {}, { cookie: colleague })).status).toBe(404)
    expect(await storedCount()).toBe(1)
    expect((await viewer.events('note.remove'))[0]).toMatchObject({
      outcome: 'denied',
      denyReason: 'not_found',
    })
  })

  test('needs an opened replay of one’s own, of that session, and the right as it is now', async () => {
    const other = await viewer.record()
    expect((await add('Elsewhere', { stream: other.stream })).status).toBe(404)
    expect((await add('Not mine', { cookie: colleague })).status).toBe(404)
    const userId = await viewer.createUser(`leaving-${recorded.stream}`, ['engineer'], ['clinic'])
    const cookie = await viewer.signIn(userId)
    const replay = await viewer.openReplay(recorded.session, cookie)
    await sql`DELETE FROM memberships WHERE user_id = ${userId}`.execute(viewer.databases.database('owner'))
    const response = await add('Too late', { cookie, replay })
    expect([response.status, await errorCode(response)]).toEqual([404, 'not_found'])
    const read = await viewer.request(`/api/replays/${replay}/notes`, { cookie })
    expect(read.status).toBe(404)
    expect(await storedCount()).toBe(0)
  })

  test('is erased with the stream, in the transaction that shreds it', async () => {
    await add('The list flickers')
    const worker = viewer.databases.database('worker')
    await worker.transaction().execute(async (transaction) => {
      await sql`DELETE FROM stream_keys WHERE stream_id = ${recorded.stream}`.execute(transaction)
      await sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = 'withdrawal'
          WHERE id = ${recorded.stream}`.execute(transaction)
    })
    expect(await storedCount()).toBe(0)
    const late = await add('After all')
    expect([late.status, await errorCode(late)]).toEqual([410, 'shredded'])
    expect(await notesOf()).toEqual([])
  })

  test.each([
    ['no text', { text: '   ' }],
    ['more than 500 characters', { text: 'x'.repeat(501) }],
    ['what PostgreSQL cannot hold', { text: 'a\u0000b' }],
    ['a moment that is none', { text: 'x', atMs: -1 }],
  ])('is refused with %s', async (_, wrong) => {
    const body = { stream: recorded.stream, atMs: 1, ...wrong }
    const response = await viewer.post(`/api/replays/${replayId}/notes`, body, { cookie: engineer })
    expect(response.status).toBe(400)
  })
})
