// A certificate of deletion, verified with the log's key alone, through the command; and what each forgery is called.
import { randomUUID } from 'node:crypto'
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

interface Claimed {
  stream: string
  session: string
  headerHash: string
  cause: string
  destroyedAtMs: number
  tombstone: { index: number; leaf: string; proof: string }
}

let anchor: TestAnchor
let folder: string
let key: string
let streams: Claimed[]
beforeAll(async () => {
  anchor = await startTestAnchor()
  folder = await mkdtemp(join(tmpdir(), 'reseal-certificate-'))
  const signer = anchor.signers.recordings
  key = encodeVerifierKey(signer)
  const said = [1, 2].map((nth) => ({
    app: 'clinic',
    event: 7,
    header_hash: String(nth).repeat(64),
    reason: 'officer',
    session: randomUUID(),
    stream: randomUUID(),
    time_ms: 1_764_000_000_000 + nth,
    type: 'tombstone',
  }))
  const leaves = said.map((leaf) => Buffer.from(JSON.stringify(leaf)))
  const hashes = leaves.map(leafHash)
  const text = formatCheckpoint({ origin: signer.name, size: leaves.length, root: rootOf(hashes) })
  const checkpoint = await signNote(text, signer)
  streams = said.map((leaf, index) => ({
    stream: leaf.stream,
    session: leaf.session,
    headerHash: leaf.header_hash,
    cause: leaf.reason,
    destroyedAtMs: leaf.time_ms,
    tombstone: {
      index,
      leaf: JSON.stringify(leaf),
      proof: formatTlogProof({
        index,
        hashes: inclusionProof(hashes, index),
        checkpoint,
        extra: leaves[index] ?? Buffer.alloc(0),
      }),
    },
  }))
})
afterAll(() => Promise.all([anchor.stop(), rm(folder, { recursive: true, force: true })]))

const dayMs = 24 * 3_600_000
const backups = () => ({ declared: true, maxAgeDays: 30, effectiveAtMs: 1_764_000_000_002 + 30 * dayMs })

async function verify(changes: object = {}): Promise<[number, Readonly<Record<string, unknown>>]> {
  const file = join(folder, 'certificate.json')
  const whole = {
    format: 'reseal/deletion-certificate/1',
    app: 'clinic',
    order: { auditIndex: 7 },
    streams,
    backups: backups(),
  }
  await writeFile(file, JSON.stringify({ ...whole, ...changes }))
  let out = ''
  const terminal = { isTerminal: false, write: async (chunk: string) => void (out += chunk) }
  const status = await runReseal(['verify', '--certificate', file, '--key', key, '--json'], {
    env: {},
    cwd: folder,
    stdout: terminal,
    stderr: terminal,
    stdin: new PassThrough(),
    stopSignal: AbortSignal.abort(),
  })
  return [status, JSON.parse(out) as Record<string, unknown>]
}

const change = (changed: Partial<Claimed>): Claimed[] =>
  streams.map((each, nth) => (nth === 1 ? { ...each, ...changed } : each))

test('what it says is in the log, and from when on it holds', async () => {
  expect(await verify()).toEqual([
    0,
    {
      verdict: 'intact',
      app: 'clinic',
      streams: 2,
      sessions: 2,
      lastMs: 1_764_000_000_002,
      effectiveAtMs: backups().effectiveAtMs,
    },
  ])
})

test.each([
  ['another stream than its leaf', () => ({ streams: change({ stream: randomUUID() }) }), 'other_leaf'],
  ['another session', () => ({ streams: change({ session: randomUUID() }) }), 'other_leaf'],
  ['another cause', () => ({ streams: change({ cause: 'withdrawal' }) }), 'other_leaf'],
  ['another time', () => ({ streams: change({ destroyedAtMs: 1 }) }), 'other_leaf'],
  ['another order', () => ({ order: { auditIndex: 8 } }), 'other_leaf'],
  ['another app', () => ({ app: 'portal' }), 'other_leaf'],
  ['one stream twice', () => ({ streams: [...streams, ...streams] }), 'not_a_certificate'],
  ['no stream', () => ({ streams: [] }), 'not_a_certificate'],
  [
    'no proof',
    () => ({ streams: change({ tombstone: { index: 1, leaf: '', proof: '' } }) }),
    'not_a_receipt',
  ],
  [
    'the proof of another leaf',
    () => ({ streams: change({ tombstone: streams[0]?.tombstone ?? { index: 0, leaf: '', proof: '' } }) }),
    'other_leaf',
  ],
  [
    'backups that expire too early',
    () => ({ backups: { ...backups(), effectiveAtMs: 1 } }),
    'effective_too_early',
  ],
] as const)('with %s it is broken', async (_, changes, reason) => {
  const [status, report] = await verify(changes())
  expect([status, report['verdict'], report['reason']]).toEqual([1, 'broken', reason])
})
