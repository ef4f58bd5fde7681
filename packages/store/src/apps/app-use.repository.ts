// What apps send in a day (UTC), counted by every ingest process together (migration 0009).
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'

/** Parcels and bytes of one app. */
export interface AppUse {
  readonly appId: string
  readonly parcels: number
  readonly bytes: number
}

/** Counts what apps use. Every method may throw StoreError database_unavailable. */
export interface AppUseRepository {
  /**
   * Adds to the counts of today, as ingest.
   * @returns bytes of today by app, with those just added; an app that is not registered has none
   */
  add(uses: readonly AppUse[]): Promise<ReadonlyMap<string, number>>
  /** The counts of today, as the owner; apps that have sent nothing are left out. */
  today(): Promise<ReadonlyMap<string, AppUse>>
}

/** Counts of a deployment. */
export function createAppUseRepository(db: Database): AppUseRepository {
  return {
    add: (uses) =>
      guardDatabase(async () => {
        // Always in one order: two processes that count the same apps wait for one another and never in a circle.
        const sorted = uses.toSorted((a, b) => (a.appId < b.appId ? -1 : 1))
        const { rows } = await sql<{ id: string; total: number | null }>`
          SELECT id, count_app_use(id, parcels, bytes) AS total FROM unnest(
            ${sorted.map(({ appId }) => appId)}::text[],
            ${sorted.map(({ parcels }) => parcels)}::bigint[],
            ${sorted.map(({ bytes }) => bytes)}::bigint[]
          ) WITH ORDINALITY AS uses (id, parcels, bytes, place) ORDER BY place`.execute(db)
        return new Map(rows.flatMap(({ id, total }) => (total === null ? [] : [[id, total]])))
      }),
    today: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('app_use')
          .select(['app_id', 'parcels', 'bytes'])
          .where('day', '=', sql<Date>`(now() AT TIME ZONE 'UTC')::date`)
          .execute()
        return new Map(rows.map(({ app_id, parcels, bytes }) => [app_id, { appId: app_id, parcels, bytes }]))
      }),
  }
}
