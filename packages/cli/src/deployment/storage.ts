// The object stores of a deployment: where batches lie, and where checkpoints are anchored.
import { join } from 'node:path'
import {
  createFolderObjectStore,
  createS3ObjectStore,
  type ObjectStore,
  type ProbedStore,
  type S3ObjectStoreOptions,
  withPrefix,
} from '@reseal/store'
import type { StorageConfig } from './config-file.ts'

/** Opens a configured store; `folder` is where the folder kind lies. */
export function openStorage(config: StorageConfig, folder: string): ObjectStore {
  if (config.kind === 'folder') return createFolderObjectStore({ root: join(folder) })
  const store = createS3ObjectStore(s3Options(config))
  return config.prefix ? withPrefix(store, config.prefix) : store
}

/** The store as a probe of its provider finds it. */
export function probedStorage(config: StorageConfig): ProbedStore {
  return config.kind === 'folder'
    ? config
    : { kind: 's3', options: s3Options(config), prefix: config.prefix ?? '' }
}

function s3Options(config: StorageConfig & { kind: 's3' }): S3ObjectStoreOptions {
  const { bucket, region, endpoint, forcePathStyle, profile } = config
  return {
    bucket,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
    ...(profile === undefined ? {} : { profile }),
  }
}
