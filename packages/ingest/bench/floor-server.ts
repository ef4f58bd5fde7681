// The floor: a Hono route on the same server that reads the body and answers as much as a receipt.
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const answer = {
  receipt: { stream: crypto.randomUUID(), index: 0, link: 'A'.repeat(43), signature: 'A'.repeat(86) },
}

const app = new Hono().post('/v1/apps/:appKey/parcels', async (c) => {
  const body = await c.req.arrayBuffer()
  return c.json(answer, body.byteLength > 0 ? 200 : 400)
})

serve(
  { fetch: app.fetch, port: 0, hostname: '127.0.0.1', serverOptions: { keepAliveTimeout: 65_000 } },
  ({ port }) => {
    process.send?.({ port })
  },
)
process.once('disconnect', () => process.exit(0))
