// Who may do what, and who reviewed whom, for an evidence pack. People are their ids; names only where they were asked for.
import { type Anchor, createLogReceipt, type Database } from '@reseal/store'
import { sql } from 'kysely'
import type { Period } from './period.ts'

interface PersonRow {
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  readonly created_at: Date
  readonly disabled_at: Date | null
  readonly apps: readonly string[]
  readonly passkeys: number
  readonly issuers: readonly string[]
}

/** Counts by role, and each person's roles and apps as they are now. */
export async function collectPeople(db: Database, withNames: boolean): Promise<unknown> {
  const { rows } = await sql<PersonRow>`
    SELECT id, name, roles, created_at, disabled_at,
      ARRAY(SELECT app_id FROM memberships WHERE user_id = users.id ORDER BY app_id) AS apps,
      (SELECT count(*) FROM passkeys WHERE user_id = users.id) AS passkeys,
      ARRAY(SELECT DISTINCT issuer FROM identities WHERE user_id = users.id ORDER BY issuer) AS issuers
    FROM users ORDER BY created_at, id`.execute(db)
  const roles = [...new Set(rows.flatMap((row) => row.roles))].toSorted()
  const active = rows.filter((row) => row.disabled_at === null)
  return {
    counts: {
      people: rows.length,
      may_sign_in: active.length,
      by_role: Object.fromEntries(
        roles.map((role) => [role, active.filter((row) => row.roles.includes(role)).length]),
      ),
    },
    people: rows.map(({ name, issuers, ...row }) => ({
      ...row,
      ...(withNames && { name }),
      has_identity_provider: issuers.length > 0,
    })),
  }
}

/** Each request for access and each break-glass of the period, with who decided and who reviewed. Reasons are people's words and stay out. */
export async function collectGrants(db: Database, { fromMs, beforeMs }: Period): Promise<unknown> {
  const { rows } = await sql`
    SELECT id, kind, user_id, app_id, scope, duration_ms, requested_at, decision, decided_by, decided_at, from_at, until_at,
      revoked_by, revoked_at, reviewed_by, reviewed_at, verdict
    FROM grants WHERE requested_at >= ${new Date(fromMs)} AND requested_at < ${new Date(beforeMs)}
    ORDER BY requested_at, id`.execute(db)
  const { rows: waiting } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM grants WHERE kind = 'break-glass' AND reviewed_at IS NULL`.execute(db)
  return { break_glass_without_review_today: waiting[0]?.count ?? 0, grants: rows }
}

interface ReviewRow {
  readonly week: string
  readonly user_id: string
  readonly from_index: number
  readonly to_index: number
  readonly root: Uint8Array
  readonly signed_at: Date
}

interface LeafRow {
  readonly index: number
  readonly leaf: Uint8Array
  readonly to_index: string | null
}

/** Reviews that were signed off in the period, each with the leaf of its signature and the receipt that proves it. */
export async function collectReviews(db: Database, anchor: Anchor, period: Period): Promise<unknown> {
  const [from, before] = [new Date(period.fromMs), new Date(period.beforeMs)]
  const { rows } = await sql<ReviewRow>`
    SELECT to_char(week, 'YYYY-MM-DD') AS week, user_id, from_index, to_index, root, signed_at
    FROM access_reviews WHERE signed_at >= ${from} AND signed_at < ${before} ORDER BY week`.execute(db)
  const { rows: leaves } = await sql<LeafRow>`
    SELECT index, leaf, leaf_text(leaf, '{target,to_index}') AS to_index FROM audit_leaves
    WHERE action = 'review.sign_off' AND leaf_text(leaf, '{outcome}') = 'success'`.execute(db)
  const reviews = rows.map(async ({ root, ...review }) => {
    const leaf = leaves.find((row) => Number(row.to_index) === review.to_index)
    const receipt =
      leaf === undefined
        ? undefined
        : await createLogReceipt(anchor, { log: 'audit', index: leaf.index, leaf: leaf.leaf })
    return {
      ...review,
      root: Buffer.from(root).toString('hex'),
      leaf_index: leaf?.index ?? null,
      receipt: receipt ?? null,
    }
  })
  return { reviews: await Promise.all(reviews) }
}
