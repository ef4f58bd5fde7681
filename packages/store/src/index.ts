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
export { createFolderObjectStore, type FolderObjectStoreOptions } from './objects/folder-object-store.ts'
export { type ByteRange, type ObjectEntry, type ObjectStore, withPrefix } from './objects/object-store.ts'
export { createS3ObjectStore, type S3ObjectStoreOptions } from './objects/s3-object-store.ts'
export { type App, type AppRepository, createAppRepository } from './apps/app.repository.ts'
export {
  createCheckpointVerifier,
  generateCheckpointKeyFile,
  loadCheckpointSigner,
} from './keys/checkpoint-key.ts'
export { createFileKeyProvider, generateKeyFile, sealingKeyId } from './keys/file-key-provider.ts'
export type { KeyProvider } from './keys/key-provider.ts'
export type { BatchCommit, CommitOutcome, NewBatch, NewSegment, NewStream } from './streams/commit-batch.ts'
export {
  createIngestRepository,
  type IngestReport,
  type IngestRepository,
  type Registration,
  type StoredSegment,
  type StreamTip,
} from './streams/ingest.repository.ts'
