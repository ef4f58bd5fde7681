// Whether an app's pages may record under rule sets and manifests that nobody published (docs/decisions/0021).
import { type Database, guardDatabase } from '../database/database.ts'

/** `registered`: only under what is published. `any`: under anything. */
export const ruleAcceptances = ['registered', 'any'] as const

/** One of them. */
export type RuleAcceptance = (typeof ruleAcceptances)[number]

/** Every method may throw StoreError database_unavailable. */
export interface RuleAcceptanceRepository {
  /** Undefined where nobody said: then anything, until the app's first set is published, and from then on only published ones. */
  find(appId: string): Promise<RuleAcceptance | undefined>
  /** Owner only. */
  set(appId: string, accepts: RuleAcceptance, auditIndex: number): Promise<void>
}

/** What apps accept. */
export function createRuleAcceptanceRepository(db: Database): RuleAcceptanceRepository {
  return {
    find: (appId) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('rule_acceptances')
          .select('accepts')
          .where('app_id', '=', appId)
          .executeTakeFirst()
        return row && (row.accepts as RuleAcceptance)
      }),
    set: (appId, accepts, auditIndex) =>
      guardDatabase(async () => {
        const values = { accepts, audit_index: auditIndex, decided_at: new Date() }
        await db
          .insertInto('rule_acceptances')
          .values({ app_id: appId, ...values })
          .onConflict((conflict) => conflict.column('app_id').doUpdateSet(values))
          .execute()
      }),
  }
}
