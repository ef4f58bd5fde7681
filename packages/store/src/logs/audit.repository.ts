// Reads the audit log: leaves back into events, with what of the personal fields was not erased.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { type AuditEvent, decodeAuditEvent, type PersonalField, type PersonalValue } from './audit-event.ts'
import {
  type AuditFilter,
  facetConditions,
  type IndexRange,
  indexesOfTime,
  leafConditions,
  nextFacet,
} from './audit-filter.ts'

/** An event with its place in the log. */
export interface AuditRecord {
  readonly index: number
  readonly event: AuditEvent
  /** The exact bytes that are hashed. */
  readonly leaf: Uint8Array<ArrayBuffer>
  readonly leafHash: Uint8Array<ArrayBuffer>
  /** What opens the commitments that were not erased; empty where it was not asked for. */
  readonly personal: readonly PersonalValue[]
}

/** What to list; every given condition must hold. */
export interface AuditQuery extends AuditFilter {
  /** Only below this index. */
  readonly before?: number
  readonly limit: number
}

/** What to read through. */
export interface AuditReading {
  /** Default 0. */
  readonly from?: number
  /** Only below this index; by default all. */
  readonly before?: number
  readonly filter?: AuditFilter
  /** Whether clear values are read; default true. */
  readonly personal?: boolean
}

/** Some events in order. */
export interface AuditPage {
  readonly records: readonly AuditRecord[]
  /** Where the next page begins: all before it was read. */
  readonly next: number
}

/** Every method may throw StoreError database_unavailable, bad_leaf. */
export interface AuditRepository {
  /** Newest first. */
  list(query: AuditQuery): Promise<AuditRecord[]>
  find(index: number): Promise<AuditRecord | undefined>
  /** Events in order, by pages: a caller that stops to wait holds no transaction open. */
  readAll(reading?: AuditReading): AsyncIterable<AuditRecord>
  /** The next page of events in order; of its conditions on time none is looked at. */
  readPage(reading: AuditReading): Promise<AuditPage>
  /** Clear values and salts of one event: what opens its commitments. */
  readPersonal(index: number): Promise<PersonalValue[]>
}

const pageSize = 500
// A page of rare events would be looked for through the whole log in one statement.
const scannedAtOnce = 20_000

/** The audit log, for reading; `db` logs in as viewer or worker. Leaf 0 is the log's origin and no event. */
export function createAuditRepository(db: Database): AuditRepository {
  return {
    list: ({ before = Number.MAX_SAFE_INTEGER, limit, ...filter }) =>
      guardDatabase(async () => {
        const time = await indexesOfTime(db, filter)
        const range = { from: time.from, before: Math.min(before, time.before) }
        return withPersonal(db, await listLeaves(db, { range, limit, filter }))
      }),
    find: (index) =>
      guardDatabase(
        async () =>
          (
            await withPersonal(db, await selectLeaves(db, { from: index, before: index + 1 }, {}).execute())
          )[0],
      ),
    readAll: (reading = {}) => readThrough(db, reading),
    readPage: (reading) => readPage(db, reading),
    readPersonal: (index) => guardDatabase(async () => (await personalOf(db, [index])).get(index) ?? []),
  }
}

function selectLeaves(db: Database, { from, before }: IndexRange, filter: AuditFilter) {
  let query = db
    .selectFrom('audit_leaves')
    .select(['index', 'leaf', 'leaf_hash'])
    .where('action', 'is not', null)
    .where('index', '>=', from)
    .where('index', '<', before)
  for (const condition of leafConditions(filter)) query = query.where(condition)
  return query
}

interface Listing {
  readonly range: IndexRange
  readonly limit: number
  readonly filter: AuditFilter
}

