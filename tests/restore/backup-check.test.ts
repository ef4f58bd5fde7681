// reseal backup check on a deployment that is whole, and then on what is missing of it, one thing after the other.
import { readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDeployment, type Deployment } from '../tamper/deployment.ts'

interface Check {
  readonly part: string
  readonly state: string
  readonly detail: string
}

let deployment: Deployment
let keyFile: string
beforeAll(async () => {
  deployment = await createTestDeployment()
  const config = join(deployment.data, 'config.json')
  const settings = JSON.parse(await readFile(config, 'utf8')) as object
  await writeFile(config, JSON.stringify({ ...settings, backupMaxAgeDays: 7 }))
  keyFile = join(deployment.data, 'stream_keys.csv')
  const keys = await deployment.superuser.selectFrom('stream_keys').select(['stream_id', 'enc']).execute()
  const lines = keys.map(({ stream_id, enc }) => `${stream_id},${Buffer.from(enc).toString('hex')}\n`)
  await writeFile(keyFile, lines.join(''))
})
afterAll(() => deployment.stop())

async function check(...words: string[]): Promise<{ code: number; notOk: Check[]; checks: Check[] }> {
  const { code, stdout, stderr } = await deployment.reseal('backup', 'check', '--json', ...words)
  if (stdout === '') throw new Error(stderr)
  const { checks } = JSON.parse(stdout) as { checks: Check[] }
  return { code, checks, notOk: checks.filter(({ state }) => state !== 'ok') }
}

test('all is there but the archive of this server, which is said, and is no failure', async () => {
  const { code, checks, notOk } = await check('--key-backup', keyFile, '--all')
  expect(notOk).toMatchObject([{ part: 'wal-archive', state: 'warning' }])
  expect(checks).toHaveLength(8)
  expect(code).toBe(0)
})

test('a backup of keys is held against the keys that are there, and against its declared age', async () => {
  expect((await check()).notOk).toContainEqual(
    expect.objectContaining({ part: 'stream-keys', state: 'warning' }),
  )
  await deployment.record(1, 1)
  await deployment.anchor()
  expect((await check('--key-backup', keyFile)).notOk).toContainEqual(
    expect.objectContaining({
      part: 'stream-keys',
      state: 'warning',
      detail: expect.stringContaining('3 keys, 1 of the database not in it'),
    }),
  )
  const eightDaysAgo = Date.now() / 1000 - 8 * 86_400
  await utimes(keyFile, eightDaysAgo, eightDaysAgo)
  const late = await check('--key-backup', keyFile)
  expect(late.notOk).toContainEqual(expect.objectContaining({ part: 'stream-keys', state: 'failing' }))
  expect(late.code).toBe(1)
})

test('an object that is gone or cut short is found', async () => {
  const [first, second] = await deployment.batches()
  await writeFile(first?.path ?? '', first?.bytes.subarray(0, 10) ?? '')
  await rm(second?.path ?? '')
  const { code, notOk } = await check('--all')
  const objects = notOk.find(({ part }) => part === 'objects')
  expect(objects?.state).toBe('failing')
  expect(objects?.detail).toMatch(/^11 of 13 are there/)
  expect(code).toBe(1)
})

test('anchors and keys that are gone are found', async () => {
  const { data } = deployment
  for (const name of ['sealing.json', 'checkpoint.json'])
    await rename(join(data, 'keys', name), join(data, name))
  await rename(join(data, 'anchor'), join(data, 'anchor.away'))
  expect((await check()).notOk.filter(({ state }) => state === 'failing').map(({ part }) => part)).toEqual([
    'settings',
    'audit-anchor',
    'recordings-anchor',
    'objects',
    'sealing-keys',
  ])
})
