import {
  encodeVerifierKey,
  formatCheckpoint,
  formatTlogProof,
  inclusionProof,
  leafHash,
  rootOf,
  signNote,
} from '@reseal/protocol/log'
import { beforeAll, describe, expect, it } from 'vitest'
import { type LogEvidence, verifyLog, verifyReceiptText } from './verify-in-page.ts'

const name = 'reseal-test/audit'
const leaves = Array.from({ length: 6 }, (_, index) =>
  JSON.stringify({ action: 'audit.read', time_ms: 10 + index }),
)
const bytes = (text: string) => new TextEncoder().encode(text)
const hashes = leaves.map((leaf) => leafHash(bytes(leaf)))
const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex')

let verifierKey = ''
let note: (size: number, root?: Uint8Array) => Promise<string>
beforeAll(async () => {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  verifierKey = encodeVerifierKey({ name, publicKey })
  const sign = async (message: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new Uint8Array(message)))
  note = (size, root = rootOf(hashes.slice(0, size))) =>
    signNote(formatCheckpoint({ origin: name, size, root }), { name, publicKey, sign })
})

async function* lines(texts: readonly string[] = leaves): AsyncGenerator<string> {
  for (const [index, leaf] of texts.entries()) {
    if (index > 0) yield JSON.stringify({ index, leaf, leaf_hash: hex(leafHash(bytes(leaf))) })
  }
}

const evidence = async (kept?: string): Promise<LogEvidence> => ({
  note: await note(6),
  verifierKey,
  origin: leaves[0] ?? '',
  ...(kept !== undefined && { kept }),
})
const verify = async (given: LogEvidence, texts?: readonly string[]) =>
  verifyLog(given, lines(texts), () => {})

describe('verifying the log in the page', () => {
  it('holds with every leaf, and continues a kept checkpoint', async () => {
    expect(await verify(await evidence())).toMatchObject({ ok: true, size: 6, root: hex(rootOf(hashes)) })
    expect(await verify(await evidence(await note(4)))).toMatchObject({ ok: true, keptSize: 4 })
  })

  it('finds a leaf that was changed with its hash, one that is gone, and a history that was rewritten', async () => {
    const changed = leaves.with(3, JSON.stringify({ action: 'audit.read', time_ms: 13, outcome: 'x' }))
    expect(await verify(await evidence(), changed)).toMatchObject({ ok: false, problem: 'other_root' })
    expect(await verify(await evidence(), leaves.slice(0, 4))).toMatchObject({
      problem: 'too_short',
      index: 4,
    })
    const earlier = leaves.with(3, JSON.stringify({ action: 'audit.read', time_ms: 1 }))
    expect(await verify(await evidence(), earlier)).toMatchObject({ problem: 'time_decreases', index: 3 })
    const forked = await note(4, rootOf(hashes.slice(2, 6)))
    expect(await verify(await evidence(forked))).toMatchObject({ problem: 'other_history' })
    expect(await verify(await evidence(await note(6)))).toMatchObject({ ok: true })
    const shorter = { ...(await evidence(await note(6))), note: await note(5) }
    expect(await verify(shorter)).toMatchObject({ problem: 'shrunk' })
  })

  it('believes no other key', async () => {
    const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
    const other = { ...(await evidence()), verifierKey: encodeVerifierKey({ name, publicKey }) }
    expect(await verify(other)).toEqual({ ok: false, problem: 'bad_signature' })
    expect(await verify({ ...other, verifierKey: 'none' })).toEqual({ ok: false, problem: 'not_a_key' })
  })
})

describe('a receipt', () => {
  it('holds, and does not once it is of another leaf', async () => {
    const checkpoint = await note(6)
    const proof = { index: 2, hashes: inclusionProof(hashes, 2), checkpoint }
    const text = formatTlogProof({ ...proof, extra: bytes(leaves[2] ?? '') })
    expect(await verifyReceiptText(text, [verifierKey])).toMatchObject({ ok: true, index: 2, size: 6 })
    const other = formatTlogProof({ ...proof, extra: bytes(leaves[3] ?? '') })
    expect(await verifyReceiptText(other, [verifierKey])).toEqual({ ok: false, problem: 'bad_proof' })
    expect(await verifyReceiptText('hello', [verifierKey])).toEqual({ ok: false, problem: 'not_a_receipt' })
  })
})
