// Reads the audit log: leaves back into events, with what of the personal fields was not erased.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { type AuditEvent, decodeAuditEvent, type PersonalField, type PersonalValue } from './audit-event.ts'

/** An event with its place in the log. */
export interface AuditRecord {
  readonly index: number
  readonly event: AuditEvent
  /** The exact bytes that are hashed. */
  readonly leaf: Uint8Array<ArrayBuffer>
  readonly leafHash: Uint8Array<ArrayBuffer>
}

/** What to list; every given condition must hold. */
export interface AuditQuery {
  /** Only below this index. */
  readonly before?: number
  readonly limit: number
  /** Clear subject of the actor. */
  readonly subject?: string
  readonly action?: string
  /** UUID. */
  readonly session?: string
}

/** Every method may throw StoreError database_unavailable, bad_leaf. */
export interface AuditRepository {
  /** Newest first. */
  list(query: AuditQuery): Promise<AuditRecord[]>
  find(index: number): Promise<AuditRecord | undefined>
  /** All events in order, from an index on. */
  readAll(from?: number): AsyncIterable<AuditRecord>
  /** Clear values and salts of one event: what opens its commitments. */
  readPersonal(index: number): Promise<PersonalValue[]>
}

const pageSize = 500

/** The audit log, for reading; `db` logs in as viewer or worker. Leaf 0 is the log's origin and no event. */
export function createAuditRepository(db: Database): AuditRepository {
  const select = (from: number, to: number) =>
    db
      .selectFrom('audit_leaves')
      .select(['index', 'leaf', 'leaf_hash'])
      .where('action', 'is not', null)
      .where('index', '>=', from)
      .where('index', '<', to)
  return {
    list: ({ before, limit, subject, action, session }) =>
      guardDatabase(async () => {
        let query = select(0, before ?? Number.MAX_SAFE_INTEGER)
        if (action !== undefined) query = query.where('action', '=', action)
        if (session !== undefined) query = query.where('session_id', '=', session)
        if (subject !== undefined) {
          query = query.where(
            sql<boolean>`EXISTS (SELECT FROM audit_personal WHERE leaf_index = index
              AND field = 'actor.subject' AND value = ${subject})`,
          )
        }
        return withPersonal(db, await query.orderBy('index', 'desc').limit(limit).execute())
      }),
    find: (index) =>
      guardDatabase(async () => (await withPersonal(db, await select(index, index + 1).execute()))[0]),
    async *readAll(from = 0) {
      for (let next = from; ; ) {
        const query = select(next, Number.MAX_SAFE_INTEGER).orderBy('index').limit(pageSize)
        const records = await guardDatabase(async () => withPersonal(db, await query.execute()))
        yield* records
        const last = records.at(-1)
        if (!last) return
        next = last.index + 1
      }
    },
    readPersonal: (index) => guardDatabase(async () => (await personalOf(db, [index])).get(index) ?? []),
  }
}

interface LeafRow {
  index: number
  leaf: Uint8Array<ArrayBuffer>
  leaf_hash: Uint8Array<ArrayBuffer>
}

async function withPersonal(db: Database, rows: readonly LeafRow[]): Promise<AuditRecord[]> {
  const personal = await personalOf(
    db,
    rows.map(({ index }) => index),
  )
  return rows.map(({ index, leaf, leaf_hash: leafHash }) => ({
    index,
    event: decodeAuditEvent(leaf, personal.get(index) ?? []),
    leaf,
    leafHash,
  }))
}

async function personalOf(db: Database, indexes: readonly number[]): Promise<Map<number, PersonalValue[]>> {
  if (indexes.length === 0) return new Map()
  const rows = await db
    .selectFrom('audit_personal')
    .select(['leaf_index', 'field', 'salt', 'value'])
    .where('leaf_index', 'in', indexes)
    .execute()
  const byLeaf = Map.groupBy(rows, (row) => row.leaf_index)
  return new Map(
    [...byLeaf].map(([index, found]) => [
      index,
      found.map(({ field, salt, value }) => ({ field: field as PersonalField, salt, value })),
    ]),
  )
}
