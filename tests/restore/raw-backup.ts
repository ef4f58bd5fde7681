// What whoever has a raw backup of the database, the objects and the sealing key needs: nothing of Reseal's services.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStream } from '@reseal/protocol/open'
import { createFileKeyProvider, type Database } from '@reseal/store'
import { streamHeaderBytes } from '../../packages/store/src/streams/packed-header.ts'
import { readBatches } from '../tamper/deployment.ts'

/** The first segment's events as text; undefined where the database has no key of the stream. */
export async function openRaw(db: Database, data: string, stream: string): Promise<string | undefined> {
  const row = await db.selectFrom('streams').selectAll().where('id', '=', stream).executeTakeFirstOrThrow()
  const key = await db
    .selectFrom('stream_keys')
    .select('enc')
    .where('stream_id', '=', stream)
    .executeTakeFirst()
  if (key === undefined) return undefined
  const keys = await createFileKeyProvider({ path: join(data, 'keys', 'sealing.json') })
  const opener = await openStream({
    headerBytes: streamHeaderBytes(row),
    enc: new Uint8Array(key.enc),
    sealingPublicKey: await keys.publicKey(row.key_id),
    deriveSharedSecret: (enc) => keys.deriveSharedSecret(row.key_id, enc),
  })
  for (const { path, entries } of await readBatches(join(data, 'objects'))) {
    const place = entries.find((entry) => entry.stream === stream && entry.index === 0)
    if (place === undefined) continue
    const bytes = new Uint8Array(await readFile(path)).subarray(place.offset, place.offset + place.length)
    return Buffer.from(await opener.openSegment(bytes)).toString('utf8')
  }
  throw new Error('no object holds the stream')
}
