// Sessions with real sealed bytes, in batches that they share, of any age: what retention works on.
import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeBase64url, encodeBatch, sha256 } from '@reseal/protocol'
import { openStream } from '@reseal/protocol/open'
import { createSealingContext, type SealingContext } from '@reseal/protocol/seal'
import {
  createIngestRepository,
  createReplayRepository,
  type Database,
  type KeyProvider,
  type NewSegment,
  type NewStream,
  type ObjectStore,
} from '@reseal/store'
import { sql } from 'kysely'
import { streamHeaderBytes } from '../../packages/store/src/streams/packed-header.ts'

/** What a session is to be. */
export interface SessionShape {
  readonly app: string
  readonly ageDays: number
  readonly hasErrors: boolean
  readonly tags: Readonly<Record<string, string>>
  /** Segments of each of its streams. */
  readonly streams: readonly number[]
  /** Its streams go on, and were heard of just now. */
  readonly isOpen?: boolean
  /** Of content in each segment; as few as it takes by default. */
  readonly segmentBytes?: number
}

/** A session that is there. */
export interface RecordedSession extends SessionShape {
  readonly session: string
  readonly streamIds: readonly string[]
}

/** What recording takes. */
export interface RecorderParts {
  readonly data: string
  readonly ingest: Database
  readonly superuser: Database
  readonly objects: ObjectStore
}

interface Sealing {
  readonly context: SealingContext
  readonly row: NewStream
  readonly count: number
  sealed: { readonly segment: NewSegment; readonly bytes: Uint8Array }[]
}

/** Seals sessions; their segments lie in `batchCount` batches, each batch holding some of most streams. */
export async function recordSessions(
  parts: RecorderParts,
  shapes: readonly SessionShape[],
  batchCount: number,
): Promise<RecordedSession[]> {
  const init = JSON.parse(await readFile(join(parts.data, 'init.json'), 'utf8')) as { sealingKey: string }
  const sealingPublicKey = decodeBase64url(init.sealingKey)
  const apps = await parts.superuser.selectFrom('apps').select(['id', 'app_key']).execute()
  const appKeys = new Map(apps.map(({ id, app_key }) => [id, app_key]))
  const sealings: Sealing[] = []
  const sessions: RecordedSession[] = []
  for (const shape of shapes) {
    const session = randomUUID()
    const own: Sealing[] = []
    for (const count of shape.streams)
      own.push(
        await seal(shape.app, session, {
          appKey: appKeys.get(shape.app) ?? '',
          sealingPublicKey,
          count,
          isOpen: shape.isOpen === true,
          segmentBytes: shape.segmentBytes ?? 0,
        }),
      )
    sealings.push(...own)
    sessions.push({ ...shape, session, streamIds: own.map(({ row }) => row.stream) })
  }
  for (let batch = 0; batch < batchCount; batch += 1) await commit(parts, sealings, { batch, batchCount })
  for (const one of sessions) await dress(parts.superuser, one)
  return sessions
}

async function seal(
  app: string,
  session: string,
  {
    appKey,
    sealingPublicKey,
    count,
    isOpen,
    segmentBytes,
  }: {
    readonly appKey: string
    readonly sealingPublicKey: Uint8Array
    readonly count: number
    readonly isOpen: boolean
    readonly segmentBytes: number
  },
): Promise<Sealing> {
  const [stream, appendKeyHash] = [randomUUID(), sha256(randomBytes(32))]
  const startedAtMs = 1_700_000_000_000
  const keyId = Buffer.from(sha256(sealingPublicKey)).toString('hex').slice(0, 16)
  const context = await createSealingContext({
    sealingPublicKey,
    header: {
      version: 1,
      app: appKey,
      session,
      stream,
      keyId,
      ruleSetHash: sha256(new Uint8Array(0)),
      appendKeyHash,
      withdrawalTokenHash: sha256(new Uint8Array(1)),
      sdk: 'test/0',
      startedAtMs,
    },
  })
  const { headerBytes, headerHash, enc } = context
  const row = {
    stream,
    session,
    appId: app,
    keyId,
    headerBytes,
    headerHash,
    enc,
    encHash: sha256(enc),
    appendKeyHash,
    startedAtMs,
  }
  const sealed: Sealing['sealed'] = []
  let previousLink: Uint8Array | undefined
  for (let index = 0; index < count; index += 1) {
    const startMs = startedAtMs + index * 5_000
    const meta = {
      keyframe: index === 0,
      final: !isOpen && index === count - 1,
      startMs,
      endMs: startMs + 4_000,
    }
    const { bytes, link } = await context.sealSegment(
      Buffer.from(`${JSON.stringify([{ stream, index }])}${fill(segmentBytes)}`),
      meta,
    )
    const place = { stream, index, offset: 0, length: bytes.length, sha256: sha256(bytes) }
    sealed.push({
      segment: { ...place, previousLink: previousLink ?? new Uint8Array(32), link, ...meta },
      bytes,
    })
    previousLink = link
  }
  return { context, row, count, sealed }
}

