// Passphrases of key files, from settings to files: made with them, put under them, and refused without them.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProblems } from '../deployment/check-settings.ts'
import { deploymentPaths, loadConfig } from '../deployment/config.ts'
import { createDeployment } from '../deployment/create-deployment.ts'
import { listSealingKeys, makeSealingKey } from '../deployment/sealing-keys.ts'
import { runReseal } from '../run.ts'

const env = {
  RESEAL_SEALING_KEY_PASSPHRASE: 'of the sealing keys',
  RESEAL_CHECKPOINT_KEY_PASSPHRASE: 'of the checkpoint key',
}
const ports = { ingest: 1, viewer: 2, replay: 3, postgres: 4 }

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-protect-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function protect(data: string, given: Record<string, string>): Promise<{ code: number; text: string }> {
  const pieces: string[] = []
  const out = { isTerminal: false, write: async (text: string) => void pieces.push(text) }
  const context = { env: given, cwd: data, stdout: out, stderr: out, stdin: new PassThrough() }
  const stopSignal = AbortSignal.abort()
  const code = await runReseal(['keys', 'protect', '--data', data], { ...context, stopSignal })
  return { code, text: pieces.join('') }
}

test('plain key files are put under their passphrases, and open with them alone', async () => {
  const data = join(folder, 'plain')
  await createDeployment({ data, host: '127.0.0.1', ports, externalDatabase: false })
  expect(await findProblems(loadConfig(data, env), ['worker'])).toEqual([
    expect.stringMatching(/sealing\.json: .*reseal keys protect/u),
    expect.stringMatching(/checkpoint\.json: .*reseal keys protect/u),
  ])
  expect(await protect(data, {})).toMatchObject({
    code: 2,
    text: expect.stringContaining('Nothing to protect') as string,
  })
  const { code, text } = await protect(data, env)
  expect([code, text.match(/: protected/gu)?.length]).toEqual([0, 2])
  expect(await findProblems(loadConfig(data, env), ['worker'])).toEqual([])
  expect(await findProblems(loadConfig(data, {}), ['worker'])).toEqual([
    expect.stringMatching(/sealing\.json: .*RESEAL_SEALING_KEY_PASSPHRASE_FILE/u),
    expect.stringMatching(/checkpoint\.json: .*RESEAL_CHECKPOINT_KEY_PASSPHRASE_FILE/u),
  ])
})

test('a deployment that is made with passphrases keeps them when a key is added', async () => {
  const data = join(folder, 'made')
  const secrets = { sealingPassphrase: env.RESEAL_SEALING_KEY_PASSPHRASE }
  await createDeployment({ data, host: '127.0.0.1', ports, externalDatabase: false, secrets })
  const config = loadConfig(data, { RESEAL_SEALING_KEY_PASSPHRASE: env.RESEAL_SEALING_KEY_PASSPHRASE })
  const keyId = await makeSealingKey(config)
  expect(await readFile(deploymentPaths(data).sealingKey, 'utf8')).not.toContain(keyId)
  expect(await listSealingKeys(config)).toContain(keyId)
})

test('a short passphrase is refused, and not said', async () => {
  const data = join(folder, 'short')
  await createDeployment({ data, host: '127.0.0.1', ports, externalDatabase: false })
  expect(() => loadConfig(data, { RESEAL_SEALING_KEY_PASSPHRASE: 'too-short' })).toThrow(
    expect.objectContaining({
      advice: expect.stringMatching(
        /^\s*RESEAL_SEALING_KEY_PASSPHRASE: expected 16 characters or more$/u,
      ) as string,
    }) as Error,
  )
})
