// The object store that the configuration names.
import { createFolderObjectStore, createS3ObjectStore, type ObjectStore, withPrefix } from '@reseal/store'
import type { ObjectsConfig } from './config.ts'

/** Opens it; nothing is read or written yet. */
export function openObjects(config: ObjectsConfig): ObjectStore {
  switch (config.kind) {
    case 'folder':
      return createFolderObjectStore({ root: config.root })
    case 's3': {
      const { bucket, region, endpoint, prefix, forcePathStyle } = config
      const store = createS3ObjectStore({
        bucket,
        ...(region !== undefined && { region }),
        ...(endpoint !== undefined && { endpoint }),
        ...(forcePathStyle !== undefined && { forcePathStyle }),
      })
      return prefix === undefined ? store : withPrefix(store, prefix)
    }
  }
}
