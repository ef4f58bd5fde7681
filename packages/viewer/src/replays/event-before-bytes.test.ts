// The attack on promise 3: get bytes or a key without a committed event. PostgreSQL really goes away here.
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SealedRange } from '@reseal/opening'
import {
  type CommittedAuditEvent,
  createDatabase,
  type Database,
  type DatabaseRole,
  type EmbeddedPostgres,
  migrate,
  startEmbeddedPostgres,
} from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  errorCode,
  type RecordedStream,
  startViewerFixture,
  type TestDatabases,
  type ViewerFixture,
} from '../../test/viewer-fixture.ts'
import { recordEvent } from '../audit/record-event.ts'
import { findHeldStream, findRange } from './range.repository.ts'

let postgres: EmbeddedPostgres
let folder: string
let viewer: ViewerFixture
let cookie: string
let recorded: RecordedStream

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-viewer-postgres-'))
  postgres = await startEmbeddedPostgres({ dataDir: folder, port: 0 })
  await migrateOnce()
  viewer = await startViewerFixture({ databases: databasesOf(postgres) })
  cookie = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
  recorded = await viewer.record()
})
afterAll(async () => {
  await viewer.stop()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

async function migrateOnce(): Promise<void> {
  const owner = createDatabase({ connectionString: postgres.connectionString('owner') })
  await migrate(owner)
  await owner.destroy()
}

function databasesOf(server: EmbeddedPostgres): TestDatabases {
  const pools = new Map<string, Database>()
  return {
    database: (role: DatabaseRole | 'superuser') => {
      const pool =
        pools.get(role) ??
        createDatabase({ connectionString: server.connectionString(role), maxConnections: 3 })
      pools.set(role, pool)
      return pool
    },
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

const eventsPath = (replayId: string) =>
  `/api/replays/${replayId}/streams/${recorded.stream}/events?fromMs=0&toMs=${recorded.startedAtMs + 60_000}`

describe('a range whose event cannot be committed yields nothing', () => {
  test('while another transaction holds the log’s head beyond the lock timeout', async () => {
    const replayId = await viewer.openReplay(recorded.session, cookie)
    const before = viewer.unwrapCount()
    const response = await viewer.databases
      .database('superuser')
      .transaction()
      .execute(async (holder) => {
        await sql`SELECT size FROM audit_head FOR UPDATE`.execute(holder)
        return viewer.request(eventsPath(replayId), { cookie })
      })
    expect([response.status, await errorCode(response)]).toEqual([503, 'unavailable'])
    expect(viewer.unwrapCount()).toBe(before)
  })

  test('while the stream is held for shredding', async () => {
    const replayId = await viewer.openReplay(recorded.session, cookie)
    const before = viewer.unwrapCount()
    const response = await viewer.databases
      .database('superuser')
      .transaction()
      .execute(async (holder) => {
        await sql`SELECT 1 FROM streams WHERE id = ${recorded.stream} FOR UPDATE`.execute(holder)
        return viewer.request(eventsPath(replayId), { cookie })
      })
    expect([response.status, await errorCode(response)]).toEqual([503, 'unavailable'])
    expect(viewer.unwrapCount()).toBe(before)
  })

  test('when the log refuses the row', async () => {
    const replayId = await viewer.openReplay(recorded.session, cookie)
    const before = viewer.unwrapCount()
    const superuser = viewer.databases.database('superuser')
    await sql`REVOKE INSERT ON audit_leaves FROM reseal_viewer`.execute(superuser)
    const response = await viewer.request(eventsPath(replayId), { cookie })
    await sql`GRANT INSERT ON audit_leaves TO reseal_viewer`.execute(superuser)
    expect(response.status).toBe(503)
    expect(await response.text()).not.toContain('segment')
    expect(viewer.unwrapCount()).toBe(before)
  })

  test('when PostgreSQL stops between opening the replay and reading it, and again when it is back', async () => {
    const replayId = await viewer.openReplay(recorded.session, cookie)
    const before = viewer.unwrapCount()
    const { port } = postgres
    await postgres.stop()
    const down = await viewer.request(eventsPath(replayId), { cookie })
    expect([down.status, await errorCode(down)]).toEqual([503, 'unavailable'])
    expect(viewer.unwrapCount()).toBe(before)
    postgres = await startEmbeddedPostgres({ dataDir: folder, port })
    const up = await viewer.request(eventsPath(replayId), { cookie })
    expect(up.status).toBe(200)
    expect(await up.text()).toContain('"end"')
    expect(viewer.unwrapCount()).toBe(before + 1)
  })

  test('when the disk takes no more bytes, and again when it does', async () => {
    const replayId = await viewer.openReplay(recorded.session, cookie)
    const { port } = postgres
    await refuseWrites()
    const full = await viewer.request(eventsPath(replayId), { cookie })
    expect([full.status, await errorCode(full)]).toEqual([503, 'unavailable'])
    // PostgreSQL does not survive a write-ahead log that it cannot write.
    await postgres.stop()
    postgres = await startEmbeddedPostgres({ dataDir: folder, port })
    const up = await viewer.request(eventsPath(replayId), { cookie })
    expect(up.status).toBe(200)
    expect(await up.text()).toContain('"end"')
  })
})

/** Lets no process of the server write another byte to any file: what a full disk does, without filling one. */
async function refuseWrites(): Promise<void> {
  const superuser = viewer.databases.database('superuser')
  const { rows } = await sql<{ pid: number }>`
    SELECT pid FROM pg_stat_activity
    UNION SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int`.execute(superuser)
  for (const { pid } of rows) {
    // Whoever runs the server may lower its limits; root without that capability may not.
    const { uid, gid } = statSync(`/proc/${pid}`)
    execFileSync('prlimit', [`--pid=${pid}`, '--fsize=0'], { uid, gid })
  }
}

describe('the opener', () => {
  async function sealedRange(): Promise<SealedRange> {
    const db = viewer.databases.database('viewer')
    const stream = await findHeldStream(db, recorded.stream)
    const range = { stream: recorded.stream, fromMs: 0, toMs: recorded.startedAtMs + 60_000 }
    const found = await findRange(db, range, {
      count: 100,
      leadInCount: 0,
      leadInBytes: 0,
      checkedCount: 100,
    })
    const [first, ...rest] = found.segments
    if (stream?.enc === undefined || first === undefined) throw new Error('nothing was recorded')
    return {
      stream: { ...stream, enc: stream.enc },
      segments: [first, ...rest],
      previousLink: found.previousLink,
    }
  }

  async function commit(change: { target?: object; extent?: object; outcome?: 'success' | 'denied' } = {}) {
    const target = {
      app: 'clinic',
      session: recorded.session,
      stream: recorded.stream,
      fromMs: recorded.segments[0]?.startMs ?? 0,
      toMs: recorded.segments.at(-1)?.endMs ?? 0,
      fromIndex: 0,
      toIndex: 5,
    }
    return recordEvent(viewer.deps, {
      action: 'replay.read',
      outcome: change.outcome ?? 'success',
      actor: { name: 'eng-1', roles: ['engineer'] },
      client: { ip: undefined, userAgent: undefined },
      requestId: 'test',
      target: { ...target, ...change.target },
      extent: { segments: 6, ...change.extent },
      ...(change.outcome === 'denied' && { denyReason: 'shredded' }),
    })
  }

  async function openWith(event: unknown): Promise<unknown> {
    viewer.deps.openers.clear()
    const before = viewer.unwrapCount()
    const opened = viewer.deps.ranges.openRange(
      event as CommittedAuditEvent<'replay.read'>,
      await sealedRange(),
    )
    const result = await opened.next().catch((error: { code: string }) => error.code)
    if (typeof result === 'string') expect(viewer.unwrapCount()).toBe(before)
    return typeof result === 'string' ? result : 'opened'
  }

  test('opens what a committed event covers', async () => {
    expect(await openWith(await commit())).toBe('opened')
  })

  test('refuses an event that was never committed, whatever it looks like', async () => {
    const real = await commit()
    expect(await openWith({ ...real })).toBe('not_committed')
    expect(await openWith(structuredClone(real))).toBe('not_committed')
    expect(await openWith(Object.create(real))).toBe('not_committed')
    expect(await openWith(undefined)).toBe('not_committed')
  })

  test('opens no further segment when a reader takes too long', async () => {
    const opened = viewer.deps.ranges.openRange(await commit(), await sealedRange())
    expect((await opened.next()).done).toBe(false)
    viewer.advance(5 * 60_000 + 1)
    await expect(opened.next()).rejects.toMatchObject({ code: 'range_expired' })
  })

  test('refuses an event a second time', async () => {
    const event = await commit()
    expect(await openWith(event)).toBe('opened')
    expect(await openWith(event)).toBe('event_spent')
  })

  test.each([
    ['of another stream', { target: { stream: '00000000-0000-4000-8000-000000000000' } }],
    ['of another session', { target: { session: '00000000-0000-4000-8000-000000000000' } }],
    ['of another app', { target: { app: 'lab' } }],
    ['that ends too early', { target: { toMs: 1_700_000_000_000 } }],
    ['that begins too late', { target: { fromMs: 1_700_000_005_000 } }],
    ['with a smaller index range', { target: { toIndex: 4 } }],
    ['without times', { target: { fromMs: undefined, toMs: undefined } }],
    ['of fewer segments', { extent: { segments: 5 } }],
    ['that was a refusal', { outcome: 'denied' as const }],
  ])('refuses a committed event %s', async (_, change) => {
    expect(await openWith(await commit(change))).toBe('event_does_not_cover')
  })

  test('refuses a committed event of another action', async () => {
    const { timeMs: _, ...event } = (await commit()).event
    const opening = await viewer.deps.audit.append({
      ...event,
      id: crypto.randomUUID(),
      action: 'replay.delivered',
    })
    expect(await openWith(opening)).toBe('event_does_not_cover')
  })
})
