// Rule sets that were published for an app (design.md §9). What a body means is redaction's business.
import type { Kysely } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

/** A rule set as it was published. */
export interface PublishedRuleSet {
  readonly appId: string
  /** The version that the set calls itself by. */
  readonly version: string
  /** UTF-8 of the canonical text. */
  readonly body: Uint8Array
  /** SHA-256 of the body, computed by the database. */
  readonly sha256: Uint8Array<ArrayBuffer>
  /** Leaf of the audit event that says who published it. */
  readonly auditIndex: number
  readonly publishedAt: Date
}

/** Every method may throw StoreError database_unavailable. */
export interface RuleSetRepository {
  /** The one that counts; undefined when none was ever published. May run inside a read's transaction. */
  findNewest(appId: string, transaction?: Kysely<Tables>): Promise<PublishedRuleSet | undefined>
  /** Owner only. Nothing takes it back but another. */
  publish(ruleSet: Pick<PublishedRuleSet, 'appId' | 'version' | 'body' | 'auditIndex'>): Promise<void>
}

/** Published rule sets. */
export function createRuleSetRepository(db: Database): RuleSetRepository {
  return {
    findNewest: (appId, transaction = db) =>
      guardDatabase(async () => {
        const row = await transaction
          .selectFrom('rule_sets')
          .select(['app_id', 'version', 'body', 'sha256', 'audit_index', 'published_at'])
          .where('app_id', '=', appId)
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst()
        return (
          row && {
            appId: row.app_id,
            version: row.version,
            body: row.body,
            sha256: row.sha256,
            auditIndex: row.audit_index,
            publishedAt: row.published_at,
          }
        )
      }),
    publish: ({ appId, version, body, auditIndex }) =>
      guardDatabase(async () => {
        await db
          .insertInto('rule_sets')
          .values({ app_id: appId, version, body, audit_index: auditIndex })
          .execute()
      }),
  }
}
