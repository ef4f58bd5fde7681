// What the registry says of the rules that streams were recorded under (design.md §9): whether an officer still has to look
// at them, and whether anyone published them at all.
import { ProtocolError, parseStreamHeader, type StreamHeader } from '@reseal/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../database/tables.ts'
import { headerColumns, streamHeaderBytes } from '../streams/packed-header.ts'
import { isBuiltInRuleSet } from './built-in-rule-sets.ts'
import { type RuleSetState, stateOf } from './rule-set.repository.ts'

/** What is asked about: a session, or one stream of it. */
export interface StandingQuery {
  readonly appId: string
  readonly session: string
  readonly stream?: string
}

/**
 * Whether what was recorded may be watched, as far as its rules go. Of a session it is the standing of its best stream:
 * each range asks for its own. Rules that nobody published are `approved` here: whether they are accepted was decided
 * when the stream was first looked at, by quarantine.
 */
export async function findRulesStanding(
  transaction: Kysely<Tables>,
  { appId, session, stream }: StandingQuery,
): Promise<RuleSetState> {
  const rows = await transaction
    .selectFrom('streams')
    .select(headerColumns)
    .where('session_id', '=', session)
    .where('app_id', '=', appId)
    .where('tombstoned_at', 'is', null)
    .$if(stream !== undefined, (query) => query.where('id', '=', stream ?? ''))
    .execute()
  const headers = rows.flatMap((row) => headerOf(streamHeaderBytes(row)) ?? [])
  const states = await statesOf(transaction, appId, headers)
  for (const best of ['approved', 'pending', 'refused'] as const) if (states.has(best)) return best
  return 'approved'
}

async function statesOf(
  transaction: Kysely<Tables>,
  appId: string,
  headers: readonly StreamHeader[],
): Promise<ReadonlySet<RuleSetState>> {
  // What an officer redacted, another confirmed.
  const asked = headers.filter(({ derived }) => derived === undefined)
  const hashes = [...new Set(asked.map(({ ruleSetHash }) => hex(ruleSetHash)))]
  const states = new Set<RuleSetState>(asked.length < headers.length ? ['approved'] : [])
  if (hashes.length === 0) return states
  const { rows } = await sql<{ hash: string; looser: boolean; approved: boolean | null }>`
    SELECT encode(sha256, 'hex') AS hash, looser, approved
    FROM rule_sets LEFT JOIN rule_set_decisions USING (seq)
    WHERE app_id = ${appId} AND sha256 = ANY(SELECT decode(wanted, 'hex') FROM unnest(${hashes}::text[]) AS wanted)
    ORDER BY rule_sets.seq DESC`.execute(transaction)
  for (const hash of hashes) {
    const published = rows.filter((row) => row.hash === hash).map(stateOf)
    // Published once more it waits once more, and what was approved before stays approved until somebody refuses it.
    const decided = published.find((state) => state !== 'pending')
    states.add(decided ?? published[0] ?? 'approved')
  }
  return states
}

/** What of a stream's rules nobody published, though the app takes only what was; undefined where nothing is amiss. */
export async function findUnknownRules(
  transaction: Kysely<Tables>,
  stream: string,
): Promise<'rule_set' | 'manifest' | undefined> {
  const row = await transaction
    .selectFrom('streams')
    .select(headerColumns)
    .select('app_id')
    .where('streams.id', '=', stream)
    .executeTakeFirst()
  const header = row && headerOf(streamHeaderBytes(row))
  if (row === undefined || header === undefined || header.derived) return undefined
  const { ruleSetHash, manifestHash } = header
  const { rows } = await sql<Record<'anySet' | 'anyManifest' | 'set' | 'manifest', boolean> & Accepts>`SELECT
    (SELECT accepts FROM rule_acceptances WHERE app_id = ${row.app_id}) AS accepts,
    EXISTS (SELECT FROM rule_sets WHERE app_id = ${row.app_id}) AS "anySet",
    EXISTS (SELECT FROM release_manifests WHERE app_id = ${row.app_id}) AS "anyManifest",
    EXISTS (SELECT FROM rule_sets WHERE app_id = ${row.app_id} AND sha256 = ${ruleSetHash}) AS set,
    EXISTS (SELECT FROM release_manifests WHERE app_id = ${row.app_id} AND sha256 = ${manifestHash ?? null}) AS manifest
    `.execute(transaction)
  const [known] = rows
  if (known === undefined || known.accepts === 'any') return undefined
  // Until the first is published there is nothing to hold a page to, unless somebody said that there is.
  const isClosed = (any: boolean): boolean => any || known.accepts === 'registered'
  if (isClosed(known.anySet) && !known.set && !isBuiltInRuleSet(ruleSetHash)) return 'rule_set'
  if (manifestHash && isClosed(known.anyManifest) && !known.manifest) return 'manifest'
  return undefined
}

interface Accepts {
  readonly accepts: string | null
}

function headerOf(bytes: Uint8Array): StreamHeader | undefined {
  try {
    return parseStreamHeader(bytes)
  } catch (error) {
    // It opens nothing; what is wrong with it `reseal verify` says.
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
