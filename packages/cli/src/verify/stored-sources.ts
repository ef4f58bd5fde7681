// Anchors and batches of a deployment as a verification reads them: straight from the object stores, nothing believed.
import { findAlteredObjects, type ObjectStore, type ProbedStore, StoreError } from '@reseal/store'
import type { AnchorChange, FileSource, LogName } from '@reseal/verifier'

/** The objects of a store as files. */
export function createStoredFiles(store: ObjectStore): FileSource {
  return {
    get: async (key) => {
      try {
        return await store.get(key)
      } catch (error) {
        // A key that no store takes is one that nothing lies under.
        if (error instanceof StoreError && absent.has(error.code)) return undefined
        throw error
      }
    },
    list: (prefix, startAfter) => store.list(prefix, startAfter === undefined ? {} : { startAfter }),
  }
}

const absent: ReadonlySet<StoreError['code']> = new Set(['object_not_found', 'unsafe_object_key'])

/** What the versions of an anchor's bucket tell; a folder keeps none. */
export async function* anchorChanges(place: ProbedStore, log: LogName): AsyncGenerator<AnchorChange> {
  for await (const { key, kind } of findAlteredObjects(place, log)) {
    yield { key, kind: kind === 'deleted' ? 'deleted' : 'replaced' }
  }
}
