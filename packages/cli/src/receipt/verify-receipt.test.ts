// A receipt, verified with the log's key alone, through the command.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import {
  encodeVerifierKey,
  formatCheckpoint,
  formatTlogProof,
  inclusionProof,
  leafHash,
  rootOf,
  signNote,
} from '@reseal/protocol/log'
import { startTestAnchor, type TestAnchor } from '@reseal/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runReseal } from '../run.ts'
import { verifyReceipt } from './verify-receipt.ts'

let anchor: TestAnchor
let folder: string
let key: string
let receipts: string[]
const leaves = [
  '{"key":"k","origin":"reseal.test/recordings","time_ms":1,"type":"origin"}',
  '{"final":true,"last_link":"ab","segments":7,"stream":"s-1","time_ms":1764000000000,"type":"close"}',
  '{"time_ms":1764000000001,"type":"batch"}',
].map((text) => Buffer.from(text))

beforeAll(async () => {
  anchor = await startTestAnchor()
  folder = await mkdtemp(join(tmpdir(), 'reseal-receipt-'))
  const signer = anchor.signers.recordings
  key = encodeVerifierKey(signer)
  const hashes = leaves.map(leafHash)
  const text = formatCheckpoint({ origin: signer.name, size: leaves.length, root: rootOf(hashes) })
  const checkpoint = await signNote(text, signer)
  receipts = leaves.map((extra, index) =>
    formatTlogProof({ index, hashes: inclusionProof(hashes, index), checkpoint, extra }),
  )
})
afterAll(() => Promise.all([anchor.stop(), rm(folder, { recursive: true, force: true })]))

async function runVerify(text: string, ...given: string[]): Promise<{ status: number; out: string }> {
  const file = join(folder, 'stream.tlog-proof')
  await writeFile(file, text)
  let out = ''
  const terminal = { isTerminal: false, write: async (chunk: string) => void (out += chunk) }
  const status = await runReseal(['verify', '--receipt', file, ...given], {
    env: {},
    cwd: folder,
    stdout: terminal,
    stderr: terminal,
    stdin: new PassThrough(),
    stopSignal: AbortSignal.abort(),
  })
  return { status, out }
}

test('a receipt of a closed stream says how it ended', async () => {
  const { status, out } = await runVerify(receipts[1] ?? '', '--key', key)
  expect([status, out]).toEqual([
    0,
    expect.stringMatching(/^intact: this is leaf 1 of reseal\.test\/recordings/),
  ])
  expect(out).toContain('stream s-1 ended with 7 segments')
})

test('as JSON it gives the leaf', async () => {
  const { status, out } = await runVerify(receipts[2] ?? '', '--key', key, '--json')
  expect(status).toBe(0)
  expect(JSON.parse(out)).toEqual({
    verdict: 'intact',
    origin: 'reseal.test/recordings',
    index: 2,
    size: 3,
    leaf: { time_ms: 1764000000001, type: 'batch' },
  })
})

test('a changed receipt, or one of another log, exits with 1 and says why', async () => {
  const other = encodeVerifierKey({ ...anchor.signers.audit, name: 'other.test/recordings' })
  const [first = '', second = ''] = receipts
  for (const [text, given, reason] of [
    [first.replace('index 0', 'index 1'), key, 'not in the log'],
    [second.replace('\n3\n', '\n2\n'), key, 'not signed by the pinned key'],
    ['no receipt\n', key, 'not a receipt'],
    [first, other, 'whose key you did not give'],
  ] as const) {
    const { status, out } = await runVerify(text, '--key', given)
    expect([status, out]).toEqual([1, expect.stringContaining(reason)])
  }
})

test('a key of the same name that is another does not verify it', async () => {
  const stranger = await startTestAnchor()
  try {
    const verifierKey = encodeVerifierKey(stranger.signers.recordings)
    const pinned = { recordings: { origin: stranger.signers.recordings.name, verifierKey } }
    expect(await verifyReceipt(receipts[0] ?? '', pinned)).toEqual({
      verdict: 'broken',
      reason: 'bad_signature',
    })
  } finally {
    await stranger.stop()
  }
})
