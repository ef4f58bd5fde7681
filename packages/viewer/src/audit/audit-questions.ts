// What the auditor's questions ask of the database.
import {
  type AccessTrend,
  type AttentionState,
  type Database,
  guardDatabase,
  pageReadableStreams,
  type RightsStep,
  readAccessTrend,
  readAttention,
  readRightsHistory,
  type StreamPage,
  type StreamPageQuery,
  streamsOfKey,
} from '@reseal/store'

/** Every method may throw StoreError database_unavailable. */
export interface AuditQuestions {
  trend(time: { readonly fromMs: number; readonly toMs: number }): Promise<AccessTrend>
  attention(time: { readonly nowMs: number; readonly sinceMs: number }): Promise<AttentionState>
  /** Changes of a person's rights, in the log's order. */
  rightsHistory(of: { readonly subject: string; readonly before: number }): Promise<readonly RightsStep[]>
  /** Streams that could be opened, a page of sessions. */
  pageStreams(query: StreamPageQuery): Promise<StreamPage>
  streamsOfKey(keyId: string, streams: readonly string[]): Promise<ReadonlySet<string>>
  /** Apps of which membership does not suffice. */
  appsWithGrants(): Promise<readonly string[]>
  /** Leaf 0, which is no event; undefined in an empty log. */
  firstLeaf(log: 'audit' | 'recordings'): Promise<string | undefined>
}

/** `db` logs in as the viewer. */
export function createAuditQuestions(db: Database): AuditQuestions {
  return {
    trend: (time) => readAccessTrend(db, time),
    attention: (time) => readAttention(db, time),
    rightsHistory: (of) => readRightsHistory(db, of),
    pageStreams: (query) => pageReadableStreams(db, query),
    streamsOfKey: (keyId, streams) => streamsOfKey(db, keyId, streams),
    appsWithGrants: () =>
      guardDatabase(async () => {
        const rows = await db.selectFrom('apps').select('id').where('grants_required', '=', true).execute()
        return rows.map(({ id }) => id)
      }),
    firstLeaf: (log) =>
      guardDatabase(async () => {
        const table = log === 'audit' ? 'audit_leaves' : 'recordings_leaves'
        const row = await db.selectFrom(table).select('leaf').where('index', '=', 0).executeTakeFirst()
        return row && Buffer.from(row.leaf).toString('utf8')
      }),
  }
}
