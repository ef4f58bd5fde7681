// What this code anchors, verified by a second verifier: another language, written from the specifications alone
// (packages/store/test/verify_log.py). It agrees with what is there, and disagrees with what was changed.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { encodeVerifierKey, signNote } from '@reseal/protocol/log'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAnchorWriter } from '../anchor/anchor-writer.ts'
import { startTestAnchor, startTestPostgres, type TestAnchor, type TestPostgres } from '../testing.ts'
import { createAuditLog } from './audit-log.ts'
import { readLeaves } from './log-reader.ts'
import { createLogReceipt } from './log-receipt.ts'
import { startLog } from './start-log.ts'

const python = process.env['RESEAL_PYTHON'] ?? '/usr/bin/python3'
const script = join(import.meta.dirname, '../../test/verify_log.py')

let postgres: TestPostgres
let kept: TestAnchor
let key: string
const sizes = [1, 2, 5, 255, 256, 300, 513, 600]

beforeAll(async () => {
  postgres = await startTestPostgres()
  kept = await startTestAnchor()
  const signer = kept.signers.audit
  key = encodeVerifierKey(signer)
  const db = postgres.database('worker')
  await startLog(db, 'audit', { origin: signer.name, key })
  const log = createAuditLog(postgres.database('viewer'), kept)
  let at = 1
  for (const size of sizes) {
    await Promise.all(
      Array.from({ length: size - at }, () =>
        log.append({
          action: 'audit.read',
          outcome: 'success',
          actor: { issuer: 'reseal', subject: 'zoë ✓', roles: ['auditor'], method: 'link' },
        }),
      ),
    )
    at = size
    // Each a writer of its own, as after a restart.
    await createAnchorWriter({ db, ...kept }).anchorLog('audit')
  }
})
afterAll(() => Promise.all([postgres.stop(), kept.stop()]))

type Report = { readonly holds: boolean; readonly problem?: string } & Readonly<Record<string, unknown>>

async function verify(...given: readonly string[]): Promise<Report> {
  // Status 1 says that something does not hold; then, too, the report is what was printed.
  const run = promisify(execFile)(python, [script, ...given])
  const { stdout } = await run.catch((error: { stdout?: string }) => {
    if (error.stdout) return { stdout: error.stdout }
    throw error
  })
  return JSON.parse(stdout) as Report
}

test('agrees with the anchored log at every checkpoint', async () => {
  expect(await verify('log', join(kept.folder, 'audit'), key)).toEqual({
    holds: true,
    origin: kept.signers.audit.name,
    size: 600,
    checkpoints: sizes.length,
  })
})

test('agrees with receipts, and not with one about another leaf', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reseal-receipts-'))
  const file = join(folder, 'event.tlog-proof')
  try {
    for (const index of [0, 511, 599]) {
      const [leaf, next] = await leavesFrom(index)
      const text = (await createLogReceipt(kept.anchor, { log: 'audit', index, leaf })) ?? ''
      await writeFile(file, text)
      expect(await verify('receipt', file, key)).toMatchObject({ holds: true, index, size: 600 })
      if (next === undefined) continue
      const extra = (bytes: Uint8Array): string => `extra ${Buffer.from(bytes).toString('base64')}\n`
      await writeFile(file, text.replace(extra(leaf), extra(next)))
      expect(await verify('receipt', file, key)).toEqual({ holds: false, problem: 'inclusion' })
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

async function leavesFrom(index: number): Promise<[Uint8Array, Uint8Array | undefined]> {
  const found: Uint8Array[] = []
  const to = Math.min(index + 2, 600)
  for await (const { bytes } of readLeaves(postgres.database('viewer'), 'audit', { from: index, to }))
    found.push(bytes)
  return [found[0] as Uint8Array, found[1]]
}

describe('disagrees with', () => {
  async function verifyChanged(change: (folder: string) => Promise<void>): Promise<Report> {
    const folder = await mkdtemp(join(tmpdir(), 'reseal-changed-'))
    try {
      await cp(join(kept.folder, 'audit'), folder, { recursive: true })
      await change(folder)
      return await verify('log', folder, key)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async function rewrite(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
    const bytes = await readFile(path)
    await rm(path)
    await writeFile(path, change(bytes))
  }

  const flip = (bytes: Buffer): Buffer => {
    const changed = Buffer.from(bytes)
    const at = changed.length - 1
    changed[at] = (changed[at] ?? 0) ^ 1
    return changed
  }

  async function checkpointOf(folder: string, size: number): Promise<string> {
    const names = await readdir(join(folder, 'checkpoint'))
    return join(folder, 'checkpoint', names.find((name) => Number(name.split('-')[0]) === size) ?? '')
  }

  test.each([
    ['tile/0/000', 'tile/0/000'],
    ['tile/0/001.p/44', 'tile/0/001.p/44'],
    ['tile/1/000.p/2', 'tile/1/000.p/2'],
  ])('a changed hash in %s', async (path, problem) => {
    expect(await verifyChanged((folder) => rewrite(join(folder, path), flip))).toEqual({
      holds: false,
      problem,
    })
  })

  test.each(['tile/0/002.p/88', 'tile/entries/001'])('the lack of %s', async (path) => {
    const report = await verifyChanged((folder) => rm(join(folder, path)))
    expect(report).toEqual({ holds: false, problem: `missing ${path}` })
  })

  test('a changed entry', async () => {
    const change = (bytes: Buffer): Buffer =>
      Buffer.from(bytes.toString('latin1').replace('success', 'failure'), 'latin1')
    const report = await verifyChanged((folder) => rewrite(join(folder, 'tile/entries/000'), change))
    expect(report).toEqual({ holds: false, problem: 'tile/0/000.p/2' })
  })

  test('a checkpoint whose size was changed', async () => {
    const report = await verifyChanged(async (folder) =>
      rewrite(await checkpointOf(folder, 300), (bytes) =>
        Buffer.from(bytes.toString('utf8').replace('\n300\n', '\n299\n')),
      ),
    )
    expect(report).toEqual({ holds: false, problem: 'signature' })
  })

  test('a checkpoint that another key signed by the same name', async () => {
    const other = await startTestAnchor()
    try {
      const report = await verifyChanged(async (folder) => {
        const path = await checkpointOf(folder, 513)
        const text = (await readFile(path, 'utf8')).split('\n\n')[0] ?? ''
        const forged = await signNote(`${text}\n`, other.signers.audit)
        await rewrite(path, () => Buffer.from(forged))
      })
      expect(report).toEqual({ holds: false, problem: 'signature' })
    } finally {
      await other.stop()
    }
  })
})
