// What an object store does of what Reseal counts on, asked of the store itself at start: a provider that ignores a header
// answers 200 and says nothing. With a credential that may only write, and one that may only read, what cannot be told is
// unknown. At most two objects of some bytes are left below `probe/`, always the same; versioned buckets add a version each.
import { hash } from 'node:crypto'
import { GetObjectLockConfigurationCommand, S3ServiceException } from '@aws-sdk/client-s3'
import { StoreError } from '../store-error.ts'
import type { ObjectStore } from './object-store.ts'
import { createClient, put, type S3ObjectStoreOptions } from './s3-object-store.ts'

/** Whether the store does it; `unknown` where the credential may not ask. */
export type Support = 'yes' | 'no' | 'unknown'

/** What was found out. */
export interface ObjectStoreTraits {
  /** A key that was used is not written again. */
  readonly conditionalWrites: Support
  /** A body that is not the one whose hash was sent is refused. */
  readonly bodyCheck: Support
  /** The bucket's default retention: nobody removes or replaces an object before its time (COMPLIANCE). */
  readonly objectLock: 'compliance' | 'governance' | 'none' | 'unknown'
}

/** Where the store is, for what only the provider itself can be asked. */
export type ProbedStore =
  | { readonly kind: 'folder' }
  | { readonly kind: 's3'; readonly options: S3ObjectStoreOptions; readonly prefix: string }

const conditionalKey = 'probe/conditional'
const bodyKey = 'probe/body'

/**
 * Asks by writing. `store` has the prefix in it already.
 * @throws StoreError object_store_unavailable, when the store takes nothing at all
 */
export async function probeWrites(
  store: ObjectStore,
  place: ProbedStore,
): Promise<Pick<ObjectStoreTraits, 'conditionalWrites' | 'bodyCheck'>> {
  const first = await isTaken(store)
  const conditionalWrites = !first || !(await isTaken(store)) ? 'yes' : 'no'
  return { conditionalWrites, bodyCheck: place.kind === 'folder' ? 'yes' : await probeBodyCheck(place) }
}

/** Whether the store takes the object; one that has it and keeps to the condition does not. */
async function isTaken(store: ObjectStore): Promise<boolean> {
  try {
    await store.put(conditionalKey, new TextEncoder().encode('reseal probe'))
    return true
  } catch (error) {
    if (error instanceof StoreError && error.code === 'object_exists') return false
    throw error
  }
}

/** Sends a body that was changed after it was signed and summed, as a fault on the way would. */
async function probeBodyCheck({ options, prefix }: ProbedStore & { kind: 's3' }): Promise<Support> {
  const client = createClient({ ...options, maxAttempts: 1 })
  client.middlewareStack.add(
    (next) => (step) => {
      const request = step.request as { body?: unknown }
      if (request.body instanceof Uint8Array) request.body = request.body.map((byte) => byte ^ 1)
      return next(step)
    },
    { step: 'deserialize', priority: 'low' },
  )
  const bytes = new TextEncoder().encode('reseal probe')
  try {
    await put(
      client,
      { Bucket: options.bucket, Key: prefix + bodyKey },
      { bytes, sha256: hash('sha256', bytes, 'buffer') },
    )
    return 'no'
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
    // Only a changed body that was taken once can be there.
    if (status === 412) return 'no'
    return status === 400 ? 'yes' : 'unknown'
  } finally {
    client.destroy()
  }
}

/** Asks for the bucket's default retention; changes nothing. */
export async function probeObjectLock(place: ProbedStore): Promise<ObjectStoreTraits['objectLock']> {
  if (place.kind === 'folder') return 'none'
  const client = createClient({ ...place.options, maxAttempts: 1 })
  try {
    const { ObjectLockConfiguration: lock } = await client.send(
      new GetObjectLockConfigurationCommand({ Bucket: place.options.bucket }),
    )
    switch (lock?.ObjectLockEnabled === 'Enabled' ? lock.Rule?.DefaultRetention?.Mode : undefined) {
      case 'COMPLIANCE':
        return 'compliance'
      case 'GOVERNANCE':
        return 'governance'
      default:
        return 'none'
    }
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
    // 404: the bucket has none. 409, 501: the provider has none.
    return status === 404 || status === 409 || status === 501 ? 'none' : 'unknown'
  } finally {
    client.destroy()
  }
}
