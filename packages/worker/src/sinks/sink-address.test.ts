import { afterEach, expect, test, vi } from 'vitest'
import { allowedLookup, checkSinkUrl, isAllowedAddress } from './sink-address.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['https://siem.example.org/in', false, undefined],
  ['https://10.1.2.3/in', false, 'address'],
  ['https://10.1.2.3/in', true, undefined],
  ['https://[fd00::1]/in', false, 'address'],
  ['https://[::1]/in', false, 'address'],
  ['https://[::ffff:10.0.0.1]/in', false, 'address'],
  ['https://[::ffff:169.254.169.254]/in', true, 'address'],
  ['https://169.254.169.254/latest', true, 'address'],
  ['https://2852039166/latest', true, 'address'],
  ['https://0.0.0.0/in', true, 'address'],
  ['https://someone:secret@siem.example.org/in', false, 'address'],
  ['http://siem.example.org/in', true, 'insecure'],
  ['http://10.1.2.3/in', true, 'insecure'],
  ['http://127.0.0.1:8088/in', true, undefined],
  ['http://127.0.0.1:8088/in', false, 'address'],
  ['ftp://127.0.0.1/in', true, 'insecure'],
  ['nothing', true, 'address'],
])('%s, private %s: %s', (url, isPrivate, code) => {
  if (code === undefined) expect(checkSinkUrl(url, isPrivate).href).toContain('/in')
  else expect(() => checkSinkUrl(url, isPrivate)).toThrow(expect.objectContaining({ code }))
})

test('is insecure where any certificate would be believed', () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  expect(() => checkSinkUrl('https://siem.example.org', false)).toThrow(
    expect.objectContaining({ code: 'insecure' }),
  )
})

test('takes public addresses and none that is no address', () => {
  expect(isAllowedAddress('203.0.113.9', false)).toBe(true)
  expect(isAllowedAddress('2001:db8::1', false)).toBe(true)
  expect(isAllowedAddress('siem.example.org', true)).toBe(false)
})

test('a name that stands for this machine is looked up only where that is allowed', async () => {
  const resolve = (isPrivate: boolean) =>
    new Promise((done) => {
      allowedLookup(isPrivate)('localhost', {}, (error, address) => done(error ?? address))
    })
  expect(await resolve(false)).toMatchObject({ code: 'address' })
  expect(['127.0.0.1', '::1']).toContain(await resolve(true))
})
