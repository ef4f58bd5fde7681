// Conditions on audit events, in SQL over the leaves themselves and over the facets that the worker keeps (0017). Leaves
// decide; facets only find pages of them quickly, for an index on every leaf would cost each append.
import { type RawBuilder, sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import type { AuditEvent } from './audit-event.ts'
import type { AuditFilterName } from './audit-fields.ts'

/** Which events; every given condition must hold. */
export interface AuditFilter {
  /** Clear subject of the actor. Of someone who was erased nothing is found. */
  readonly subject?: string
  readonly app?: string
  /** UUID. */
  readonly session?: string
  /** Clear ticket. Of one that was erased nothing is found. */
  readonly ticket?: string
  /** Any of them. */
  readonly actions?: readonly string[]
  /** Purpose of use. */
  readonly purpose?: string
  readonly outcome?: AuditEvent['outcome']
  /** Milliseconds since 1970, from that moment on. */
  readonly fromMs?: number
  /** Milliseconds since 1970, that moment included. */
  readonly toMs?: number
}

const eventNames = {
  subject: 'actor',
  app: 'app',
  session: 'session',
  ticket: 'ticket',
  actions: 'action',
  purpose: 'purpose',
  outcome: 'outcome',
  fromMs: 'from',
  toMs: 'to',
} as const satisfies Readonly<Record<keyof AuditFilter, AuditFilterName>>

/** What the event of a question says of its conditions: their names, and whom they are about in the fields for that. */
export function describeFilter(filter: AuditFilter): Pick<AuditEvent, 'filters' | 'target'> {
  const names = (Object.keys(eventNames) as (keyof AuditFilter)[]).filter(
    (name) => filter[name] !== undefined,
  )
  const { app, session, subject } = filter
  const hasTarget = (app ?? session ?? subject) !== undefined
  return {
    ...(names.length > 0 && { filters: names.map((name) => eventNames[name]) }),
    ...(hasTarget && {
      target: {
        ...(app !== undefined && { app }),
        ...(session !== undefined && { session }),
        ...(subject !== undefined && { user: subject }),
      },
    }),
  }
}

/** The conditions that a leaf by itself meets or not: all but time, which is a range of indexes. */
export function leafConditions(filter: AuditFilter): readonly RawBuilder<boolean>[] {
  const { subject, session, ticket, actions } = filter
  return [
    ...memberConditions(filter, {
      app: sql`leaf_text(leaf, '{target,app}')`,
      purpose: sql`leaf_text(leaf, '{purpose}')`,
      outcome: sql`leaf_text(leaf, '{outcome}')`,
    }),
    ...(actions === undefined ? [] : [sql<boolean>`action = ANY(${actions})`]),
    ...(session === undefined ? [] : [sql<boolean>`session_id = ${session}`]),
    ...(subject === undefined
      ? []
      : [
          sql<boolean>`index IN (SELECT leaf_index FROM audit_personal
            WHERE field = 'actor.subject' AND value = ${subject})`,
        ]),
    ...(ticket === undefined
      ? []
      : [
          sql<boolean>`index IN (SELECT leaf_index FROM audit_personal
            WHERE field = 'ticket' AND value = ${ticket})`,
        ]),
  ]
}

/** The same conditions on the facets; undefined where facets find nothing quicker than the leaves' own indexes. */
export function facetConditions(filter: AuditFilter): readonly RawBuilder<boolean>[] | undefined {
  const { subject, session, ticket, actions, app, purpose, outcome } = filter
  if ((subject ?? session ?? ticket) !== undefined) return undefined
  if ((app ?? purpose ?? actions) === undefined && (outcome ?? 'success') === 'success') return undefined
  return [
    ...memberConditions(filter, { app: sql`app`, purpose: sql`purpose`, outcome: sql`outcome` }),
    ...(actions === undefined ? [] : [sql<boolean>`action = ANY(${actions})`]),
  ]
}

function memberConditions(
  { app, purpose, outcome }: AuditFilter,
  columns: Readonly<Record<'app' | 'purpose' | 'outcome', RawBuilder<unknown>>>,
): readonly RawBuilder<boolean>[] {
  return [
    ...(app === undefined ? [] : [sql<boolean>`${columns.app} = ${app}`]),
    ...(purpose === undefined ? [] : [sql<boolean>`${columns.purpose} = ${purpose}`]),
    ...(outcome === undefined ? [] : [sql<boolean>`${columns.outcome} = ${outcome}`]),
  ]
}

/** Leaf indexes from `from` up to, not including, `before`. */
export interface IndexRange {
  readonly from: number
  readonly before: number
}

/** The leaves of a time: times never decrease along the log, so that a search by halves finds its ends. */
export async function indexesOfTime(
  db: Database,
  { fromMs, toMs }: Pick<AuditFilter, 'fromMs' | 'toMs'>,
): Promise<IndexRange> {
  const after = (timeMs: number) => firstIndexAfter(db, timeMs)
  return {
    from: fromMs === undefined ? 0 : await after(fromMs - 1),
    before: toMs === undefined ? Number.MAX_SAFE_INTEGER : await after(toMs),
  }
}

async function firstIndexAfter(db: Database, timeMs: number): Promise<number> {
  let low = 0
  let high = (await db.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()).size
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const { rows } = await sql<{ after: boolean }>`
      SELECT leaf_text(leaf, '{time_ms}')::int8 > ${timeMs}::int8 AS after
      FROM audit_leaves WHERE index = ${middle}`.execute(db)
    if (rows[0]?.after) high = middle
    else low = middle + 1
  }
  return low
}

/** Adds the facets of leaves that have none yet, in order; resolves to how many. `db` logs in as the worker. */
export function addAuditFacets(db: Database, limit: number): Promise<number> {
  return guardDatabase(async () => {
    const { numAffectedRows } = await sql`
      INSERT INTO audit_facets (leaf_index, action, outcome, app, purpose)
      SELECT index, action, leaf_text(leaf, '{outcome}'), leaf_text(leaf, '{target,app}'), leaf_text(leaf, '{purpose}')
      FROM audit_leaves
      WHERE index >= ${nextFacet} ORDER BY index LIMIT ${limit}
      ON CONFLICT DO NOTHING`.execute(db)
    return Number(numAffectedRows ?? 0)
  })
}

/** The first leaf without facets. */
export const nextFacet: RawBuilder<number> = sql`(SELECT coalesce(max(leaf_index) + 1, 0) FROM audit_facets)`
