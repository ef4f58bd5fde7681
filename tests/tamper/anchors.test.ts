// What happens to the anchors themselves: forged, exchanged, rolled back, and how a kept checkpoint or key tells.
import { generateKeyPairSync, sign } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogName, Problem, ProblemKind } from '@reseal/cli'
import {
  encodeVerifierKey,
  formatCheckpoint,
  parseCheckpoint,
  parseNote,
  signNote,
} from '@reseal/protocol/log'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestDeployment, type Deployment, overwrite } from './deployment.ts'

let deployment: Deployment

beforeEach(async () => {
  deployment = await createTestDeployment()
})

afterEach(() => deployment.stop())

function find(problems: readonly Problem[], kind: ProblemKind): Problem | undefined {
  return problems.find((problem) => problem.kind === kind)
}

async function checkpoints(log: LogName): Promise<string[]> {
  const folder = join(deployment.data, 'anchor', log, 'checkpoint')
  return (await readdir(folder)).sort().map((name) => join(folder, name))
}

async function newestCheckpoint(log: LogName): Promise<string> {
  const newest = (await checkpoints(log)).at(-1)
  if (newest === undefined) throw new Error('nothing is anchored')
  return newest
}

/** Grows the audit log by one event and anchors it. */
async function grow(): Promise<void> {
  await deployment.reseal('audit', 'export', '--format', 'csv')
  await deployment.anchor()
}

describe('checkpoints', () => {
  it('are refused when another key signed them', async () => {
    const path = await newestCheckpoint('recordings')
    const { text } = parseNote(await readFile(path, 'utf8'))
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    const { origin } = parseCheckpoint(text)
    const forged = await signNote(text, {
      name: origin,
      publicKey: raw,
      sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    })
    await writeFile(path, forged)
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'checkpoint_signature')).toMatchObject({ log: 'recordings', count: 1 })
    expect(code).toBe(1)
  })

  it('are refused when a byte of them was changed', async () => {
    const path = await newestCheckpoint('audit')
    const note = await readFile(path, 'utf8')
    const { size, origin, root } = parseCheckpoint(parseNote(note).text)
    await writeFile(
      path,
      note.replace(parseNote(note).text, formatCheckpoint({ origin, size: size + 1, root })),
    )
    const { report } = await deployment.verify()
    expect(find(report.problems, 'checkpoint_signature')).toMatchObject({ log: 'audit' })
  })

  it('are refused under the name of another', async () => {
    const path = await newestCheckpoint('audit')
    await rename(path, path.replace(/0(\d)-/, '9$1-'))
    const { code, report } = await deployment.verify()
    expect(find(report.problems, 'checkpoint_unreadable')).toMatchObject({ log: 'audit' })
    expect(code).toBe(1)
  })

  it('that were removed are missed by who kept one', async () => {
    await grow()
    const kept = join(deployment.data, 'kept.txt')
    const newest = await newestCheckpoint('audit')
    await writeFile(kept, await readFile(newest))
    expect((await deployment.verify('--since', kept)).code).toBe(0)
    // A verification is an audit event too, and anchored as such.
    await rm(await newestCheckpoint('audit'))
    await rm(newest, { force: true })
    const { code, report } = await deployment.verify('--since', kept)
    expect(find(report.problems, 'kept_checkpoint_inconsistent')).toMatchObject({ log: 'audit' })
    expect(code).toBe(1)
  })

  it('continue the one that was kept', async () => {
    const kept = join(deployment.data, 'kept.txt')
    await writeFile(kept, await readFile(await newestCheckpoint('audit')))
    await grow()
    await grow()
    expect((await deployment.verify('--since', kept)).report.verdict).toBe('intact')
  })

  it('of a deployment whose log and key were exchanged together fail against the kept key', async () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    const { origin } = parseCheckpoint(
      parseNote(await readFile(await newestCheckpoint('audit'), 'utf8')).text,
    )
    const { code, report } = await deployment.verify(
      '--key',
      encodeVerifierKey({ name: origin, publicKey: raw }),
    )
    expect(find(report.problems, 'checkpoint_signature')).toMatchObject({ log: 'audit' })
    expect(find(report.problems, 'pin_altered')).toMatchObject({ log: 'audit', leafIndex: 0 })
    expect(code).toBe(1)
  })
})

describe('tiles', () => {
  async function newestTile(log: LogName): Promise<string> {
    const folder = join(deployment.data, 'anchor', log, 'tile', '0', '000.p')
    const widths = (await readdir(folder)).map(Number).sort((a, b) => a - b)
    return join(folder, String(widths.at(-1)))
  }

  it('that were changed are named by leaf, and the database is not blamed', async () => {
    await overwrite(await newestTile('recordings'), 3 * 32, Buffer.alloc(32))
    const { code, report } = await deployment.verify()
    expect(report.problems).toEqual([
      expect.objectContaining({ kind: 'tile_altered', log: 'recordings', leafIndex: 3 }),
    ])
    expect(code).toBe(1)
  })

  it('that are gone are named', async () => {
    await rm(await newestTile('audit'))
    const { code, report } = await deployment.verify()
    expect(report.problems).toEqual([
      expect.objectContaining({ kind: 'tile_missing', log: 'audit', leafIndex: 0 }),
    ])
    expect(code).toBe(1)
  })
})

describe('strict mode', () => {
  it('keeps an export closed until its event is anchored, and writes nothing', async () => {
    const stream = await deployment.superuser
      .selectFrom('streams')
      .select('session_id')
      .limit(1)
      .executeTakeFirstOrThrow()
    const config = join(deployment.data, 'config.json')
    const settings = JSON.parse(await readFile(config, 'utf8')) as object
    const waitFor = (strictWaitMs: number) =>
      writeFile(config, JSON.stringify({ ...settings, anchoring: { strict: true, strictWaitMs } }))
    await waitFor(1000)
    const key = join(deployment.data, 'keys', 'checkpoint.json')
    await rename(key, `${key}.away`)
    const words = ['export', '--session', stream.session_id, '--purpose', 'debugging'] as const
    const closed = await deployment.reseal(...words)
    expect(closed).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Strict mode') })
    // Where the key is, the command anchors its own event.
    await rename(`${key}.away`, key)
    await waitFor(60_000)
    const open = await deployment.reseal(...words)
    expect([open.code, open.stdout.trim().split('\n').length]).toEqual([0, 8])
  })
})

describe('reseal verify', () => {
  it('refuses a kept checkpoint or key of another log with exit status 2', async () => {
    const file = join(deployment.data, 'other.txt')
    await writeFile(
      file,
      'another.example/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— a AAAAAAA=\n',
    )
    expect((await deployment.reseal('verify', '--since', file)).code).toBe(2)
    expect((await deployment.reseal('verify', '--since', join(deployment.data, 'none'))).code).toBe(2)
    expect((await deployment.reseal('verify', '--key', 'x+00000000+AAAA')).code).toBe(2)
  })
})
