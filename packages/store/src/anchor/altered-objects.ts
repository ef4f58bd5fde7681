// What happened to anchored objects behind the worker's back (design.md §7): what is anchored is written once, so a delete
// marker, or a second version with other bytes, is someone's doing. The same bytes twice are a repeated write.
import type { LogName } from '../logs/log-name.ts'
import { type ObjectVersions, openObjectVersions, type VersionedObject } from '../objects/object-versions.ts'
import type { ProbedStore } from '../objects/probe-object-store.ts'

/** An anchored object that was deleted or overwritten. */
export interface AlteredObject {
  readonly kind: 'deleted' | 'overwritten'
  /** Such as `audit/checkpoint/…`. */
  readonly key: string
  /** When the newest version or marker was stored, by the store's clock. */
  readonly alteredAtMs: number
  /** Versions with bytes that are still kept: what can be put back. */
  readonly keptVersions: number
}

/**
 * Looks at every version of a log's anchored objects. A folder keeps none, and a bucket without versions shows one an
 * object: there nothing is found, and only `reseal verify` with a kept checkpoint tells.
 * @throws StoreError object_store_unavailable
 */
export async function* findAlteredObjects(place: ProbedStore, log: LogName): AsyncGenerator<AlteredObject> {
  const versions = openObjectVersions(place)
  if (versions === undefined) return
  try {
    for await (const object of versions.list(`${log}/`)) {
      const kind = await judge(versions, object)
      if (kind === undefined) continue
      yield {
        kind,
        key: object.key,
        alteredAtMs: object.versions[0]?.storedAtMs ?? 0,
        keptVersions: object.versions.filter(({ isDeleteMarker }) => !isDeleteMarker).length,
      }
    }
  } finally {
    versions.close()
  }
}

async function judge(
  store: ObjectVersions,
  { key, versions }: VersionedObject,
): Promise<AlteredObject['kind'] | undefined> {
  if (versions.some(({ isDeleteMarker }) => isDeleteMarker)) return 'deleted'
  const [first, ...others] = versions
  if (first === undefined || others.every(({ etag }) => etag === first.etag)) return undefined
  if (others.some(({ sizeBytes }) => sizeBytes !== first.sizeBytes)) return 'overwritten'
  // Under keys of the store's own, equal bytes have different tags.
  const bytes = Buffer.from(await store.get(key, first.id))
  for (const { id } of others) {
    if (!bytes.equals(await store.get(key, id))) return 'overwritten'
  }
  return undefined
}
