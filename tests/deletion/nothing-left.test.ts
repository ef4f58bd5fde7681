// Where the bytes of a destroyed key still lie (design.md §6), for each cause: in no row; in the files of the database until the
// server has cleaned up behind it; in its log until that file is overwritten. A backup from before has it until it expires
// (tests/restore).
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  createAuditLog,
  createIngestRepository,
  createSessionForgetter,
  createSessionShredder,
  createWithdrawals,
  eraseDerived,
  type IngestRepository,
  startLog,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '@reseal/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  startWithdrawableSession,
  type WithdrawableSession,
} from '../../packages/worker/test/withdrawable.ts'
import { dumpDatabase } from '../support/database-dump.ts'

let postgres: TestPostgres
let anchored: TestAnchor
let ingest: IngestRepository
beforeAll(async () => {
  postgres = await startTestPostgres()
  anchored = await startTestAnchor()
  ingest = createIngestRepository(postgres.database('ingest'))
  for (const log of ['audit', 'recordings'] as const) {
    await startLog(postgres.database('worker'), log, { origin: `reseal.test/${log}`, key: 'key' })
  }
})
afterAll(() => Promise.all([postgres.stop(), anchored.stop()]))

const causes = ['withdrawal', 'officer', 'scope', 'retention'] as const
type Cause = (typeof causes)[number]

interface Doomed {
  readonly cause: Cause
  readonly session: WithdrawableSession
  readonly stream: string
  readonly enc: Buffer
}

async function record(cause: Cause): Promise<Doomed> {
  const session = startWithdrawableSession(ingest)
  const stream = await session.commitStream()
  const { rows } = await sql<{
    enc: Uint8Array
  }>`SELECT enc FROM stream_keys WHERE stream_id = ${stream}`.execute(postgres.database('superuser'))
  return { cause, session, stream, enc: Buffer.from(rows[0]?.enc ?? []) }
}

async function forget({ cause, session }: Doomed): Promise<void> {
  const db = postgres.database('worker')
  const { anchor } = anchored
  const parts = { anchor, audit: createAuditLog(db, { anchor }), erase: eraseDerived }
  const sessions = [session.session]
  switch (cause) {
    case 'withdrawal':
      await session.withdraw()
      expect((await createWithdrawals(db, parts).settleDue(10)).shreddedCount).toBe(1)
      return
    case 'officer': {
      const who = { proposedBy: session.session, proposedIndex: 1, proposedAt: new Date(), decidedIndex: 1 }
      const about = { id: session.session, appId: 'clinic', session: session.session }
      const order = { ...about, ...who, kind: 'shred', state: 'confirmed' } as const
      expect(await createSessionShredder(db, parts).shred(order)).toBe('done')
      return
    }
    case 'scope':
    case 'retention': {
      const reason = cause === 'scope' ? 'officer' : 'retention'
      const { forgotten } = await createSessionForgetter(db, parts).forget({ sessions, reason, event: 1 })
      expect(forgotten).toEqual(sessions)
    }
  }
}

async function serverFolder(): Promise<string> {
  const { rows } = await sql<{ data_directory: string }>`SHOW data_directory`.execute(
    postgres.database('superuser'),
  )
  return rows[0]?.data_directory ?? ''
}

/** Of the keys those that some file below a folder of the server holds. */
async function foundIn(folder: string, doomed: readonly Doomed[]): Promise<Cause[]> {
  const found = new Set<Cause>()
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue
    // The server may have removed it meanwhile.
    const content = await readFile(join(folder, entry.name)).catch(() => Buffer.alloc(0))
    for (const { cause, enc } of doomed) if (content.includes(enc)) found.add(cause)
  }
  return causes.filter((cause) => found.has(cause))
}

test('after each cause the key is in no row, then in no file, then in no log of the server', async () => {
  const superuser = postgres.database('superuser')
  const doomed: Doomed[] = []
  for (const cause of causes) {
    doomed.push(await record(cause))
    await startWithdrawableSession(ingest).commitStream()
  }
  const { rows: databases } = await sql<{ oid: number }>`SELECT oid FROM pg_database
    WHERE datname = current_database()`.execute(superuser)
  const files = join(await serverFolder(), 'base', String(databases[0]?.oid))
  const log = join(await serverFolder(), 'pg_wal')
  const rows = () => dumpDatabase(postgres.connectionString('superuser'))
  const checkpoint = () => sql`CHECKPOINT`.execute(superuser)

  await checkpoint()
  const before = await rows()
  expect(doomed.every(({ enc }) => enc.length === 65 && before.includes(enc))).toBe(true)
  expect(await foundIn(files, doomed)).toEqual([...causes])

  for (const each of doomed) await forget(each)
  const after = await rows()
  expect(doomed.filter(({ enc }) => after.includes(enc) || after.includes(enc.toString('hex')))).toEqual([])
  // Dead rows: whoever takes the disk now, and the sealing key, opens.
  await checkpoint()
  expect(await foundIn(files, doomed)).toEqual([...causes])

  // What autovacuum does within a minute of any dead row, as the table is set; then the next streams write over the place.
  const { rows: settings } = await sql<{ options: string[] }>`SELECT reloptions AS options FROM pg_class
    WHERE oid = 'reseal.stream_keys'::regclass`.execute(superuser)
  expect(settings[0]?.options).toEqual(
    expect.arrayContaining(['autovacuum_vacuum_threshold=0', 'autovacuum_vacuum_scale_factor=0']),
  )
  await sql`VACUUM stream_keys`.execute(superuser)
  for (let streams = 0; streams < 4; streams += 1) await startWithdrawableSession(ingest).commitStream()
  await checkpoint()
  expect(await foundIn(files, doomed)).toEqual([])

  // The log keeps what was written until its file is recycled and written over.
  expect(await foundIn(log, doomed)).toEqual([...causes])
  for (let rounds = 0; rounds < 10 && (await foundIn(log, doomed)).length > 0; rounds += 1) {
    for (let messages = 0; messages < 4; messages += 1) {
      await sql`SELECT pg_logical_emit_message(false, 'filler', repeat('x', 16 * 1024 * 1024))`.execute(
        superuser,
      )
    }
    await checkpoint()
  }
  expect(await foundIn(log, doomed)).toEqual([])

  // And what was refused stays refused: the stream, and its key under another name.
  for (const { stream, enc, session } of doomed) {
    expect((await ingest.loadStream(stream))?.tombstoned).toBe(true)
    const encHash = new Uint8Array(createHash('sha256').update(enc).digest())
    const again = { appId: 'clinic', session: session.session, keyId: '0123456789abcdef', encHash }
    expect(await ingest.findRegistrationConflict({ ...again, withdrawalTokenHash: encHash })).toBe(
      'enc_known',
    )
  }
})
