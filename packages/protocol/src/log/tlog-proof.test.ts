import { describe, expect, test } from 'vitest'
import { asyncOutcomeOf, outcomeOf } from '../../test/refusal.ts'
import tessera from '../../vectors/third-party/tessera-log.json' with { type: 'json' }
import { decodeBase64 } from '../base64.ts'
import { leafHash } from './merkle-tree.ts'
import { inclusionProof } from './proof.ts'
import { type NoteVerifier, parseVerifierKey } from './signed-note.ts'
import { parseEntries } from './tiles.ts'
import { formatTlogProof, parseTlogProof, verifyTlogProof } from './tlog-proof.ts'

const hash = new Uint8Array(32).fill(7)
const line = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc='
const note = 'origin\n3\nroot\n\n— origin AAAAAAA=\n'

// The cases of transparency-dev/formats, package proof, and those of the specification's text.
test.each([
  {
    name: 'without extra data',
    proof: { index: 5, hashes: [hash, hash], checkpoint: note },
    text: `c2sp.org/tlog-proof@v1\nindex 5\n${line}\n${line}\n\n${note}`,
  },
  {
    name: 'with extra data',
    proof: { index: 10, hashes: [hash], checkpoint: note, extra: new TextEncoder().encode('extra') },
    text: `c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 10\n${line}\n\n${note}`,
  },
  {
    name: 'of the only entry',
    proof: { index: 0, hashes: [], checkpoint: note },
    text: `c2sp.org/tlog-proof@v1\nindex 0\n\n${note}`,
  },
])('a proof $name is written and read', ({ proof, text }) => {
  expect(formatTlogProof(proof)).toBe(text)
  expect(parseTlogProof(text)).toEqual(proof)
})

const valid = `c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 10\n${line}\n\n${note}`

test.each([
  ['another first line', valid.replace('@v1', '@v2')],
  ['no first line', valid.replace('c2sp.org/tlog-proof@v1\n', '')],
  ['extra data after the index', valid.replace('extra ZXh0cmE=\nindex 10', 'index 10\nextra ZXh0cmE=')],
  ['extra data that is no base64', valid.replace('ZXh0cmE=', 'ZXh0cmE')],
  ['empty extra data', valid.replace('ZXh0cmE=', '')],
  ['extra data twice', valid.replace('index', 'extra ZXh0cmE=\nindex')],
  ['no index', valid.replace('index 10\n', '')],
  ['an index with a leading zero', valid.replace('index 10', 'index 010')],
  ['a negative index', valid.replace('index 10', 'index -1')],
  ['an index beyond 2^53 - 1', valid.replace('index 10', 'index 9007199254740992')],
  ['a hash of 33 bytes', valid.replace(line, `${line.slice(0, -1)}A`)],
  ['a hash that is no base64', valid.replace(line, line.replace('B', '_'))],
  ['a carriage return', valid.replace('index 10', 'index 10\r')],
  ['65 hashes', valid.replace(line, Array.from({ length: 65 }, () => line).join('\n'))],
  ['no empty line', valid.replaceAll('\n\n', '\n')],
  ['nothing at all', ''],
])('a proof with %s is refused', (_, text) => {
  expect(outcomeOf(() => parseTlogProof(text))).toBe('bad_proof')
})

test('a proof beyond its limit is refused', () => {
  expect(outcomeOf(() => parseTlogProof(valid + 'x'.repeat(160 * 1024)))).toBe('too_large')
})

test.each([
  { index: -1, hashes: [], checkpoint: note },
  { index: 0.5, hashes: [], checkpoint: note },
  { index: 0, hashes: [new Uint8Array(31)], checkpoint: note },
  { index: 0, hashes: [], checkpoint: 'no newline' },
  { index: 0, hashes: [], checkpoint: note, extra: new Uint8Array(0) },
])('no proof is written from %j', (proof) => {
  expect(outcomeOf(() => formatTlogProof(proof))).toBe('bad_proof')
})

describe('a proof from the log of transparency-dev/tessera', async () => {
  const key = parseVerifierKey(tessera.verifier_key)
  const raw = key.publicKey as Uint8Array<ArrayBuffer>
  const imported = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
  const verify = (message: Uint8Array, signature: Uint8Array): Promise<boolean> =>
    crypto.subtle.verify('Ed25519', imported, signature as BufferSource, message as BufferSource)
  const verifier: NoteVerifier = { ...key, verify }
  const tiles: Readonly<Record<string, string>> = tessera.tiles
  const checkpoint = tessera.checkpoints[13] ?? ''
  const entries = parseEntries(decodeBase64(tiles['tile/entries/000.p/13'] ?? ''), 13)
  const entry = entries[4] as Uint8Array
  const hashes = inclusionProof(entries.map(leafHash), 4)
  const text = formatTlogProof({ index: 4, hashes, checkpoint, extra: entry })

  test('verifies with its entry inside it, or beside it', async () => {
    const proven = await verifyTlogProof(text, verifier)
    expect(proven).toMatchObject({ index: 4, checkpoint: { origin: key.name, size: 13 } })
    expect(proven.entry).toEqual(entry)
    const bare = formatTlogProof({ index: 4, hashes, checkpoint })
    expect((await verifyTlogProof(bare, verifier, entry)).index).toBe(4)
    expect(await asyncOutcomeOf(() => verifyTlogProof(bare, verifier))).toBe('bad_proof')
  })

  test.each([
    [
      'another entry',
      formatTlogProof({ index: 4, hashes, checkpoint, extra: entries[5] as Uint8Array }),
      'bad_proof',
    ],
    ['another index', formatTlogProof({ index: 5, hashes, checkpoint, extra: entry }), 'bad_proof'],
    [
      'a hash less',
      formatTlogProof({ index: 4, hashes: hashes.slice(1), checkpoint, extra: entry }),
      'bad_proof',
    ],
    ['another size', text.replace('\n13\n', '\n12\n'), 'bad_signature'],
    ['no signature', text.slice(0, text.lastIndexOf('—')), 'bad_note'],
  ])('with %s does not verify', async (_, changed, code) => {
    expect(await asyncOutcomeOf(() => verifyTlogProof(changed, verifier))).toBe(code)
  })

  test('does not verify as one of another log with the same key', async () => {
    expect(await asyncOutcomeOf(() => verifyTlogProof(text, { ...verifier, name: 'other' }))).toBe(
      'bad_signature',
    )
  })
})
