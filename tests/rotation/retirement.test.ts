// Drills with a real deployment: a key that was taken, a key that is lost, and a key that is retired with what lives under it.
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '@reseal/protocol'
import { createReplayRepository } from '@reseal/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'
import { clinicOrigin, type RunningDeployment, startDeployment } from './running-deployment.ts'

let deployment: RunningDeployment
let [engineer, officer] = ['', '']
let old: InitKeys
let oldKeyId = ''
let [kept, held, newer]: { session: string; stream: string }[] = []
beforeAll(async () => {
  deployment = await startDeployment()
  engineer = await deployment.signIn('eng-1', 'engineer')
  officer = await deployment.signIn('officer-1', 'privacy-officer')
  old = await deployment.init()
  kept = await record(old)
  held = await record(old)
  const rotated = await deployment.reseal('keys', 'rotate', '--app', 'clinic', '--json')
  oldKeyId = (JSON.parse(rotated.stdout) as { from: string }).from
  newer = await record(await deployment.init())
}, 60_000)
afterAll(() => deployment?.stop())

const record = (keys: InitKeys): Promise<{ session: string; stream: string }> =>
  recordStream({ ...keys, ingestUrl: deployment.ingestUrl, origin: clinicOrigin, segmentCount: 2 })

/** Status of a replay of a stream's first seconds. */
async function watch({ session, stream } = { session: '', stream: '' }): Promise<number> {
  const opened = await deployment.request(`/api/sessions/${session}/replays`, {
    cookie: engineer,
    body: { purpose: 'debugging' },
  })
  if (opened.status !== 201) return opened.status
  const { replayId } = (await opened.json()) as { replayId: string }
  const range = 'fromMs=1700000000000&toMs=1700000020000'
  const read = await deployment.request(`/api/replays/${replayId}/streams/${stream}/events?${range}`, {
    cookie: engineer,
  })
  await read.body?.cancel()
  return read.status
}

interface Scope {
  readonly openable: readonly { readonly stream: string; readonly segments: number }[]
  readonly shredded: readonly { readonly stream: string; readonly reason: string }[]
  readonly read: readonly { readonly session: string }[]
  readonly unreadBatches: number
}

