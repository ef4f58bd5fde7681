// Which account runs the server, and what it can reach.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canPass, canReach, chooseServerAccount, findAccount } from './server-account.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-account-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('is the current user unless that is root', async () => {
  expect(await chooseServerAccount(1_000)).toBeUndefined()
  expect((await chooseServerAccount(0))?.uid).toBeGreaterThan(0)
})

test('is postgres before nobody, and never root under another name', () => {
  const nobody = 'nobody:x:65534:65534::/:/bin/false'
  expect(findAccount(`root:x:0:0::/root:/bin/sh\n${nobody}\npostgres:x:101:104::/:/bin/sh`)).toEqual({
    uid: 101,
    gid: 104,
  })
  expect(findAccount(`postgres:x:0:0::/:/bin/sh\n${nobody}`)).toEqual({ uid: 65_534, gid: 65_534 })
  expect(findAccount('nobody:*:-2:-2::/:/bin/false')).toBeUndefined()
})

test('reaches a file only through folders it may pass', async () => {
  const stranger = { uid: 4_242, gid: 4_242 }
  await chmod(folder, 0o711)
  const inner = join(folder, 'inner')
  const file = join(inner, 'file')
  await mkdir(inner, { mode: 0o711 })
  await writeFile(file, '', { mode: 0o644 })
  expect(await canReach(file, stranger)).toBe(true)
  await chmod(file, 0o600)
  expect(await canReach(file, stranger)).toBe(false)
  await chmod(file, 0o644)
  await chmod(folder, 0o700)
  expect(await canReach(file, stranger)).toBe(false)
  expect(await canPass(inner, stranger)).toBe(false)
  expect(await canReach(join(folder, 'missing'), stranger)).toBe(false)
})
