// Source maps of releases: put in place by the command, read by the viewer, out of ingest's reach.
import { type Database, guardDatabase } from '../database/database.ts'

/** A script that has a map. */
export interface MappedScript {
  /** The built file, as a path below what was uploaded. */
  readonly script: string
  /** Of the map as it was uploaded. */
  readonly sha256: Uint8Array<ArrayBuffer>
  readonly sizeBytes: number
}

/** A map to store. */
export interface NewSourceMap {
  readonly script: string
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  /** JSON without sources, gzip. */
  readonly map: Uint8Array
  /** JSON array of the sources' texts, gzip; absent where they are not to be shown. */
  readonly sources?: Uint8Array
}

/** What a release's maps are changed by. */
export interface SourceMapChange {
  readonly app: string
  readonly release: string
  /** New, or with other content than the one of that name. */
  readonly put: readonly NewSourceMap[]
}

/** Releases of an app that keep their maps; the ones uploaded longest ago go first. */
export const keptReleases = 50

/** Every method may throw StoreError database_unavailable. */
export interface SourceMapRepository {
  /** The scripts of a release that have a map, by name. */
  list(app: string, release: string): Promise<MappedScript[]>
  /** The map of a script, gzip JSON without sources. */
  findMap(app: string, release: string, script: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** The texts of its sources, gzip JSON; undefined where they were not uploaded. */
  findSources(app: string, release: string, script: string): Promise<Uint8Array<ArrayBuffer> | undefined>
  /** Owner only: all of them or none. Resolves with the releases whose maps went, as there are newer ones. */
  put(change: SourceMapChange): Promise<string[]>
}

/** Source maps. */
export function createSourceMapRepository(db: Database): SourceMapRepository {
  const find = async (
    [app, release, script]: readonly [string, string, string],
    column: 'map' | 'sources',
  ): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const row = await guardDatabase(() =>
      db
        .selectFrom('source_maps.scripts')
        .select(`${column} as bytes`)
        .where('app_id', '=', app)
        .where('release', '=', release)
        .where('script', '=', script)
        .executeTakeFirst(),
    )
    return row?.bytes ?? undefined
  }
  return {
    list: (app, release) =>
      guardDatabase(async () => {
        const rows = await db
          .selectFrom('source_maps.scripts')
          .select(['script', 'sha256', 'size_bytes'])
          .where('app_id', '=', app)
          .where('release', '=', release)
          .orderBy('script')
          .execute()
        return rows.map(({ script, sha256, size_bytes }) => ({ script, sha256, sizeBytes: size_bytes }))
      }),
    findMap: (...key) => find(key, 'map'),
    findSources: (...key) => find(key, 'sources'),
    put: ({ app, release, put }) =>
      guardDatabase(() =>
        db.transaction().execute(async (transaction) => {
          for (const { script, sha256, sizeBytes, map, sources } of put) {
            const content = {
              sha256,
              map,
              sources: sources ?? null,
              size_bytes: sizeBytes,
              uploaded_at: new Date(),
            }
            await transaction
              .insertInto('source_maps.scripts')
              .values({ app_id: app, release, script, ...content })
              .onConflict((conflict) =>
                conflict.columns(['app_id', 'release', 'script']).doUpdateSet(content),
              )
              .execute()
          }
          const old = await transaction
            .selectFrom('source_maps.scripts')
            .select('release')
            .where('app_id', '=', app)
            .groupBy('release')
            .orderBy(({ fn }) => fn.max('uploaded_at'), 'desc')
            .offset(keptReleases)
            .execute()
          const gone = old.map((row) => row.release)
          if (gone.length > 0) {
            await transaction
              .deleteFrom('source_maps.scripts')
              .where('app_id', '=', app)
              .where('release', 'in', gone)
              .execute()
          }
          return gone
        }),
      ),
  }
}
