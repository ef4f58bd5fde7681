// What no index answers, looked at session by session: patterns, comparisons, states, and what a session is not to have.
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import type { FoundSession } from './found-session.ts'
import type { SummaryCount, VitalName, VitalRating } from './summary.ts'

/** From `least` to `most`, each with or without the value itself. */
export interface PredicateBounds {
  readonly least?: { readonly value: number; readonly isIn: boolean }
  readonly most?: { readonly value: number; readonly isIn: boolean }
}

/** Fields whose values a pattern is held against. */
export type PatternField =
  | 'page'
  | 'error'
  | 'errorName'
  | 'request'
  | 'status'
  | 'release'
  | 'environment'
  | 'browser'
  | 'tag'

/** What a session is, or with `isNot` is not. */
export type SessionPredicate = { readonly isNot: boolean } & (
  | {
      readonly kind: 'pattern'
      readonly field: PatternField
      /** `*` is anything, of a page or a request but a slash; `**` anything at all. */
      readonly pattern: string
      /** Of a tag. */
      readonly name?: string
    }
  | { readonly kind: 'count'; readonly count: SummaryCount; readonly bounds: PredicateBounds }
  | { readonly kind: 'vital'; readonly vital: VitalName; readonly bounds: PredicateBounds }
  | { readonly kind: 'rating'; readonly vital: VitalName; readonly rating: VitalRating }
  | { readonly kind: 'duration'; readonly bounds: PredicateBounds }
  | {
      readonly kind: 'state'
      readonly state: 'recording' | 'closed' | 'unchecked' | 'quarantined' | 'shredded' | 'withdrawn'
    }
)

/** What is true or false of a row. */
export type Condition = RawBuilder<unknown>

/** Those of which all predicates hold, in the order in which they came. A session without a summary has only a state. */
export async function keepSessions(
  db: Kysely<Tables>,
  sessions: readonly FoundSession[],
  predicates: readonly SessionPredicate[],
): Promise<FoundSession[]> {
  if (sessions.length === 0 || predicates.length === 0) return [...sessions]
  const conditions = predicates.map((predicate) => {
    const condition = sql`coalesce(${conditionOf(predicate)}, false)`
    const holds = predicate.isNot ? sql`NOT ${condition}` : condition
    return predicate.kind === 'state' ? holds : sql`(summary IS NOT NULL AND ${holds})`
  })
  const { rows } = await sql<{ id: string }>`
    SELECT candidate.id FROM unnest(${sessions.map(({ id }) => id)}::uuid[]) AS candidate (id)
      LEFT JOIN summaries.sessions ON session_id = candidate.id
    WHERE ${sql.join(conditions, sql` AND `)}`.execute(db)
  const kept = new Set(rows.map(({ id }) => id))
  return sessions.filter(({ id }) => kept.has(id))
}

function conditionOf(predicate: SessionPredicate): Condition {
  switch (predicate.kind) {
    case 'pattern':
      return patternCondition(predicate)
    case 'count':
      return within(sql`coalesce((summary->'counts'->>${predicate.count})::float8, 0)`, predicate.bounds)
    case 'vital':
      return within(
        sql`(summary->'labels'->'vitals'->${predicate.vital}->>'value')::float8`,
        predicate.bounds,
      )
    case 'rating':
      return sql`summary->'labels'->'vitals'->${predicate.vital}->>'rating' = ${predicate.rating}`
    case 'duration':
      return within(sql`((summary->>'toMs')::float8 - (summary->>'fromMs')::float8)`, predicate.bounds)
    case 'state':
      return stateCondition(predicate.state)
  }
}

function patternCondition({
  field,
  pattern,
  name,
}: Extract<SessionPredicate, { kind: 'pattern' }>): Condition {
  const expression = expressionOf(pattern, field === 'page' || field === 'request')
  switch (field) {
    case 'page':
      return sql`EXISTS (SELECT FROM jsonb_array_elements_text(summary->'labels'->'pages') AS page WHERE page ~ ${expression})`
    case 'error':
      return sql`EXISTS (SELECT FROM jsonb_array_elements(summary->'labels'->'errors') AS error
        WHERE error->>'fingerprint' ~ ${expression})`
    case 'errorName':
      return sql`EXISTS (SELECT FROM jsonb_array_elements(summary->'labels'->'errors') AS error
        WHERE error->>'name' ~ ${expression})`
    case 'request':
      return sql`EXISTS (SELECT FROM jsonb_array_elements(summary->'labels'->'requests') AS request
        WHERE request->>'template' ~ ${expression}
          OR (request->>'method') || ' ' || (request->>'template') ~ ${expression})`
    case 'status':
      return sql`EXISTS (SELECT FROM jsonb_array_elements(summary->'labels'->'requests') AS request,
        jsonb_array_elements_text(request->'outcomes') AS outcome WHERE outcome ~ ${expression})`
    case 'tag':
      return sql`summary->'labels'->'tags'->>${name ?? ''} ~ ${expression}`
    case 'release':
    case 'environment':
    case 'browser':
      return sql`summary->'labels'->>${field} ~ ${expression}`
  }
}

// A session is what its streams are, but for those that a redacted one took the place of.
const streamsOf = sql`FROM streams WHERE streams.session_id = candidate.id AND tombstone_reason IS DISTINCT FROM 'redaction'`
const isGone = sql`NOT EXISTS (SELECT ${streamsOf} AND tombstoned_at IS NULL)`
const isWithdrawn = sql`NOT EXISTS (SELECT ${streamsOf} AND tombstone_reason IS DISTINCT FROM 'withdrawal')`
const isOpen = sql`EXISTS (SELECT ${streamsOf} AND NOT final AND open)`

function stateCondition(state: Extract<SessionPredicate, { kind: 'state' }>['state']): Condition {
  switch (state) {
    case 'recording':
      return sql`(${isOpen} AND NOT ${isGone})`
    case 'closed':
      return sql`(NOT ${isOpen} AND NOT ${isGone})`
    case 'unchecked':
      return sql`(summary IS NULL AND NOT ${isGone})`
    case 'quarantined':
      return sql`EXISTS (SELECT FROM quarantines WHERE quarantines.session_id = candidate.id AND state = 'quarantined')`
    case 'shredded':
      return sql`(${isGone} AND NOT ${isWithdrawn})`
    case 'withdrawn':
      return isWithdrawn
  }
}

/** Whether a value lies within bounds. */
export function within(value: Condition, { least, most }: PredicateBounds): Condition {
  const parts: Condition[] = []
  if (least !== undefined) {
    parts.push(least.isIn ? sql`${value} >= ${least.value}::float8` : sql`${value} > ${least.value}::float8`)
  }
  if (most !== undefined) {
    parts.push(most.isIn ? sql`${value} <= ${most.value}::float8` : sql`${value} < ${most.value}::float8`)
  }
  return parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql` AND `)})`
}

/** A pattern as the regular expression of the database, whose time does not explode whatever is asked. */
export function expressionOf(pattern: string, isPath: boolean): string {
  const one = isPath ? '[^/]*' : '.*'
  const escaped = pattern.replaceAll(/\*+|[.\\+?^${}()|[\]]/gu, (part) => {
    if (!part.startsWith('*')) return `\\${part}`
    return part.length > 1 ? '.*' : one
  })
  return `^(?:${escaped})$`
}
