// A deployment whose sealing keys are in a PKCS#11 token: made, recorded, watched and rotated, with no key file anywhere.
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useSoftTokens } from '../../packages/store/test/softhsm.ts'
import { clinicOrigin, type RunningDeployment, startDeployment } from '../rotation/running-deployment.ts'
import { type InitKeys, recordStream } from '../support/sealed-stream.ts'
import { watchStream } from './watch-stream.ts'

let folder = ''
let deployment: RunningDeployment
let cookie = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-token-'))
  const tokens = await useSoftTokens(folder)
  const { module, token, pin } = await tokens.create('reseal')
  const pinFile = join(folder, 'pin')
  await writeFile(pinFile, `${pin}\n`, { mode: 0o600 })
  deployment = await startDeployment({
    RESEAL_SEALING_KEYS: 'pkcs11',
    RESEAL_PKCS11_MODULE: module,
    RESEAL_PKCS11_TOKEN: token,
    RESEAL_PKCS11_PIN_FILE: pinFile,
  })
  cookie = await deployment.signIn('eng-1', 'engineer')
}, 60_000)
afterAll(async () => {
  await deployment?.stop()
  await rm(folder, { recursive: true, force: true })
})

const record = (keys: InitKeys): Promise<{ session: string; stream: string }> =>
  recordStream({ ...keys, ingestUrl: deployment.ingestUrl, origin: clinicOrigin, segmentCount: 2 })

interface ListedKey {
  readonly keyId: string
  readonly state: string
  readonly isHere: boolean
}

async function listKeys(): Promise<readonly ListedKey[]> {
  const { code, stdout, stderr } = await deployment.reseal('keys', 'list', '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as ListedKey[]
}

test('what is recorded is watched, before and after a rotation, and the keys are in the token alone', async () => {
  expect(existsSync(join(deployment.data, 'keys', 'sealing.json'))).toBe(false)
  const before = await record(await deployment.init())
  const rotated = await deployment.reseal('keys', 'rotate', '--app', 'clinic', '--json')
  expect(rotated).toMatchObject({ code: 0, stderr: '' })
  const { from, to } = JSON.parse(rotated.stdout) as { from: string; to: string }
  const after = await record(await deployment.init())
  for (const recorded of [before, after]) {
    await expect.poll(() => watchStream(deployment, { ...recorded, cookie }), { timeout: 30_000 }).toBe(200)
  }
  expect(await listKeys()).toMatchObject([
    { keyId: to, state: 'current', isHere: true },
    { keyId: from, state: 'accepted', isHere: true },
  ])
  expect(existsSync(join(deployment.data, 'keys', 'sealing.json'))).toBe(false)
  expect((await deployment.verify()).report.verdict).toBe('intact')
})
