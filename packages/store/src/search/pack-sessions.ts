// Packs sessions that nothing changes any more (see 0024b), and takes out again what changes all the same.
import { type Kysely, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

/** Sessions of a chunk. */
const chunkSessions = 4_096

/** Packs one chunk of an app's sessions that did not change since; false where there are not enough. As the worker. */
export function packSessions(db: Database, app: string, changedBefore: Date): Promise<boolean> {
  return guardDatabase(async () => {
    // Most times there are not, and nothing is held.
    const { rows } = await sql<{ count: number }>`SELECT count(*) AS count FROM (
      SELECT FROM summaries.sessions WHERE app_id = ${app} AND chunk IS NULL AND changed_at < ${changedBefore}
      LIMIT ${chunkSessions}) AS unchanged`.execute(db)
    if ((rows[0]?.count ?? 0) < chunkSessions) return false
    return db.transaction().execute((transaction) => packApp(transaction, app, changedBefore))
  })
}

async function packApp(transaction: Kysely<Tables>, app: string, changedBefore: Date): Promise<boolean> {
  // Row by row through the keys, whatever was measured of the table last.
  await sql`SELECT set_config(name, 'off', true)
    FROM unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) AS name`.execute(transaction)
  const { rows } = await sql<{ session_id: string; started_at_ms: number; tokens: readonly string[] }>`
    SELECT session_id, started_at_ms, tokens::text[] AS tokens FROM summaries.sessions
    WHERE app_id = ${app} AND chunk IS NULL AND changed_at < ${changedBefore}
    ORDER BY app_id, started_at_ms, session_id LIMIT ${chunkSessions} FOR UPDATE SKIP LOCKED`.execute(
    transaction,
  )
  const [first, last] = [rows[0], rows.at(-1)]
  if (rows.length < chunkSessions || first === undefined || last === undefined) return false
  const places = new Map<string, number[]>()
  for (const [place, { tokens }] of rows.entries()) {
    for (const token of tokens) {
      const known = places.get(token)
      if (known === undefined) places.set(token, [place])
      else known.push(place)
    }
  }
  const { rows: made } = await sql<{ chunk: number }>`
    INSERT INTO summaries.chunks (app_id, from_ms, to_ms, alive)
    VALUES (${app}, ${first.started_at_ms}, ${last.started_at_ms}, ${'1'.repeat(chunkSessions)}::bit(4096))
    RETURNING chunk`.execute(transaction)
  const chunk = made[0]?.chunk ?? 0
  await sql`INSERT INTO summaries.postings (token, chunk, sessions)
    SELECT token::int8, ${chunk}::int4, bits::bit(4096)
    FROM unnest(${[...places.keys()]}::text[], ${[...places.values()].map(bitsOf)}::text[]) AS added (token, bits)`.execute(
    transaction,
  )
  await sql`UPDATE summaries.sessions SET chunk = ${chunk}::int4, place = packed.position - 1, tokens = '{}'
    FROM unnest(${rows.map(({ session_id }) => session_id)}::uuid[]) WITH ORDINALITY AS packed (id, position)
    WHERE session_id = packed.id`.execute(transaction)
  return true
}

function bitsOf(places: readonly number[]): string {
  const bits = new Uint8Array(chunkSessions).fill(0x30)
  for (const place of places) bits[place] = 0x31
  return Buffer.from(bits).toString('latin1')
}

/** Takes a session, whose row the transaction holds, out of its chunk. A chunk that nothing is left in goes. */
export function unpackSession(transaction: Kysely<Tables>, session: string): Promise<void> {
  return unpackSessions(transaction, [session])
}

/** The same of many, a statement for all. */
export async function unpackSessions(
  transaction: Kysely<Tables>,
  sessions: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ chunk: number; place: number }>`
    SELECT chunk, place FROM summaries.sessions
    WHERE session_id = ANY(${[...sessions]}::uuid[]) AND chunk IS NOT NULL`.execute(transaction)
  if (rows.length === 0) return
  const chunks = [...Map.groupBy(rows, ({ chunk }) => chunk)].sort(([one], [other]) => one - other)
  const masks = chunks.map(([, places]) => bitsOf(places.map(({ place }) => place)))
  const { rows: left } = await sql<{ chunk: number; count: number }>`
    UPDATE summaries.chunks SET alive = alive & ~gone.mask
    FROM unnest(${chunks.map(([chunk]) => chunk)}::int4[], ${masks}::text[]::bit(4096)[]) AS gone (chunk, mask)
    WHERE chunks.chunk = gone.chunk RETURNING chunks.chunk, bit_count(alive) AS count`.execute(transaction)
  const empty = left.filter(({ count }) => count === 0).map(({ chunk }) => chunk)
  if (empty.length === 0) return
  await sql`DELETE FROM summaries.postings WHERE chunk = ANY(${empty}::int4[])`.execute(transaction)
  await sql`DELETE FROM summaries.chunks WHERE chunk = ANY(${empty}::int4[])`.execute(transaction)
}
