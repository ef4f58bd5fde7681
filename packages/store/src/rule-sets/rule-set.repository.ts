// Rule sets that were published for an app (design.md §9), and what privacy officers said of those that show more than the
// last. What a body means is redaction's business.
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'

/** `pending`: it shows more than the set in force did, and nobody has decided about it. */
export type RuleSetState = 'approved' | 'pending' | 'refused'

/** A rule set as it was published. */
export interface PublishedRuleSet {
  /** Grows with each publication. */
  readonly seq: number
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
  readonly state: RuleSetState
  /** Leaf of the audit event that says who decided; absent where nobody had to. */
  readonly decisionIndex?: number
}

/** The set that recordings are read by. */
export interface RuleSetInForce extends PublishedRuleSet {
  /**
   * Sets that were published since and wait for approval, the newest first: what they open waits with them, what they mask
   * more counts at once.
   */
  readonly waiting: readonly PublishedRuleSet[]
}

/** What is published. */
export interface NewRuleSet extends Pick<PublishedRuleSet, 'appId' | 'version' | 'body' | 'auditIndex'> {
  /** Shows something that the set in force does not: a privacy officer has to approve it. */
  readonly looser?: boolean
  /** Hash of the set in force that it was compared with. */
  readonly comparedTo?: Uint8Array
}

/** Every method may throw StoreError database_unavailable. */
export interface RuleSetRepository {
  /**
   * The one that counts: the newest that is approved, or that needed no approval. Undefined when there is none. May run
   * inside a read's transaction.
   */
  findNewest(appId: string, transaction?: Kysely<Tables>): Promise<RuleSetInForce | undefined>
  /** The newest publication of a body, whatever its state. */
  findByHash(appId: string, sha256: Uint8Array): Promise<PublishedRuleSet | undefined>
  /** One publication. */
  find(seq: number): Promise<PublishedRuleSet | undefined>
  /** The newest first, at most a hundred. */
  list(appId: string): Promise<PublishedRuleSet[]>
  /** Owner only. Nothing takes it back but another. */
  publish(ruleSet: NewRuleSet): Promise<void>
}

// Each is one more redactor of every range; whoever publishes more of them without a decision has the oldest left out.
const mostWaiting = 4

/** Published rule sets. */
export function createRuleSetRepository(db: Database): RuleSetRepository {
  const one = (condition: RawBuilder<unknown>, db: Kysely<Tables>): Promise<PublishedRuleSet | undefined> =>
    select(condition, 1, db).then(([found]) => found)
  return {
    findNewest: (appId, transaction = db) =>
      guardDatabase(async () => {
        const inForce = await one(
          sql`rule_sets.app_id = ${appId} AND (NOT rule_sets.looser OR rule_set_decisions.approved)`,
          transaction,
        )
        if (inForce === undefined) return undefined
        const waits = sql`rule_sets.app_id = ${appId} AND rule_sets.seq > ${inForce.seq} AND approved IS NULL`
        return { ...inForce, waiting: await select(waits, mostWaiting, transaction) }
      }),
    findByHash: (appId, sha256) =>
      guardDatabase(() => one(sql`rule_sets.app_id = ${appId} AND rule_sets.sha256 = ${sha256}`, db)),
    find: (seq) => guardDatabase(() => one(sql`rule_sets.seq = ${seq}`, db)),
    list: (appId) => guardDatabase(() => select(sql`rule_sets.app_id = ${appId}`, 100, db)),
    publish: ({ appId, version, body, auditIndex, looser = false, comparedTo = null }) =>
      guardDatabase(async () => {
        await db
          .insertInto('rule_sets')
          .values({
            app_id: appId,
            version,
            body,
            audit_index: auditIndex,
            looser,
            compared_to: comparedTo,
          })
          .execute()
      }),
  }
}

/**
 * Writes down what an officer said of a looser set, in the transaction that appends the event of it: `false` where
 * somebody decided before. As the viewer.
 */
export async function decideRuleSet(
  transaction: Kysely<Tables>,
  decision: { readonly seq: number; readonly approved: boolean; readonly auditIndex: number },
): Promise<boolean> {
  const { seq, approved, auditIndex } = decision
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('rule_set_decisions')
    .values({ seq, approved, audit_index: auditIndex })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

interface RuleSetRow {
  seq: number
  app_id: string
  version: string
  body: Uint8Array<ArrayBuffer>
  sha256: Uint8Array<ArrayBuffer>
  audit_index: number
  published_at: Date
  looser: boolean
  approved: boolean | null
  decision_index: number | null
}

async function select(
  condition: RawBuilder<unknown>,
  limit: number,
  db: Kysely<Tables>,
): Promise<PublishedRuleSet[]> {
  const { rows } = await sql<RuleSetRow>`
    SELECT rule_sets.seq, app_id, version, body, sha256, rule_sets.audit_index, published_at, looser, approved,
      rule_set_decisions.audit_index AS decision_index
    FROM rule_sets LEFT JOIN rule_set_decisions ON rule_set_decisions.seq = rule_sets.seq
    WHERE ${condition} ORDER BY rule_sets.seq DESC LIMIT ${limit}`.execute(db)
  return rows.map((row) => ({
    seq: row.seq,
    appId: row.app_id,
    version: row.version,
    body: row.body,
    sha256: row.sha256,
    auditIndex: row.audit_index,
    publishedAt: row.published_at,
    state: stateOf(row),
    ...(row.decision_index !== null && { decisionIndex: row.decision_index }),
  }))
}

/** What a publication counts as. */
export function stateOf({ looser, approved }: Pick<RuleSetRow, 'looser' | 'approved'>): RuleSetState {
  if (!looser || approved === true) return 'approved'
  return approved === false ? 'refused' : 'pending'
}
