import { describe, expect, test } from 'vitest'
import { asyncOutcomeOf, outcomeOf } from '../../test/refusal.ts'
import tessera from '../../vectors/third-party/tessera-log.json' with { type: 'json' }
import { decodeBase64 } from '../base64.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { leafHash, rootOf } from './merkle-tree.ts'
import {
  encodeVerifierKey,
  type NoteKey,
  type NoteSigner,
  type NoteVerifier,
  parseNote,
  parseVerifierKey,
  signNote,
  verifyNote,
} from './signed-note.ts'
import { parseEntries, parseTile } from './tiles.ts'

async function verifierOf(key: NoteKey): Promise<NoteVerifier> {
  const publicKey = key.publicKey as Uint8Array<ArrayBuffer>
  const imported = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
  const verify = (message: Uint8Array, signature: Uint8Array): Promise<boolean> =>
    crypto.subtle.verify('Ed25519', imported, signature as BufferSource, message as BufferSource)
  return { ...key, verify }
}

async function createSigner(name: string): Promise<NoteSigner> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const sign = async (message: Uint8Array): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message as BufferSource))
  return { name, publicKey, sign }
}

describe('the log of transparency-dev/tessera', async () => {
  const key = parseVerifierKey(tessera.verifier_key)
  const verifier = await verifierOf(key)
  const tiles: Readonly<Record<string, string>> = tessera.tiles

  test('its key is read and written', () => {
    expect(key.name).toBe('example.com/log/testdata')
    expect(encodeVerifierKey(key)).toBe(tessera.verifier_key)
  })

  test.each(tessera.checkpoints.map((note, size) => ({ note, size })))(
    'its checkpoint of size $size verifies and names the root of its entries',
    async ({ note, size }) => {
      const checkpoint = parseCheckpoint(await verifyNote(note, verifier))
      expect(checkpoint).toMatchObject({ origin: key.name, size })
      const hashes = size === 0 ? [] : parseTile(decodeBase64(tiles[`tile/0/000.p/${size}`] ?? ''), size)
      const entries =
        size === 0 ? [] : parseEntries(decodeBase64(tiles[`tile/entries/000.p/${size}`] ?? ''), size)
      expect(entries.map(leafHash)).toEqual(hashes)
      expect(rootOf(hashes)).toEqual(checkpoint.root)
      expect(formatCheckpoint(checkpoint)).toBe(parseNote(note).text)
    },
  )

  test('a checkpoint with another size does not verify', async () => {
    const note = tessera.checkpoints[12]?.replace('\n12\n', '\n13\n') ?? ''
    expect(await asyncOutcomeOf(() => verifyNote(note, verifier))).toBe('bad_signature')
  })
})

