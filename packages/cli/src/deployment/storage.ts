// The object stores of a deployment: where batches lie, and where checkpoints are anchored.
import { join } from 'node:path'
import { createFolderObjectStore, createS3ObjectStore, type ObjectStore, withPrefix } from '@reseal/store'
import type { StorageConfig } from './config-file.ts'

/** Opens a configured store; `folder` is where the folder kind lies. */
export function openStorage(config: StorageConfig, folder: string): ObjectStore {
  if (config.kind === 'folder') return createFolderObjectStore({ root: join(folder) })
  const { bucket, region, endpoint, forcePathStyle, prefix } = config
  const store = createS3ObjectStore({
    bucket,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(forcePathStyle === undefined ? {} : { forcePathStyle }),
  })
  return prefix ? withPrefix(store, prefix) : store
}
