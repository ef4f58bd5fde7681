// On what consent sessions were recorded: the hash of the receipt that each stream header carries, and beside it what the
// sealed receipt says, where the indexer read it (docs/protocol.md §4.1). As the viewer.
import { encodeConsentReceipt, ProtocolError, parseStreamHeader, sha256 } from '@reseal/protocol'
import { sql } from 'kysely'
import { type Database, guardDatabase } from '../database/database.ts'
import { type HeaderColumns, streamHeaderBytes } from '../streams/packed-header.ts'

/** What a receipt says. */
export interface ConsentSaid {
  readonly grantedAtMs: number
  readonly how?: string
  readonly noticeVersion?: string
}

/** The consent that a stream claims. */
export interface StreamConsent {
  readonly app: string
  readonly session: string
  readonly stream: string
  readonly startedAtMs: number
  /** Lower-case hex; absent where the header claims none. */
  readonly consentHash?: string
  /** Absent where the stream was not indexed, or is forgotten. */
  readonly said?: ConsentSaid
  /** What was said has the hash of the header. */
  readonly proven: boolean
  readonly forgotten?: 'withdrawal' | 'redaction' | 'officer' | 'retention'
}

/** Which are listed. */
export interface ConsentQuery {
  readonly app?: string
  /** Starts, `[fromMs, toMs)`. */
  readonly fromMs?: number
  readonly toMs?: number
  readonly notice?: string
  readonly cursor?: string
  /** Of sessions. */
  readonly limit: number
}

/** A page, newest sessions first. */
export interface ConsentPage {
  readonly consents: readonly StreamConsent[]
  readonly nextCursor?: string
}

interface ConsentRow extends HeaderColumns {
  readonly page_id: string
  readonly app_id: string
  readonly sort_ms: number
  readonly started_at_ms: number
  readonly tombstone_reason: StreamConsent['forgotten'] | null
  readonly consent: { grantedAtMs?: unknown; how?: unknown; noticeVersion?: unknown } | null
}

/** A session of which nothing is shown. */
interface EmptyRow {
  readonly page_id: string
  readonly sort_ms: number
  readonly id: null
}

/** A page of consents. */
export async function listConsents(db: Database, query: ConsentQuery): Promise<ConsentPage> {
  const { app, fromMs, toMs, notice, limit } = query
  const [ms, id] = query.cursor?.split('.') ?? []
  const isCursor =
    /^\d{1,15}$/.test(ms ?? '') && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? '')
  const page = sql`SELECT id, started_at_ms FROM sessions WHERE true
    ${app === undefined ? sql`` : sql`AND app_id = ${app}`}
    ${fromMs === undefined ? sql`` : sql`AND started_at_ms >= ${fromMs}`}
    ${toMs === undefined ? sql`` : sql`AND started_at_ms < ${toMs}`}
    ${
      notice === undefined
        ? sql``
        : sql`AND EXISTS (SELECT FROM summaries.streams AS known WHERE known.session_id = sessions.id
            AND known.summary #>> '{labels,consent,noticeVersion}' = ${notice})`
    }
    ${isCursor ? sql`AND (started_at_ms, id) < (${Number(ms)}, ${id}::uuid)` : sql``}
    ORDER BY started_at_ms DESC, id DESC LIMIT ${limit + 1}`
  const { rows } = await guardDatabase(() =>
    sql<
      ConsentRow | EmptyRow
    >`SELECT streams.id, streams.session_id, streams.key_id, streams.header, streams.enc_hash,
        streams.append_key_hash, streams.started_at_ms, streams.app_id, streams.tombstone_reason,
        page.id AS page_id, page.started_at_ms AS sort_ms, summary #> '{labels,consent}' AS consent
      -- A session of which nothing is shown has its place on the page: without it paging would end there.
      FROM (${page}) AS page LEFT JOIN streams ON streams.session_id = page.id
          AND streams.tombstone_reason IS DISTINCT FROM 'redaction'
        LEFT JOIN summaries.streams AS known ON known.stream_id = streams.id
      ORDER BY page.started_at_ms DESC, page.id DESC, streams.started_at_ms, streams.id`.execute(db),
  )
  const sessions = [...new Set(rows.map(({ page_id }) => page_id))]
  const last = sessions.length > limit ? sessions[limit - 1] : undefined
  const shown = new Set(sessions.slice(0, limit))
  const lastRow = rows.find(({ page_id }) => page_id === last)
  return {
    consents: rows
      .filter(isConsentRow)
      .filter(({ page_id }) => shown.has(page_id))
      .map(toConsent),
    ...(lastRow !== undefined && { nextCursor: `${lastRow.sort_ms}.${lastRow.page_id}` }),
  }
}

function isConsentRow(row: ConsentRow | EmptyRow): row is ConsentRow {
  return row.id !== null
}

const sessionsPerPage = 200

/** All that fit, page by page, newest sessions first. */
export async function* readConsents(
  db: Database,
  query: Omit<ConsentQuery, 'cursor' | 'limit'>,
): AsyncGenerator<StreamConsent, undefined> {
  let cursor: string | undefined
  do {
    const page = await listConsents(db, { ...query, limit: sessionsPerPage, ...(cursor && { cursor }) })
    yield* page.consents
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return undefined
}

function toConsent(row: ConsentRow): StreamConsent {
  const consentHash = hashIn(row)
  const said = row.consent === null ? undefined : readSaid(row.consent)
  return {
    app: row.app_id,
    session: row.session_id,
    stream: row.id,
    startedAtMs: row.started_at_ms,
    ...(consentHash !== undefined && { consentHash }),
    ...(said !== undefined && { said }),
    proven: said !== undefined && consentHash !== undefined && hashOf(said) === consentHash,
    ...(row.tombstone_reason !== null && { forgotten: row.tombstone_reason ?? 'officer' }),
  }
}

function readSaid({
  grantedAtMs,
  how,
  noticeVersion,
}: NonNullable<ConsentRow['consent']>): ConsentSaid | undefined {
  if (typeof grantedAtMs !== 'number') return undefined
  return {
    grantedAtMs,
    ...(typeof how === 'string' && { how }),
    ...(typeof noticeVersion === 'string' && { noticeVersion }),
  }
}

function hashOf({ grantedAtMs, how = '', noticeVersion = '' }: ConsentSaid): string | undefined {
  try {
    return Buffer.from(sha256(encodeConsentReceipt({ grantedAtMs, how, noticeVersion }))).toString('hex')
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}

function hashIn(row: HeaderColumns): string | undefined {
  try {
    const { consentHash } = parseStreamHeader(streamHeaderBytes(row))
    return consentHash === undefined ? undefined : Buffer.from(consentHash).toString('hex')
  } catch (error) {
    // It opens nothing; what is wrong with it `reseal verify` says.
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
