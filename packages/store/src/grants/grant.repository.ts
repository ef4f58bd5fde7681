// Grants: who asked to watch what, who decided, and until when it holds (design.md §8). A grant ends by the clock of
// whoever asks whether it holds: no row changes at that moment.
import type { Kysely } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { Tables } from '../database/tables.ts'
import type { AuditTransaction } from '../logs/audit-log.ts'
import type { GrantScope } from './grant-scope.ts'

/** Asked for and decided by another, or taken at once in an emergency and reviewed by another. */
export type GrantKind = 'request' | 'break-glass'

/** What a review of a break-glass found. */
export const breakGlassVerdicts = ['justified', 'unjustified'] as const

/** One of them. */
export type BreakGlassVerdict = (typeof breakGlassVerdicts)[number]

/** Someone's part in a grant. */
export interface GrantStep {
  readonly userId: string
  /** Absent where the person was erased. */
  readonly name?: string
  readonly atMs: number
}

/** A grant, or the request for one. Times are milliseconds since 1970. */
export interface Grant {
  readonly id: string
  readonly kind: GrantKind
  readonly userId: string
  /** Absent where the person was erased. */
  readonly userName?: string
  readonly app: string
  readonly scope: GrantScope
  readonly reason: string
  readonly durationMs: number
  readonly requestedAtMs: number
  /** Until then it can be decided; of break-glass, until then it has to be reviewed. */
  readonly dueAtMs: number
  readonly decision?: GrantStep & { readonly approved: boolean }
  /** From, inclusive, until, exclusive: when it holds. */
  readonly fromMs?: number
  readonly untilMs?: number
  readonly revocation?: GrantStep
  readonly review?: GrantStep & { readonly verdict: BreakGlassVerdict }
}

/** What is needed to begin one. */
export type NewGrant = Pick<
  Grant,
  'id' | 'kind' | 'userId' | 'app' | 'scope' | 'reason' | 'durationMs' | 'requestedAtMs' | 'dueAtMs'
> &
  Partial<Pick<Grant, 'fromMs' | 'untilMs'>>

/** Which are listed. */
export interface GrantQuery {
  readonly userId?: string
  /** Only what waits for someone: a decision or a review. */
  readonly waitingAtMs?: number
  readonly limit: number
}

/** Every method may throw StoreError database_unavailable. */
export interface GrantRepository {
  /** The newest first. */
  list(query: GrantQuery): Promise<Grant[]>
  find(id: string): Promise<Grant | undefined>
}

/** Grants; `db` logs in as the viewer. */
export function createGrantRepository(db: Database): GrantRepository {
  return {
    list: (query) => guardDatabase(() => listGrants(db, query)),
    find: (id) =>
      guardDatabase(async () => {
        const row = await select(db).where('grants.id', '=', id).executeTakeFirst()
        return row && toGrant(row)
      }),
  }
}

/** Reads one and keeps others from changing it until the transaction ends. */
export async function lockGrant(transaction: AuditTransaction, id: string): Promise<Grant | undefined> {
  const row = await select(transaction).where('grants.id', '=', id).forUpdate('grants').executeTakeFirst()
  return row && toGrant(row)
}

// What a person had of one app in the last days; the newest decide.
const mostHeld = 50

/**
 * Those that a person ever held for an app, the newest first, those that are over included. They are held against being
 * revoked until the transaction ends: what it releases was either before the revocation, or is refused.
 */
export async function findHeldGrants(
  transaction: AuditTransaction,
  { userId, app }: { readonly userId: string; readonly app: string },
): Promise<Grant[]> {
  const rows = await select(transaction)
    .where('grants.user_id', '=', userId)
    .where('grants.app_id', '=', app)
    .where('grants.until_at', 'is not', null)
    .orderBy('grants.requested_at', 'desc')
    .limit(mostHeld)
    .forShare('grants')
    .execute()
  return rows.map(toGrant)
}

/** Adds one. */
export async function insertGrant(transaction: AuditTransaction, grant: NewGrant): Promise<void> {
  const { scope, fromMs, untilMs } = grant
  await transaction
    .insertInto('grants')
    .values({
      id: grant.id,
      kind: grant.kind,
      user_id: grant.userId,
      app_id: grant.app,
      scope: scope.kind,
      scope_value: scope.kind === 'app' ? null : scope.value,
      reason: grant.reason,
      duration_ms: grant.durationMs,
      requested_at: new Date(grant.requestedAtMs),
      due_at: new Date(grant.dueAtMs),
      from_at: fromMs === undefined ? null : new Date(fromMs),
      until_at: untilMs === undefined ? null : new Date(untilMs),
    })
    .execute()
}

