import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import type { IngestEnv } from '../app-env.ts'
import { IngestError } from '../errors.ts'
import { readBody } from './body.ts'

test('a request that died before anybody listened to it is refused, and holds its memory no longer', async () => {
  const incoming = new IncomingMessage(new Socket())
  incoming.destroy()
  await once(incoming, 'close')
  const app = new Hono<IngestEnv>().post('/', async (c) => {
    try {
      await readBody(c, { length: 5, maxBytes: 10 })
      return c.text('read')
    } catch (error) {
      return c.text(error instanceof IngestError ? error.code : 'unknown')
    }
  })
  const response = await app.request('/', { method: 'POST' }, { incoming })
  expect(await response.text()).toBe('bad_parcel')
})
