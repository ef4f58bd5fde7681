// Anchors and batches of a deployment as a verification reads them: straight from the object stores, nothing believed.
import { type Tile, tilePath } from '@reseal/protocol/log'
import { type ObjectStore, StoreError } from '@reseal/store'
import type { LogName } from './problem.ts'
import { readAhead } from './read-ahead.ts'
import type { AnchorSource, FoundCheckpoint, ObjectSource } from './sources.ts'

async function getIfThere(store: ObjectStore, key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await store.get(key)
  } catch (error) {
    if (error instanceof StoreError && error.code === 'object_not_found') return undefined
    throw error
  }
}

/** Anchors in an object store: `<log>/checkpoint/…` and C2SP tile paths below `<log>/`. */
export function createAnchorSource(store: ObjectStore): AnchorSource {
  return {
    async *checkpoints(log: LogName) {
      const keys: string[] = []
      for await (const { key } of store.list(`${log}/checkpoint/`)) keys.push(key)
      const read = async (name: string): Promise<FoundCheckpoint> => {
        const bytes = await store.get(name)
        return { name, note: Buffer.from(bytes).toString('utf8') }
      }
      yield* readAhead(keys, read)
    },
    tile: (log: LogName, { level, index, width }: Tile) =>
      getIfThere(store, `${log}/${tilePath(level, index, width)}`),
  }
}

/** Batch objects in an object store. */
export function createObjectSource(store: ObjectStore): ObjectSource {
  return { get: (key) => getIfThere(store, key), list: () => store.list('batches/') }
}