/** What gzip makes hardly smaller. */
function fill(sizeBytes: number): string {
  return randomBytes(Math.ceil((sizeBytes * 3) / 4)).toString('base64')
}

/** Of each stream its share, in order; a stream of fewer segments than batches is in some of them. */
async function commit(
  { ingest, objects }: RecorderParts,
  sealings: readonly Sealing[],
  { batch, batchCount }: { readonly batch: number; readonly batchCount: number },
): Promise<void> {
  const taken = sealings.map((sealing) => {
    const [from, to] = [batch, batch + 1].map((at) => Math.floor((sealing.sealed.length * at) / batchCount))
    return { sealing, part: sealing.sealed.slice(from, to), isFirst: from === 0 }
  })
  const some = taken.filter(({ part }) => part.length > 0)
  if (some.length === 0) return
  const registered = some.filter(({ isFirst }) => isFirst).map(({ sealing }) => sealing.row)
  const id = randomUUID()
  const flat = some.flatMap(({ part }) => part)
  const { bytes, entries } = encodeBatch({
    batchId: id,
    createdAtMs: Date.now(),
    streams: registered.map(({ headerBytes }) => ({ headerBytes })),
    segments: flat.map((one) => one.bytes),
  })
  const objectKey = `batches/${id}`
  await objects.put(objectKey, bytes)
  const outcome = await createIngestRepository(ingest).commitBatch({
    batch: { id, objectKey, sha256: sha256(bytes), sizeBytes: bytes.length },
    streams: registered,
    segments: flat.flatMap(({ segment }, at) => {
      const entry = entries[at]
      return entry ? [{ ...segment, offset: entry.offset, length: entry.length }] : []
    }),
  })
  if (outcome.outcome !== 'committed') throw new Error(outcome.outcome)
}

/** Gives rows their age, and what the indexer would have found. */
async function dress(
  superuser: Database,
  { session, app, ageDays, hasErrors, tags, isOpen }: RecordedSession,
): Promise<void> {
  if (isOpen !== true)
    await sql`UPDATE streams SET last_received_at = now() - ${ageDays} * interval '1 day',
    registered_on = ((now() - ${ageDays} * interval '1 day') AT TIME ZONE 'UTC')::date
    WHERE session_id = ${session}`.execute(superuser)
  const labels = { pages: [], tags, errors: [], requests: [], vitals: {} }
  const summary = JSON.stringify({ fromMs: 0, toMs: 1, counts: hasErrors ? { errors: 1 } : {}, labels })
  await sql`INSERT INTO summaries.streams (stream_id, session_id, app_id, summary)
    SELECT id, session_id, app_id, ${summary}::jsonb FROM streams WHERE session_id = ${session}`.execute(
    superuser,
  )
  await sql`INSERT INTO summaries.sessions (session_id, app_id, started_at_ms, tokens, summary)
    VALUES (${session}, ${app}, 0, '{}', ${summary}::jsonb)`.execute(superuser)
}

/** Ids of streams with a key, each of which opens from its first segment to its last. */
export async function openLiving(
  { superuser, objects }: Pick<RecorderParts, 'superuser' | 'objects'>,
  keys: Pick<KeyProvider, 'publicKey' | 'deriveSharedSecret'>,
): Promise<string[]> {
  const replays = createReplayRepository(superuser)
  const streams = await superuser
    .selectFrom('streams')
    .innerJoin('stream_keys', 'stream_keys.stream_id', 'streams.id')
    .select([
      'streams.id',
      'streams.session_id',
      'streams.key_id',
      'streams.header',
      'streams.header_hash',
      'streams.enc_hash',
    ])
    .select(['streams.append_key_hash', 'streams.started_at_ms', 'streams.next_index', 'enc'])
    .orderBy('streams.id')
    .execute()
  for (const row of streams) {
    const opener = await openStream({
      headerBytes: streamHeaderBytes(row),
      enc: row.enc,
      sealingPublicKey: await keys.publicKey(row.key_id),
      deriveSharedSecret: (point) => keys.deriveSharedSecret(row.key_id, point),
    })
    const segments = await replays.listSegments(row.id)
    if (segments.length !== row.next_index) throw new Error('a living stream lacks a segment')
    for (const { index, objectKey, offset, length } of segments) {
      const bytes = await objects.get(objectKey, { start: offset, endExclusive: offset + length })
      const text = Buffer.from(await opener.openSegment(bytes, { index })).toString('utf8')
      if (!text.startsWith(JSON.stringify([{ stream: row.id, index }])))
        throw new Error('a segment is another')
    }
  }
  return streams.map(({ id }) => id)
}
