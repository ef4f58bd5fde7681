// What batches are compared with: the same server, one object and one INSERT a segment, each durable before the answer.
import { createHash, randomUUID } from 'node:crypto'
import { serve } from '@hono/node-server'
import type { ObjectsConfig } from '@reseal/ingest'
import { createDatabase, createFolderObjectStore, createS3ObjectStore, type ObjectStore } from '@reseal/store'
import { Hono } from 'hono'
import { sql } from 'kysely'

const [databaseUrl, objects] = process.argv.slice(2)
if (databaseUrl === undefined || objects === undefined) process.exit(2)

const db = createDatabase({ connectionString: databaseUrl, maxConnections: 16 })
const store = open(JSON.parse(objects) as ObjectsConfig)

function open(config: ObjectsConfig): ObjectStore {
  if (config.kind === 'folder') return createFolderObjectStore({ root: config.root })
  const { bucket, endpoint = '', forcePathStyle = false } = config
  return createS3ObjectStore({ bucket, endpoint, forcePathStyle })
}

const answer = {
  receipt: { stream: randomUUID(), index: 0, link: 'A'.repeat(43), signature: 'A'.repeat(86) },
}

const app = new Hono().post('/v1/apps/:appKey/parcels', async (c) => {
  const body = new Uint8Array(await c.req.arrayBuffer())
  const id = randomUUID()
  const objectKey = `naive/${id}`
  const sha256 = createHash('sha256').update(body).digest()
  await store.put(objectKey, body, { sha256 })
  // A row of the table that ingest may write and nothing else reads during the measurement.
  await sql`INSERT INTO sessions (id, app_id, started_at_ms) VALUES (${id}, 'bench', ${body.length})`.execute(
    db,
  )
  return c.json(answer)
})

serve(
  { fetch: app.fetch, port: 0, hostname: '127.0.0.1', serverOptions: { keepAliveTimeout: 65_000 } },
  ({ port }) => {
    process.send?.({ port })
  },
)
process.once('disconnect', () => process.exit(0))
