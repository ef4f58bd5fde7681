// Sealing keys in the viewer: who sees them, who asks that one be retired, who decides, and what the log says of it.
import { addSealingKey, rotateSealingKey } from '@reseal/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errorCode, startViewerFixture, type ViewerFixture } from '../../test/viewer-fixture.ts'
import type { SealingKeyReply, SealingKeysReply } from './sealing-keys-api.ts'

let viewer: ViewerFixture
let [admin, officer, both] = ['', '', '']
let first = ''
const second = 'ffffffffffffffff'
beforeAll(async () => {
  viewer = await startViewerFixture({ offersApps: true })
  admin = await viewer.signInAs('admin-1', ['admin'])
  officer = await viewer.signInAs('officer-1', ['privacy-officer'])
  both = await viewer.signInAs('both-1', ['admin', 'privacy-officer'])
  await viewer.record({ segmentCount: 1 })
  first = (await viewer.deps.apps.findById('clinic'))?.sealingKeyId ?? ''
})
afterAll(() => viewer.stop())

async function keys(cookie = admin): Promise<readonly SealingKeyReply[]> {
  const response = await viewer.request('/api/sealing-keys', { cookie })
  return ((await response.json()) as SealingKeysReply).keys
}

const keyOf = async (id: string): Promise<SealingKeyReply | undefined> =>
  (await keys()).find((key) => key.id === id)

const rotate = (appId: string, keyId: string): Promise<unknown> =>
  viewer.databases
    .database('owner')
    .transaction()
    .execute((transaction) => rotateSealingKey(transaction, { appId, keyId }))

const ask = (withShred: boolean, cookie = admin): Promise<Response> =>
  viewer.post(`/api/sealing-keys/${first}/retirement`, { reason: 'rotated', withShred }, { cookie })

const approve = (id: string, cookie = officer): Promise<Response> =>
  viewer.post(`/api/key-retirements/${id}/approve`, {}, { cookie })

describe('sealing keys', () => {
  test('are shown with their apps, what lives under each and when it was last used; to nobody else', async () => {
    expect(await keys(officer)).toMatchObject([
      {
        id: first,
        publicKey: expect.stringMatching(/^[\w-]{87}$/) as string,
        apps: [
          { app: 'clinic', state: 'current', streams: 1 },
          { app: 'lab', state: 'current', streams: 0 },
        ],
        streams: 1,
        lastUsedMs: expect.any(Number) as number,
        retiredAtMs: null,
      },
    ])
    const engineer = await viewer.signInAs('eng-1', ['engineer'], ['clinic'])
    const refused = await viewer.request('/api/sealing-keys', { cookie: engineer })
    expect([refused.status, await errorCode(refused)]).toEqual([403, 'role_not_allowed'])
  })

  test('that this viewer cannot open with are named', async () => {
    await rotate('lab', second)
    expect(await keyOf(second)).toMatchObject({
      publicKey: null,
      apps: [{ app: 'lab', state: 'current', streams: 0 }],
    })
    expect((await keyOf(first))?.apps).toMatchObject([
      { app: 'clinic', state: 'current' },
      { app: 'lab', state: 'accepted' },
    ])
  })
})

describe('a retirement', () => {
  test('is refused while pages are given the key, and while streams live under it', async () => {
    expect(await errorCode(await ask(false))).toBe('key_in_use')
    await rotate('clinic', second)
    expect(await errorCode(await ask(false))).toBe('key_needed')
    const [denied] = await viewer.events('key.retire_request')
    expect(denied).toMatchObject({ outcome: 'denied', denyReason: 'key_needed', target: { key: first } })
    expect(await errorCode(await ask(true, officer))).toBe('role_not_allowed')
  })

  test('can be taken back by whoever asked, and is approved by another person alone', async () => {
    const asked = (await (await ask(true, both)).json()) as { id: string }
    expect(await errorCode(await approve(asked.id, both))).toBe('same_person')
    expect(await errorCode(await approve(asked.id, admin))).toBe('role_not_allowed')
    const back = await viewer.post(
      `/api/key-retirements/${asked.id}/refuse`,
      { reason: 'too early' },
      { cookie: both },
    )
    expect(back.status).toBe(204)
    expect((await keyOf(first))?.retirement).toMatchObject({ state: 'refused', decidedBy: 'both-1' })
  })

  test('with a shred is approved first, and the key opens until nothing lives under it', async () => {
    const { id } = (await (await ask(true)).json()) as { id: string }
    expect((await keyOf(first))?.retirement).toMatchObject({
      state: 'asked',
      withShred: true,
      askedBy: 'admin-1',
      reason: 'rotated',
      isOwn: true,
    })
    expect((await approve(id)).status).toBe(204)
    expect(await errorCode(await approve(id))).toBe('conflict')
    const key = await keyOf(first)
    expect(key).toMatchObject({ retiredAtMs: null, retirement: { state: 'approved', isOwn: true } })
    expect(key?.publicKey).not.toBeNull()
    const [, approved] = await viewer.events('key.retire_approve')
    expect(approved).toMatchObject({ outcome: 'success', cause: 'shred', target: { key: first } })
    expect(await viewer.events('key.retire')).toEqual([])
  })

  test('of a key without streams is done with its approval; both are in the log', async () => {
    const { keyId: third } = await addSealingKey(viewer.keyFile)
    await rotate('lab', third)
    await rotate('lab', second)
    const question = { reason: 'never used', withShred: false }
    const asked = await viewer.post(`/api/sealing-keys/${third}/retirement`, question, { cookie: admin })
    const { id } = (await asked.json()) as { id: string }
    expect((await approve(id)).status).toBe(204)
    expect(await keyOf(third)).toMatchObject({
      publicKey: null,
      retiredAtMs: expect.any(Number) as number,
      retirement: { state: 'done', decidedBy: 'officer-1' },
    })
    const [retired] = await viewer.events('key.retire')
    expect(retired).toMatchObject({ outcome: 'success', target: { key: third } })
    const rows = await viewer.deps.sealingKeys.list()
    const row = rows.find(({ keyId }) => keyId === third)
    const event = await viewer.deps.auditRecords.find(row?.auditIndex ?? -1)
    expect(event?.event).toMatchObject({ action: 'key.retire', target: { key: third } })
  })

  test('takes a fresh proof of who asks and who approves', async () => {
    viewer.advance(6 * 60_000)
    expect(await errorCode(await ask(true))).toBe('step_up_required')
    expect(await errorCode(await approve(crypto.randomUUID()))).toBe('step_up_required')
  })
})
