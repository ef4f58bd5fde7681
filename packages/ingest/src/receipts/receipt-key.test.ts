import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeBase64url, encodeReceipt, parseReceipt, type Receipt, verifyReceipt } from '@reseal/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateReceiptKeyFile, type ReceiptSigner, readReceiptKeyFile } from './receipt-key.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reseal-receipt-key-'))
})
afterAll(() => rm(folder, { recursive: true }))

function receiptOf(signer: ReceiptSigner, what: Omit<Receipt, 'signature'>): Receipt {
  return parseReceipt(JSON.parse(signer.sign(what)))
}

const acknowledged = {
  stream: '7b0a4f0e-3a51-4d1e-9a0a-0d6c5f1f7a11',
  index: 7,
  link: new Uint8Array(32).fill(3),
}

test('a receipt verifies under the published key and under no other message', async () => {
  const path = join(folder, 'receipt.json')
  const publicKey = await generateReceiptKeyFile(path)
  const signer = await readReceiptKeyFile(path)
  expect(signer.publicKey).toBe(publicKey)
  const key = decodeBase64url(publicKey)
  expect(key).toHaveLength(65)
  const receipt = receiptOf(signer, acknowledged)
  expect(await verifyReceipt(receipt, key)).toBe(true)
  expect(await verifyReceipt({ ...receipt, index: 8 }, key)).toBe(false)
})

test('signs what the protocol says, whatever its numbers look like', async () => {
  const path = join(folder, 'many.json')
  const key = decodeBase64url(await generateReceiptKeyFile(path))
  const signer = await readReceiptKeyFile(path)
  // A number of a signature is shorter than 32 bytes once in 256.
  for (let index = 0; index < 1200; index++) {
    const link = crypto.getRandomValues(new Uint8Array(32))
    const stream = crypto.randomUUID()
    const text = signer.sign({ stream, index, link })
    const receipt = parseReceipt(JSON.parse(text))
    expect(receipt).toMatchObject({ stream, index, link })
    expect(text).toBe(JSON.stringify(encodeReceipt(receipt)))
    expect(await verifyReceipt(receipt, key)).toBe(true)
  }
})

test('writes the key for its owner alone and never over another', async () => {
  const path = join(folder, 'once.json')
  await generateReceiptKeyFile(path)
  const before = await readFile(path, 'utf8')
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  await expect(generateReceiptKeyFile(path)).rejects.toMatchObject({ code: 'EEXIST' })
  expect(await readFile(path, 'utf8')).toBe(before)
})

test('refuses a key file that others can read, that is missing, or that holds no P-256 key', async () => {
  const path = join(folder, 'readable.json')
  await generateReceiptKeyFile(path)
  await chmod(path, 0o640)
  await expect(readReceiptKeyFile(path)).rejects.toMatchObject({ code: 'bad_configuration' })
  await expect(readReceiptKeyFile(join(folder, 'missing.json'))).rejects.toMatchObject({
    code: 'bad_configuration',
  })
  const wrong = join(folder, 'wrong.json')
  await writeFile(wrong, '{"kty":"oct","k":"AAAA"}', { mode: 0o600 })
  await expect(readReceiptKeyFile(wrong)).rejects.toMatchObject({ code: 'bad_configuration' })
})
