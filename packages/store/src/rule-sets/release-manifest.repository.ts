// The manifest of static texts of each release, as it was reviewed (docs/provenance.md).
import { type Database, guardDatabase } from '../database/database.ts'

/** A manifest as it was published. */
export interface ReleaseManifest {
  readonly appId: string
  readonly release: string
  /** Hash of the texts that it allows, as stream headers name it. */
  readonly sha256: Uint8Array<ArrayBuffer>
  /** Texts that it allows. */
  readonly textCount: number
  readonly auditIndex: number
  readonly publishedAt: Date
}

/** Every method may throw StoreError database_unavailable. */
export interface ReleaseManifestRepository {
  /** The newest first, at most a hundred; without bodies. */
  list(appId: string): Promise<ReleaseManifest[]>
  /** The body of the release's newest. */
  findBody(appId: string, release: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Owner only. */
  publish(manifest: Omit<ReleaseManifest, 'publishedAt'> & { readonly body: Uint8Array }): Promise<void>
}

/** Manifests of releases. */
export function createReleaseManifestRepository(db: Database): ReleaseManifestRepository {
  return {
    list: (appId) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('release_manifests')
          .select(['app_id', 'release', 'sha256', 'text_count', 'audit_index', 'published_at'])
          .where('app_id', '=', appId)
          .orderBy('seq', 'desc')
          .limit(100)
          .execute()
        return rows.map((row) => ({
          appId: row.app_id,
          release: row.release,
          sha256: row.sha256,
          textCount: row.text_count,
          auditIndex: row.audit_index,
          publishedAt: row.published_at,
        }))
      }),
    findBody: (appId, release) =>
      guardDatabase(async () => {
        const row = await db
          .selectFrom('release_manifests')
          .select('body')
          .where('app_id', '=', appId)
          .where('release', '=', release)
          .orderBy('seq', 'desc')
          .limit(1)
          .executeTakeFirst()
        return row?.body
      }),
    publish: ({ appId, release, body, sha256, textCount, auditIndex }) =>
      guardDatabase(async () => {
        await db
          .insertInto('release_manifests')
          .values({
            app_id: appId,
            release,
            body,
            sha256,
            text_count: textCount,
            audit_index: auditIndex,
          })
          .execute()
      }),
  }
}
