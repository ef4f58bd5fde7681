// Sealing keys by app (design.md §6): which one pages are given, which others ingest takes, which are retired, and what lives
// under each. Rows follow `apps.sealing_key_id` by themselves (migration 0034).
import { type Selectable, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { SealingKeysTable } from '../database/tables/sealing-keys.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { nextAuditIndex } from '../orders/order.repository.ts'

/**
 * `current`: pages are given it. `accepted`: they were, and those that still have it may record. `retired`: ingest takes
 * nothing under it and nothing of it opens, for good.
 */
export type SealingKeyState = 'current' | 'accepted' | 'retired'

/** A key of an app. */
export interface SealingKey {
  readonly appId: string
  readonly keyId: string
  readonly state: SealingKeyState
  /** When the app got it. */
  readonly since: Date
  /** When another took its place. */
  readonly replacedAt?: Date
  /** Since when ingest takes no new stream under it. */
  readonly closedAt?: Date
  readonly retiredAt?: Date
  /** Leaf of the event by which it came to its state, where there is one. */
  readonly auditIndex?: number
}

/** What lives under a key of an app. */
export interface LivingStreams {
  readonly appId: string
  readonly keyId: string
  readonly streamCount: number
}

/** Every method may throw StoreError database_unavailable. */
export interface SealingKeyRepository {
  /** All, by app; the current one first, then from the newest to the oldest. */
  list(): Promise<SealingKey[]>
  /** Streams that are not forgotten, by app and key. */
  living(): Promise<LivingStreams[]>
  isRetired(keyId: string): Promise<boolean>
}

/** Builds it; `db` logs in as viewer, worker or owner. */
export function createSealingKeyRepository(db: Database): SealingKeyRepository {
  return {
    list: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('sealing_keys')
          .selectAll()
          .orderBy('app_id')
          .orderBy(sql`state = 'current'`, 'desc')
          .orderBy('since', 'desc')
          .orderBy('key_id')
          .execute()
        return rows.map(toKey)
      }),
    living: () =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('streams')
          .select(['key_id', 'app_id', (eb) => eb.fn.countAll<number>().as('count')])
          .where('tombstoned_at', 'is', null)
          .groupBy(['key_id', 'app_id'])
          .orderBy('key_id')
          .orderBy('app_id')
          .execute()
        return rows.map((row) => ({ appId: row.app_id, keyId: row.key_id, streamCount: Number(row.count) }))
      }),
    isRetired: (keyId) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('sealing_keys')
          .select('key_id')
          .where('key_id', '=', keyId)
          .where('state', '=', 'retired')
          .executeTakeFirst()
        return row !== undefined
      }),
  }
}

/** What an app is given from now on. */
export interface Rotation {
  readonly appId: string
  readonly keyId: string
}

/** Why nothing was rotated. */
export type RotationRefusal = 'not_found' | 'same_key' | 'key_retired'

/**
 * Gives an app another key, as the owner; the one before stays accepted. The caller's event is the first that its
 * transaction appends.
 */
export async function rotateSealingKey(
  transaction: AuditTransaction,
  { appId, keyId }: Rotation,
): Promise<{ readonly from: string } | { readonly refused: RotationRefusal }> {
  const app = await transaction
    .selectFrom('apps')
    .select('sealing_key_id')
    .where('id', '=', appId)
    .forUpdate()
    .executeTakeFirst()
  if (app === undefined) return { refused: 'not_found' }
  if (app.sealing_key_id === keyId) return { refused: 'same_key' }
  const closed = await transaction
    .selectFrom('sealing_keys')
    .select('key_id')
    .where('key_id', '=', keyId)
    .where('closed_at', 'is not', null)
    .executeTakeFirst()
  if (closed !== undefined) return { refused: 'key_retired' }
  await transaction.updateTable('apps').set({ sealing_key_id: keyId }).where('id', '=', appId).execute()
  const auditIndex = await nextAuditIndex(transaction)
  await transaction
    .updateTable('sealing_keys')
    .set({ audit_index: auditIndex })
    .where('app_id', '=', appId)
    .where('key_id', 'in', [keyId, app.sealing_key_id])
    .execute()
  return { from: app.sealing_key_id }
}

function toKey(row: Selectable<SealingKeysTable>): SealingKey {
  return {
    appId: row.app_id,
    keyId: row.key_id,
    state: row.state as SealingKeyState,
    since: row.since,
    ...(row.replaced_at !== null && { replacedAt: row.replaced_at }),
    ...(row.closed_at !== null && { closedAt: row.closed_at }),
    ...(row.retired_at !== null && { retiredAt: row.retired_at }),
    ...(row.audit_index !== null && { auditIndex: row.audit_index }),
  }
}
