// The places beyond the first that checkpoints go to (design.md §7), and how far each has them. The first place is the one
// that is read: it answers for itself. Of the others the worker notes here what they acknowledged.
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { LogName } from '../logs/log-name.ts'

/** A place beyond the first: a folder, a bucket, an HTTPS sink. */
export type AnchorPlaceName = 'folder' | 's3' | 'sink'

/** All of them. */
export const anchorPlaceNames: readonly AnchorPlaceName[] = ['folder', 's3', 'sink']

/** A place that keeps versions, which can be inspected; `first` is the one that is read. */
export type InspectedPlaceName = 'first' | 's3'

/** How far a place has a log's checkpoints. */
export interface AnchorPlaceState {
  readonly place: AnchorPlaceName
  readonly log: LogName
  /** Leaves under the newest checkpoint that it acknowledged. */
  readonly size: number
  readonly storedAtMs: number
}

/** What an inspection found. */
export interface AnchorInspection {
  readonly place: InspectedPlaceName
  readonly inspectedAtMs: number
  readonly deletedCount: number
  readonly overwrittenCount: number
}

/** Every method may throw StoreError database_unavailable, database_refused. */
export interface AnchorPlaces {
  /** The largest size that a place acknowledged; undefined before the first. */
  findSize(place: AnchorPlaceName, log: LogName): Promise<number | undefined>
  /** Notes what a place acknowledged. Worker only. */
  recordSize(place: AnchorPlaceName, log: LogName, size: number): Promise<void>
  list(): Promise<readonly AnchorPlaceState[]>
  /** Notes the outcome of an inspection. Worker only. */
  recordInspection(found: Omit<AnchorInspection, 'inspectedAtMs'>): Promise<void>
  listInspections(): Promise<readonly AnchorInspection[]>
}

/** The places over PostgreSQL. */
export function createAnchorPlaces(db: Database): AnchorPlaces {
  return {
    findSize: (place, log) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('anchor_places')
          .select('size')
          .where('place', '=', place)
          .where('log', '=', log)
          .executeTakeFirst()
        return row?.size
      }),
    recordSize: (place, log, size) =>
      guardDatabase(async () => {
        const now = sql<Date>`clock_timestamp()`
        await db
          .insertInto('anchor_places')
          .values({ place, log, size })
          .onConflict((of) => of.columns(['place', 'log']).doUpdateSet({ size, stored_at: now }))
          .execute()
      }),
    list: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('anchor_places')
          .selectAll()
          .orderBy('place')
          .orderBy('log')
          .execute()
        return rows.map(({ place, log, size, stored_at }) => ({
          place: place as AnchorPlaceName,
          log: log as LogName,
          size,
          storedAtMs: stored_at.getTime(),
        }))
      }),
    recordInspection: ({ place, deletedCount, overwrittenCount }) =>
      guardDatabase(async () => {
        const found = { deleted_count: deletedCount, overwritten_count: overwrittenCount }
        const now = sql<Date>`clock_timestamp()`
        await db
          .insertInto('anchor_inspections')
          .values({ place, ...found })
          .onConflict((of) => of.column('place').doUpdateSet({ ...found, inspected_at: now }))
          .execute()
      }),
    listInspections: () =>
      guardDatabase(async () => {
        const rows = await db.selectFrom('anchor_inspections').selectAll().orderBy('place').execute()
        return rows.map(({ place, inspected_at, deleted_count, overwritten_count }) => ({
          place: place as InspectedPlaceName,
          inspectedAtMs: inspected_at.getTime(),
          deletedCount: deleted_count,
          overwrittenCount: overwritten_count,
        }))
      }),
  }
}
