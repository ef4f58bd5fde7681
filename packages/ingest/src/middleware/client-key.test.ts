import { createAddressKeyer } from '@reseal/listener'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { IngestEnv } from '../app-env.ts'
import { createClientKeyer } from './client-key.ts'
import { incomingOf, requestHeader } from './node-request.ts'

async function keyOf(trustedProxyHops: number, forwardedFor: string | undefined): Promise<string> {
  const keyer = createClientKeyer({ keyOfAddress: (address) => `key of ${address}`, trustedProxyHops })
  const app = new Hono<IngestEnv>().get('/', (c) =>
    c.text(keyer(requestHeader(c, 'x-forwarded-for'), incomingOf(c)?.socket)),
  )
  const socket = { remoteAddress: '10.0.0.1' }
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
  const response = await app.request('/', {}, { incoming: { socket, headers } })
  return response.text()
}

test('a client is its connection’s address unless a trusted proxy says another', async () => {
  expect(await keyOf(0, '192.0.2.7')).toBe('key of 10.0.0.1')
  expect(await keyOf(1, '192.0.2.7')).toBe('key of 192.0.2.7')
  expect(await keyOf(1, '198.51.100.1, 192.0.2.7')).toBe('key of 192.0.2.7')
  expect(await keyOf(1, undefined)).toBe('key of 10.0.0.1')
  // What is no address counts for the proxy: else each made-up word had a quota of its own.
  expect(await keyOf(1, 'made-up')).toBe('key of 10.0.0.1')
})

test('keys are those of the listener: nothing of the address is in them', () => {
  expect(createAddressKeyer()('192.0.2.7')).not.toContain('192')
})
