import { expect, test } from 'vitest'
import { asyncOutcomeOf, outcomeOf } from '../test/refusal.ts'
import { encodeReceipt, importReceiptKey, parseReceipt, receiptMessage, verifyReceipt } from './receipt.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
const claim = {
  stream: crypto.randomUUID(),
  index: 2 ** 20 - 1,
  link: crypto.getRandomValues(new Uint8Array(32)),
}
const hashed = { name: 'ECDSA', hash: 'SHA-256' }
const signed = await crypto.subtle.sign(hashed, pair.privateKey, receiptMessage(claim))
const receipt = { ...claim, signature: new Uint8Array(signed) }

test('verifies after a journey as JSON', async () => {
  const received = parseReceipt(JSON.parse(JSON.stringify(encodeReceipt(receipt))))
  expect(received).toEqual(receipt)
  expect(await verifyReceipt(received, publicKey)).toBe(true)
  expect(await verifyReceipt(received, await importReceiptKey(publicKey))).toBe(true)
})

test('does not verify under another key', async () => {
  const other = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  expect(await verifyReceipt(receipt, other.publicKey)).toBe(false)
})

test.each([
  { name: 'empty', key: new Uint8Array(0) },
  { name: 'compressed', key: publicKey.slice(0, 33) },
  { name: 'off the curve', key: publicKey.with(64, (publicKey[64] as number) ^ 1) },
  { name: 'the point at infinity', key: new Uint8Array(1) },
])('a key that is $name is refused', async ({ key }) => {
  expect(await asyncOutcomeOf(() => verifyReceipt(receipt, key))).toBe('bad_key')
})

test('the message has one form for one claim', () => {
  expect(receiptMessage(claim).length).toBe(16 + 16 + 4 + 32)
  expect(outcomeOf(() => receiptMessage({ ...claim, index: 2 ** 20 }))).toBe('bad_receipt')
  expect(outcomeOf(() => receiptMessage({ ...claim, link: new Uint8Array(33) }))).toBe('bad_receipt')
  expect(outcomeOf(() => receiptMessage({ ...claim, stream: '' }))).toBe('bad_id')
})
