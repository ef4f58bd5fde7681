// Tables, roles, objects, keys and logs: everything Reseal keeps, behind interfaces (design.md §4).
export { assertDurable, createDatabase, type Database, type DatabaseOptions } from './database/database.ts'
export { type MigrateOptions, migrate } from './database/migrate.ts'
export { type DatabaseRole, databaseRoles, type ServiceRole } from './database/roles.ts'
export type { Tables } from './database/tables.ts'
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres/start-embedded-postgres.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