async function scopeOf(keyId: string): Promise<Scope> {
  const { code, stdout, stderr } = await deployment.reseal('keys', 'scope', '--key-id', keyId, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Scope
}

describe('a key that was taken', () => {
  test('opens what the log says, whatever rows say, and what was watched is named', async () => {
    await expect.poll(() => watch(kept), { timeout: 30_000 }).toBe(200)
    // Whoever owns the database makes it look as if the key opened nothing.
    const lie = sql`UPDATE streams SET key_id = 'ffffffffffffffff' WHERE id = ${kept?.stream}`
    await lie.execute(deployment.superuser)
    const scope = await scopeOf(oldKeyId)
    await sql`UPDATE streams SET key_id = ${oldKeyId} WHERE id = ${kept?.stream}`.execute(
      deployment.superuser,
    )
    expect(new Set(scope.openable.map(({ stream }) => stream))).toEqual(new Set([kept?.stream, held?.stream]))
    expect(scope.openable.map(({ segments }) => segments)).toEqual([2, 2])
    expect(scope.shredded).toEqual([])
    expect(scope.read.map(({ session }) => session)).toEqual([kept?.session])
    expect((await scopeOf('0'.repeat(16))).openable).toEqual([])
  })
})

describe('a key that is lost', () => {
  test('opens nothing, and everything else goes on; restored, it opens again', async () => {
    const file = join(deployment.data, 'keys', 'sealing.json')
    await expect.poll(() => watch(held), { timeout: 30_000 }).toBe(200)
    await rename(file, `${file}.backup`)
    // What runs has the keys in memory; whoever starts anew has none.
    await deployment.halt('viewer', 'worker')
    await deployment.start('worker')
    await deployment.start('viewer')
    expect(await deployment.readiness('viewer')).toMatchObject({ status: 200, sealingKeys: 'bad_key_file' })
    expect(await deployment.readiness('worker')).toMatchObject({ status: 503, sealingKeys: 'bad_key_file' })
    expect(await watch(held)).toBe(502)
    const late = await record(await deployment.init())
    expect((await deployment.verify()).report.verdict).not.toBe('broken')
    const audit = await deployment.request('/api/audit', { cookie: officer })
    expect(audit.status).toBe(200)
    await rename(`${file}.backup`, file)
    await expect.poll(() => watch(held), { timeout: 30_000 }).toBe(200)
    await expect.poll(() => watch(late), { timeout: 30_000 }).toBe(200)
    for (const name of ['viewer', 'worker'] as const) {
      await expect
        .poll(() => deployment.readiness(name), { timeout: 30_000 })
        .toMatchObject({ status: 200, sealingKeys: 'ok' })
    }
  })
})

describe('a key that is retired', () => {
  test('takes what lives under it along, but what is held, and then opens nothing', async () => {
    const needed = await deployment.reseal('keys', 'retire', '--key-id', oldKeyId, '--reason', 'rotated')
    expect([needed.code, needed.stderr]).toEqual([2, expect.stringContaining('Streams live under it')])
    const holding = await deployment.request('/api/holds', {
      cookie: officer,
      body: { scope: { kind: 'session', session: held?.session }, reason: 'a claim' },
    })
    const { id: hold } = (await holding.json()) as { id: string }
    const words = ['keys', 'retire', '--key-id', oldKeyId, '--reason', 'taken', '--shred', '--json']
    const asked = await deployment.reseal(...words)
    expect(asked).toMatchObject({ code: 0, stderr: '' })
    const { id } = JSON.parse(asked.stdout) as { id: string }
    const approved = await deployment.request(`/api/key-retirements/${id}/approve`, {
      cookie: officer,
      body: {},
    })
    expect(approved.status).toBe(204)
    await expect(record(old)).rejects.toThrow('key_not_accepted')
    await expect.poll(() => watch(kept), { timeout: 30_000 }).toBe(410)
    expect(await watch(held)).toBe(200)

    const lifted = await deployment.request(`/api/holds/${hold}/lift`, {
      cookie: officer,
      body: { reason: 'settled' },
    })
    expect(lifted.status).toBe(204)
    const stateOf = async (): Promise<string | undefined> => {
      const { stdout } = await deployment.reseal('keys', 'list', '--json')
      const keys = JSON.parse(stdout) as { keyId: string; state: string }[]
      return keys.find(({ keyId }) => keyId === oldKeyId)?.state
    }
    await expect.poll(stateOf, { timeout: 30_000 }).toBe('retired')
    expect(await watch(held)).toBe(410)
    const scope = await scopeOf(oldKeyId)
    expect(scope.openable).toEqual([])
    expect(scope.shredded.map(({ stream, reason }) => [stream, reason])).toEqual(
      expect.arrayContaining([
        [kept?.stream, 'officer'],
        [held?.stream, 'officer'],
      ]),
    )
    const { report } = await deployment.verify()
    expect([report.verdict, report.problems]).toEqual([expect.stringMatching(/intact|unproven/u), []])
  })

  test('covers nothing under another key, whatever a tombstone says', async () => {
    const { superuser } = deployment
    if (newer === undefined) throw new Error('nothing was recorded under the newer key')
    const { stream, session } = newer
    const sealed = await createReplayRepository(superuser).readSealedStream(stream)
    await superuser.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ index: number; time_ms: number; event: number }>`UPDATE recordings_head
        SET size = size + 1 RETURNING size - 1 AS index, time_ms,
          (SELECT decided_index FROM key_retirements WHERE state = 'done') AS event`.execute(transaction)
      const leaf = {
        app: 'clinic',
        event: rows[0]?.event,
        header_hash: Buffer.from(sha256(sealed?.headerBytes ?? new Uint8Array(0))).toString('hex'),
        reason: 'officer',
        session,
        stream,
        time_ms: rows[0]?.time_ms,
        type: 'tombstone',
      }
      await sql`INSERT INTO recordings_leaves (index, leaf)
        VALUES (${rows[0]?.index}, ${Buffer.from(JSON.stringify(leaf))})`.execute(transaction)
      await sql`DELETE FROM stream_keys WHERE stream_id = ${stream}`.execute(transaction)
      await sql`UPDATE streams SET tombstoned_at = now(), tombstone_reason = 'officer'
        WHERE id = ${stream}`.execute(transaction)
    })
    const { report } = await deployment.verify()
    expect(report.problems).toMatchObject([{ kind: 'tombstone_disagrees', stream }])
  })
})
