// Registered front ends (design.md §3, app).
import { type Database, guardDatabase } from '../database/database.ts'

/** What a recorder may be told with each receipt: words without data, each of which only tightens (design.md §2). */
export const recorderCommands = ['off', 'sample-less', 'block', 'later'] as const

/** One of {@link recorderCommands}. */
export type RecorderCommand = (typeof recorderCommands)[number]

/** One registered front end. */
export interface App {
  /** [a-z0-9-]{1,64} */
  readonly id: string
  /** Public: it is in every page. */
  readonly appKey: string
  readonly name: string
  /** Origins as browsers send them: scheme, host, port. */
  readonly allowedOrigins: readonly string[]
  readonly sealingKeyId: string
  /** What its recorders are told with each receipt, if anything. */
  readonly command?: RecorderCommand
  /** Bytes that ingest takes of it in a day (UTC), over all processes; without a bound where absent. */
  readonly dailyQuotaBytes?: number
  /** True while ingest refuses its parcels. */
  readonly parcelsRefused?: boolean
  /** True where membership does not suffice to watch: its engineers need a grant (design.md §8). */
  readonly grantsRequired?: boolean
}

/** What changes of an app's limits; what is absent stays. */
export interface AppLimits {
  /** null: without a bound. */
  readonly dailyQuotaBytes?: number | null
  readonly parcelsRefused?: boolean
}

/** Reads and registers apps. */
export interface AppRepository {
  findByAppKey(appKey: string): Promise<App | undefined>
  findById(id: string): Promise<App | undefined>
  /** All, by id. */
  list(): Promise<App[]>
  /**
   * Owner only.
   * @throws StoreError database_refused when id or key are taken or not of their form
   */
  create(app: App): Promise<void>
  /**
   * Owner only. What the recorders of an app are told from now on; undefined: nothing.
   * @returns whether there is such an app
   * @throws StoreError database_refused for a word that is no command
   */
  setCommand(id: string, command: RecorderCommand | undefined): Promise<boolean>
  /**
   * Owner only. What ingest takes of an app from now on.
   * @returns whether there is such an app
   * @throws StoreError database_refused for a quota that is not above 0
   */
  setLimits(id: string, limits: AppLimits): Promise<boolean>
  /** Owner only. Whether its engineers need a grant from now on. @returns whether there is such an app */
  setGrantsRequired(id: string, isRequired: boolean): Promise<boolean>
}

const columns = [
  'id',
  'app_key',
  'name',
  'allowed_origins',
  'sealing_key_id',
  'command',
  'daily_quota_bytes',
  'parcels_refused',
  'grants_required',
] as const

/** Apps of a deployment. Every method may throw StoreError database_unavailable. */
export function createAppRepository(db: Database): AppRepository {
  const select = () => db.selectFrom('apps').select(columns)
  return {
    findByAppKey: (appKey) =>
      guardDatabase(async () => {
        const row = await select().where('app_key', '=', appKey).executeTakeFirst()
        return row && toApp(row)
      }),
    findById: (id) =>
      guardDatabase(async () => {
        const row = await select().where('id', '=', id).executeTakeFirst()
        return row && toApp(row)
      }),
    list: () => guardDatabase(async () => (await select().orderBy('id').execute()).map(toApp)),
    create: (app) =>
      guardDatabase(async () => {
        await db
          .insertInto('apps')
          .values({
            id: app.id,
            app_key: app.appKey,
            name: app.name,
            allowed_origins: [...app.allowedOrigins],
            sealing_key_id: app.sealingKeyId,
            command: app.command ?? null,
          })
          .execute()
      }),
    setCommand: (id, command) =>
      guardDatabase(async () => {
        const { numUpdatedRows } = await db
          .updateTable('apps')
          .set({ command: command ?? null })
          .where('id', '=', id)
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),
    setLimits: (id, { dailyQuotaBytes, parcelsRefused }) =>
      guardDatabase(async () => {
        const { numUpdatedRows } = await db
          .updateTable('apps')
          .set({
            ...(dailyQuotaBytes !== undefined && { daily_quota_bytes: dailyQuotaBytes }),
            ...(parcelsRefused !== undefined && { parcels_refused: parcelsRefused }),
          })
          .where('id', '=', id)
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),
    setGrantsRequired: (id, isRequired) =>
      guardDatabase(async () => {
        const { numUpdatedRows } = await db
          .updateTable('apps')
          .set({ grants_required: isRequired })
          .where('id', '=', id)
          .executeTakeFirst()
        return numUpdatedRows > 0n
      }),
  }
}

interface AppRow {
  id: string
  app_key: string
  name: string
  allowed_origins: string[]
  sealing_key_id: string
  command: string | null
  daily_quota_bytes: number | null
  parcels_refused: boolean
  grants_required: boolean
}

function toApp(row: AppRow): App {
  return {
    id: row.id,
    appKey: row.app_key,
    name: row.name,
    allowedOrigins: row.allowed_origins,
    sealingKeyId: row.sealing_key_id,
    ...(row.command !== null && { command: row.command as RecorderCommand }),
    ...(row.daily_quota_bytes !== null && { dailyQuotaBytes: row.daily_quota_bytes }),
    ...(row.parcels_refused && { parcelsRefused: true }),
    ...(row.grants_required && { grantsRequired: true }),
  }
}
