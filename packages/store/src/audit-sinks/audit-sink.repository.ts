// Where audit events are pushed to, and how far each sink has them (0017). Nothing here is secret: what a sink is reached
// with lies in a private file beside the worker's keys.
import { sql } from 'kysely'
import type { AuditFormat } from '../audit-export/formats.ts'
import { type Database, guardDatabase } from '../database/database.ts'
import type { AuditFilter } from '../logs/audit-filter.ts'

/** An HTTPS address that takes batches by POST. */
export interface HttpsSinkPlace {
  readonly kind: 'https'
  readonly url: string
  /** PEM of the authority that its certificate is from, where no public one is. */
  readonly ca?: string
  /** Whether it may lie on a private network or on this machine. */
  readonly isPrivate: boolean
}

/** A bucket that takes an object a batch. */
export interface S3SinkPlace {
  readonly kind: 's3'
  readonly bucket: string
  readonly region?: string
  readonly endpoint?: string
  readonly forcePathStyle?: boolean
  /** Ends with a slash. */
  readonly prefix?: string
}

/** What a sink is given. */
export interface AuditSinkSettings {
  readonly place: HttpsSinkPlace | S3SinkPlace
  readonly format: Exclude<AuditFormat, 'csv'>
  /** Whether clear values of personal fields are sent; commitments alone where not. */
  readonly personal: boolean
  /** Nothing personal: it lies in the database in clear. */
  readonly filter: Pick<AuditFilter, 'app' | 'actions' | 'purpose' | 'outcome'>
}

/** A sink. */
export interface AuditSink {
  /** Lower-case letters, digits and dashes. */
  readonly name: string
  readonly settings: AuditSinkSettings
  /** The next leaf to be delivered. */
  readonly nextIndex: number
  /** Tries that failed since the last that did not. */
  readonly failures: number
  /** Why the last one failed. */
  readonly failing?: string
  readonly deliveredAtMs?: number
  /** Whether the time to try again has come. */
  readonly isDue: boolean
}

/** How far a sink is behind. */
export interface AuditSinkLag {
  readonly name: string
  readonly failing: boolean
  readonly leaves: number
  /** Age of the oldest leaf that it has not, milliseconds; 0 when it has all. */
  readonly ageMs: number
}

/** Every method may throw StoreError database_unavailable, database_refused. */
export interface AuditSinkRepository {
  list(): Promise<readonly AuditSink[]>
  lags(): Promise<readonly AuditSinkLag[]>
  /** As the owner. @returns whether the name was free */
  add(name: string, settings: AuditSinkSettings, nextIndex: number): Promise<boolean>
  /** As the owner. @returns whether there was one */
  remove(name: string): Promise<boolean>
  /** As the owner: everything from `index` on is delivered again. @returns whether there is one */
  rewind(name: string, index: number): Promise<boolean>
  /** As the worker: notes a delivery, unless somebody moved the cursor meanwhile. */
  advance(name: string, range: { readonly from: number; readonly to: number }): Promise<void>
  /** As the worker: notes a failure, and when to try again. */
  fail(name: string, failure: { readonly code: string; readonly againInMs: number }): Promise<void>
}

/** `db` logs in as owner or worker, as each method says. */
export function createAuditSinkRepository(db: Database): AuditSinkRepository {
  const changed = async (query: Promise<{ rows: readonly unknown[] }>): Promise<boolean> =>
    (await guardDatabase(() => query)).rows.length > 0
  return {
    list: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('audit_sinks')
          .selectAll()
          .select(sql<boolean>`try_after <= clock_timestamp()`.as('due'))
          .orderBy('name')
          .execute()
        return rows.map((row) => ({
          name: row.name,
          settings: row.settings as AuditSinkSettings,
          nextIndex: row.next_index,
          failures: row.failures,
          isDue: row.due,
          ...(row.failing !== null && { failing: row.failing }),
          ...(row.delivered_at !== null && { deliveredAtMs: row.delivered_at.getTime() }),
        }))
      }),
    lags: () =>
      guardDatabase(async () => {
        const { rows } = await sql<AuditSinkLag>`
          SELECT name, failing IS NOT NULL AS failing, size - least(next_index, size) AS leaves,
            coalesce(greatest(0, (extract(epoch FROM clock_timestamp()) * 1000)::int8
              - leaf_text(leaf, '{time_ms}')::int8), 0) AS "ageMs"
          FROM audit_head, audit_sinks LEFT JOIN audit_leaves ON index = next_index ORDER BY name`.execute(db)
        return rows
      }),
    add: (name, settings, nextIndex) =>
      changed(
        sql`INSERT INTO audit_sinks (name, settings, next_index)
          VALUES (${name}, ${JSON.stringify(settings)}::jsonb, ${nextIndex})
          ON CONFLICT DO NOTHING RETURNING name`.execute(db),
      ),
    remove: (name) => changed(sql`DELETE FROM audit_sinks WHERE name = ${name} RETURNING name`.execute(db)),
    rewind: (name, index) =>
      changed(
        sql`UPDATE audit_sinks SET next_index = ${index}, try_after = now()
          WHERE name = ${name} RETURNING name`.execute(db),
      ),
    async advance(name, { from, to }) {
      await guardDatabase(() =>
        sql`UPDATE audit_sinks SET next_index = ${to}, failures = 0, failing = NULL, try_after = now(),
          delivered_at = clock_timestamp() WHERE name = ${name} AND next_index = ${from}`.execute(db),
      )
    },
    async fail(name, { code, againInMs }) {
      await guardDatabase(() =>
        sql`UPDATE audit_sinks SET failures = failures + 1, failing = ${code},
          try_after = clock_timestamp() + make_interval(secs => ${againInMs / 1000}) WHERE name = ${name}`.execute(
          db,
        ),
      )
    },
  }
}