/** What someone decides. */
export interface GrantDecision {
  readonly userId: string
  readonly atMs: number
  /** Absent where it is denied. */
  readonly untilMs?: number
}

/** Decides a request, once. */
export async function decideGrant(
  transaction: AuditTransaction,
  id: string,
  { userId, atMs, untilMs }: GrantDecision,
): Promise<void> {
  const at = new Date(atMs)
  await transaction
    .updateTable('grants')
    .set({
      decision: untilMs === undefined ? 'denied' : 'approved',
      decided_by: userId,
      decided_at: at,
      ...(untilMs !== undefined && { from_at: at, until_at: new Date(untilMs) }),
    })
    .where('id', '=', id)
    .execute()
}

/** Ends one before its time, once. */
export async function revokeGrant(
  transaction: AuditTransaction,
  id: string,
  { userId, atMs }: Omit<GrantStep, 'name'>,
): Promise<void> {
  const revocation = { revoked_by: userId, revoked_at: new Date(atMs) }
  await transaction.updateTable('grants').set(revocation).where('id', '=', id).execute()
}

/** Says what a break-glass came to, once. */
export async function reviewGrant(
  transaction: AuditTransaction,
  id: string,
  { userId, atMs, verdict }: Omit<GrantStep, 'name'> & { readonly verdict: BreakGlassVerdict },
): Promise<void> {
  const review = { reviewed_by: userId, reviewed_at: new Date(atMs), verdict }
  await transaction.updateTable('grants').set(review).where('id', '=', id).execute()
}

async function listGrants(db: Database, { userId, waitingAtMs, limit }: GrantQuery): Promise<Grant[]> {
  let query = select(db)
  if (userId !== undefined) query = query.where('grants.user_id', '=', userId)
  if (waitingAtMs !== undefined) {
    query = query.where(({ eb, and, or }) =>
      or([
        and([
          eb('grants.kind', '=', 'request'),
          eb('grants.decision', 'is', null),
          eb('grants.revoked_at', 'is', null),
          eb('grants.due_at', '>', new Date(waitingAtMs)),
        ]),
        and([eb('grants.kind', '=', 'break-glass'), eb('grants.reviewed_at', 'is', null)]),
      ]),
    )
  }
  const rows = await query
    .orderBy('grants.requested_at', 'desc')
    .orderBy('grants.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toGrant)
}

function select(db: Kysely<Tables>) {
  return db
    .selectFrom('grants')
    .leftJoin('users as asker', 'asker.id', 'grants.user_id')
    .leftJoin('users as decider', 'decider.id', 'grants.decided_by')
    .leftJoin('users as revoker', 'revoker.id', 'grants.revoked_by')
    .leftJoin('users as reviewer', 'reviewer.id', 'grants.reviewed_by')
    .selectAll('grants')
    .select([
      'asker.name as user_name',
      'decider.name as decider_name',
      'revoker.name as revoker_name',
      'reviewer.name as reviewer_name',
    ])
}

type GrantRow = NonNullable<Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirst']>>>

function toGrant(row: GrantRow): Grant {
  const decision = toStep(row.decided_by, row.decider_name, row.decided_at)
  const revocation = toStep(row.revoked_by, row.revoker_name, row.revoked_at)
  const review = toStep(row.reviewed_by, row.reviewer_name, row.reviewed_at)
  return {
    id: row.id,
    // The table's own checks admit no other words.
    kind: row.kind as GrantKind,
    userId: row.user_id,
    ...(row.user_name !== null && { userName: row.user_name }),
    app: row.app_id,
    scope: toScope(row.scope, row.scope_value),
    reason: row.reason,
    durationMs: row.duration_ms,
    requestedAtMs: row.requested_at.getTime(),
    dueAtMs: row.due_at.getTime(),
    ...(decision && { decision: { ...decision, approved: row.decision === 'approved' } }),
    ...(row.from_at !== null && { fromMs: row.from_at.getTime() }),
    ...(row.until_at !== null && { untilMs: row.until_at.getTime() }),
    ...(revocation && { revocation }),
    ...(review && { review: { ...review, verdict: row.verdict as BreakGlassVerdict } }),
  }
}

function toScope(kind: string, value: string | null): GrantScope {
  return value === null ? { kind: 'app' } : { kind: kind as 'page' | 'label' | 'session', value }
}

function toStep(userId: string | null, name: string | null, at: Date | null): GrantStep | undefined {
  if (userId === null || at === null) return undefined
  return { userId, ...(name !== null && { name }), atMs: at.getTime() }
}