/** Newest first: leaves too new to have facets are looked through, the others are found by them. */
async function listLeaves(db: Database, { range, limit, filter }: Listing): Promise<LeafRow[]> {
  const newest = (part: IndexRange, count: number) =>
    selectLeaves(db, part, filter).orderBy('index', 'desc').limit(count)
  const conditions = facetConditions(filter)
  if (conditions === undefined) return newest(range, limit).execute()
  const { rows } = await sql<{ next: number }>`SELECT ${nextFacet} AS next`.execute(db)
  const facetedBefore = Math.min(range.before, rows[0]?.next ?? 0)
  const found = await newest({ ...range, from: Math.max(range.from, facetedBefore) }, limit).execute()
  if (found.length === limit) return found
  let facets = db
    .selectFrom('audit_facets')
    .select('leaf_index')
    .where('leaf_index', '>=', range.from)
    .where('leaf_index', '<', facetedBefore)
  for (const condition of conditions) facets = facets.where(condition)
  const indexes = await facets
    .orderBy('leaf_index', 'desc')
    .limit(limit - found.length)
    .execute()
  if (indexes.length === 0) return found
  const leaves = newest(range, limit).where(
    'index',
    'in',
    indexes.map(({ leaf_index: index }) => index),
  )
  return [...found, ...(await leaves.execute())]
}

async function* readThrough(db: Database, reading: AuditReading): AsyncIterable<AuditRecord> {
  const time = await guardDatabase(() => indexesOfTime(db, reading.filter ?? {}))
  // What comes while it is read is not part of it.
  const size = await guardDatabase(() => readSize(db))
  const before = Math.min(reading.before ?? size, time.before, size)
  let next: number | undefined = Math.max(reading.from ?? 0, time.from)
  if (next >= before) return
  let coming = readPage(db, { ...reading, from: next, before })
  while (next !== undefined) {
    const page: AuditPage = await coming
    next = page.next < before ? page.next : undefined
    if (next !== undefined) {
      // On its way while the caller works on this one; one that nobody waits for any more may fail.
      coming = readPage(db, { ...reading, from: next, before })
      coming.catch(() => {})
    }
    yield* page.records
  }
}

async function readPage(db: Database, reading: AuditReading): Promise<AuditPage> {
  const { from = 0, filter = {}, personal = true } = reading
  return guardDatabase(async () => {
    const size = await readSize(db)
    const end = Math.min(reading.before ?? size, size)
    // Session, subject and ticket have indexes of their own over the whole log.
    const isFound = (filter.session ?? filter.subject ?? filter.ticket) !== undefined
    const before = isFound ? end : Math.min(end, from + scannedAtOnce)
    const rows = await selectLeaves(db, { from, before }, filter).orderBy('index').limit(pageSize).execute()
    const last = rows.length === pageSize ? rows.at(-1) : undefined
    return {
      records: await withPersonal(db, rows, personal),
      next: last ? last.index + 1 : Math.max(from, before),
    }
  })
}

async function readSize(db: Database): Promise<number> {
  return (await db.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()).size
}

interface LeafRow {
  index: number
  leaf: Uint8Array<ArrayBuffer>
  leaf_hash: Uint8Array<ArrayBuffer>
}

async function withPersonal(db: Database, rows: readonly LeafRow[], isWanted = true): Promise<AuditRecord[]> {
  const indexes = isWanted ? rows.map(({ index }) => index) : []
  const found = await personalOf(db, indexes)
  return rows.map(({ index, leaf, leaf_hash: leafHash }) => {
    const personal = found.get(index) ?? []
    return { index, event: decodeAuditEvent(leaf, personal), leaf, leafHash, personal }
  })
}

async function personalOf(db: Database, indexes: readonly number[]): Promise<Map<number, PersonalValue[]>> {
  if (indexes.length === 0) return new Map()
  const rows = await db
    .selectFrom('audit_personal')
    .select(['leaf_index', 'field', 'salt', 'value'])
    .where(sql<boolean>`leaf_index = ANY(${indexes})`)
    .execute()
  const byLeaf = Map.groupBy(rows, (row) => row.leaf_index)
  return new Map(
    [...byLeaf].map(([index, found]) => [
      index,
      found.map(({ field, salt, value }) => ({ field: field as PersonalField, salt, value })),
    ]),
  )
}