describe('signed note', async () => {
  const signer = await createSigner('reseal.example/audit')
  const verifier = await verifierOf(signer)
  const note = await signNote('text\n\nmore text\n', signer)

  test('verifies under the key that signed it', async () => {
    expect(await verifyNote(note, verifier)).toBe('text\n\nmore text\n')
  })

  test('verifies beside signatures of others', async () => {
    const other = await createSigner('witness.example')
    const otherLine = (await signNote('text\n\nmore text\n', other)).split('\n\n').at(-1)
    expect(await verifyNote(`${note}${otherLine}`, verifier)).toBe('text\n\nmore text\n')
    expect(await verifyNote(`${note}${otherLine}`, await verifierOf(other))).toBe('text\n\nmore text\n')
  })

  test('does not verify under another key, nor the same key by another name', async () => {
    const other = await verifierOf(await createSigner(signer.name))
    expect(await asyncOutcomeOf(() => verifyNote(note, other))).toBe('bad_signature')
    const renamed = await verifierOf({ ...signer, name: 'reseal.example/recordings' })
    expect(await asyncOutcomeOf(() => verifyNote(note, renamed))).toBe('bad_signature')
  })

  test('does not verify by a line of another name with the same key hash', async () => {
    const renamed = note.replace(`— ${signer.name} `, '— reseal.example/recordings ')
    expect(await asyncOutcomeOf(() => verifyNote(renamed, verifier))).toBe('bad_signature')
  })

  test('is refused when one of two signatures by its key is wrong', async () => {
    const forged = (await signNote('other\n', signer)).split('\n\n').at(-1)
    expect(await asyncOutcomeOf(() => verifyNote(`${note}${forged}`, verifier))).toBe('bad_signature')
  })

  test.each([
    { name: 'empty', text: '' },
    { name: 'without a signature', text: 'text\n' },
    { name: 'without the empty line', text: note.replace('\n\n', '\n').replace('\n\n', '\n') },
    { name: 'without the last newline', text: note.slice(0, -1) },
    { name: 'with a hyphen for the dash', text: note.replace('—', '-') },
    { name: 'with a signature that is not base64', text: `text\n\n— ${signer.name} A\n` },
    { name: 'with a signature of four bytes', text: `text\n\n— ${signer.name} AAAAAA==\n` },
    { name: 'with a control character', text: note.replace('text', '\ttext') },
    { name: 'with a carriage return', text: note.replace('text', 'text\r') },
    { name: 'with a line after the signatures', text: `${note}text\n` },
  ])('is refused $name', async ({ text }) => {
    expect(await asyncOutcomeOf(() => verifyNote(text, verifier))).toBe('bad_note')
  })

  test('is refused beyond its limits', async () => {
    expect(outcomeOf(() => parseNote('a'.repeat(65_537)))).toBe('too_large')
    const line = note.split('\n\n').at(-1) ?? ''
    expect(outcomeOf(() => parseNote(note + line.repeat(64)))).toBe('bad_note')
  })

  test('is not made of a text that it could not carry', async () => {
    for (const text of ['', 'no newline', 'tab\t\n', 'surrogate \ud800\n']) {
      expect(await asyncOutcomeOf(() => signNote(text, signer))).toBe('bad_note')
    }
  })

  test.each(['', 'a b', 'a+b', 'a\u0085b', 'a\u00a0b', '\ud800'])('no key has the name %j', async (name) => {
    expect(await asyncOutcomeOf(() => signNote('text\n', { ...signer, name }))).toBe('bad_key')
    expect(outcomeOf(() => encodeVerifierKey({ ...signer, name }))).toBe('bad_key')
  })

  test.each([
    { name: 'a hash of another key', text: tessera.verifier_key.replace('33d7b496', '33d7b497') },
    { name: 'another name', text: `x${tessera.verifier_key}` },
    { name: 'nothing', text: '' },
    { name: 'base64 that is none', text: tessera.verifier_key.replace(/.$/, '=') },
    {
      name: 'a hash in upper case',
      text: encodeVerifierKey(signer).replace(/\+[0-9a-f]{8}\+/, '+ABCDEF00+'),
    },
  ])('a verifier key with $name is refused', ({ text }) => {
    expect(outcomeOf(() => parseVerifierKey(text))).toBe('bad_key')
  })
})

describe('checkpoint', () => {
  const root = new Uint8Array(32)
  const valid = formatCheckpoint({ origin: 'a', size: 1, root })

  test('carries extension lines', () => {
    const checkpoint = { origin: 'a', size: 2 ** 53 - 1, root, extensions: ['x', 'y z'] }
    expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint)
  })

  test.each([
    { name: 'without origin', text: valid.replace('a', '') },
    { name: 'with a size that begins with zero', text: valid.replace('\n1\n', '\n01\n') },
    { name: 'with a negative size', text: valid.replace('\n1\n', '\n-1\n') },
    { name: 'with a size in hex', text: valid.replace('\n1\n', '\n0x1\n') },
    { name: 'with a size beyond 2^53 - 1', text: valid.replace('\n1\n', '\n9007199254740992\n') },
    { name: 'without root', text: 'a\n1\n' },
    { name: 'with a root of 31 bytes', text: `a\n1\n${'A'.repeat(40)}AA==\n`.replace('AAAA==', 'AA==') },
    { name: 'with a root in base64url', text: `a\n1\n${'_'.repeat(42)}8=\n` },
    { name: 'with an empty extension', text: `${valid}\n` },
    { name: 'without the last newline', text: valid.slice(0, -1) },
    { name: 'that is too long', text: `${valid}${'x'.repeat(16_384)}\n` },
  ])('is refused $name', ({ text }) => {
    expect(outcomeOf(() => parseCheckpoint(text))).toBe('bad_checkpoint')
  })

  test.each([
    { origin: '', size: 1, root },
    { origin: 'a\nb', size: 1, root },
    { origin: 'a', size: -1, root },
    { origin: 'a', size: 0.5, root },
    { origin: 'a', size: 1, root: new Uint8Array(31) },
    { origin: 'a', size: 1, root, extensions: [''] },
  ])('is not written from %j', (checkpoint) => {
    expect(outcomeOf(() => formatCheckpoint(checkpoint))).toBe('bad_checkpoint')
  })
})
