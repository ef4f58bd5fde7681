// Writes what may be there already from a run that died: what is anchored is deterministic.
import type { ObjectStore } from '../objects/object-store.ts'
import { StoreError } from '../store-error.ts'

/** @throws StoreError bad_anchor when other bytes lie under the key; object_store_unavailable */
export async function putSame(store: ObjectStore, key: string, bytes: Uint8Array): Promise<void> {
  try {
    await store.put(key, bytes)
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'object_exists') throw error
    if (!Buffer.from(await store.get(key)).equals(bytes)) throw new StoreError('bad_anchor', error)
  }
}
