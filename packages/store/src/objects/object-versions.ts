// What a bucket that keeps versions (Object Lock needs it) remembers of its objects: every version and every delete
// marker. Listings and reads without it show the newest alone, and nothing of what was removed.
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { StoreError } from '../store-error.ts'
import { assertSafePrefix } from './object-store.ts'
import type { ProbedStore } from './probe-object-store.ts'
import { createClient } from './s3-object-store.ts'

/** One version of an object, or the mark that it was deleted. */
export interface ObjectVersion {
  readonly id: string
  readonly isDeleteMarker: boolean
  /** As the store lists it: equal for equal bytes, unless the store encrypts under keys of its own. */
  readonly etag: string
  readonly sizeBytes: number
  readonly storedAtMs: number
}

/** An object with all its versions, newest first. */
export interface VersionedObject {
  readonly key: string
  readonly versions: readonly ObjectVersion[]
}

/** Reads versions. Every method may throw StoreError object_store_unavailable. */
export interface ObjectVersions {
  /** All objects below a prefix, ascending by key; of a bucket without versions each has one. */
  list(prefix: string): AsyncIterable<VersionedObject>
  get(key: string, version: string): Promise<Uint8Array<ArrayBuffer>>
  close(): void
}

/**
 * Versions of a bucket, inside the place's own prefix; undefined for a folder, which keeps none.
 * @throws StoreError insecure_object_store
 */
export function openObjectVersions(place: ProbedStore): ObjectVersions | undefined {
  if (place.kind === 'folder') return undefined
  const client = createClient(place.options)
  const { bucket } = place.options
  return {
    list: (prefix) => listVersions(client, { bucket, outer: place.prefix, prefix }),
    get: async (key, version) => {
      const input = { Bucket: bucket, Key: place.prefix + key, VersionId: version }
      const { Body } = await guarded(() => client.send(new GetObjectCommand(input)))
      return new Uint8Array((await guarded(async () => Body?.transformToByteArray())) ?? [])
    },
    close: () => client.destroy(),
  }
}

interface Listing {
  readonly bucket: string
  /** The place's own prefix, which keys are given without. */
  readonly outer: string
  readonly prefix: string
}

async function* listVersions(
  client: S3Client,
  { bucket, outer, prefix }: Listing,
): AsyncGenerator<VersionedObject> {
  assertSafePrefix(outer + prefix)
  // An object's versions may go on on the next page.
  let open: { readonly key: string; readonly versions: ObjectVersion[] } | undefined
  for await (const page of pages(client, bucket, outer + prefix)) {
    for (const { key, version } of entriesOf(page)) {
      if (open !== undefined && open.key !== key) {
        yield { key: open.key.slice(outer.length), versions: newestFirst(open.versions) }
        open = undefined
      }
      open ??= { key, versions: [] }
      open.versions.push(version)
    }
  }
  if (open !== undefined) yield { key: open.key.slice(outer.length), versions: newestFirst(open.versions) }
}

async function* pages(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<ListObjectVersionsCommandOutput> {
  let from: { KeyMarker?: string; VersionIdMarker?: string } = {}
  for (;;) {
    const input = { Bucket: bucket, Prefix: prefix, ...from }
    const page = await guarded(() => client.send(new ListObjectVersionsCommand(input)))
    yield page
    const { NextKeyMarker, NextVersionIdMarker } = page
    if (page.IsTruncated !== true || NextKeyMarker === undefined) return
    from = {
      KeyMarker: NextKeyMarker,
      ...(NextVersionIdMarker === undefined ? {} : { VersionIdMarker: NextVersionIdMarker }),
    }
  }
}

/** A page's versions and markers, which come apart, in the order of their keys. */
function entriesOf(page: ListObjectVersionsCommandOutput): { key: string; version: ObjectVersion }[] {
  const versions = (page.Versions ?? []).map((entry) => ({
    key: entry.Key ?? '',
    version: {
      id: entry.VersionId ?? 'null',
      isDeleteMarker: false,
      etag: entry.ETag ?? '',
      sizeBytes: entry.Size ?? 0,
      storedAtMs: entry.LastModified?.getTime() ?? 0,
    },
  }))
  const markers = (page.DeleteMarkers ?? []).map((entry) => ({
    key: entry.Key ?? '',
    version: {
      id: entry.VersionId ?? 'null',
      isDeleteMarker: true,
      etag: '',
      sizeBytes: 0,
      storedAtMs: entry.LastModified?.getTime() ?? 0,
    },
  }))
  return [...versions, ...markers].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

function newestFirst(versions: readonly ObjectVersion[]): readonly ObjectVersion[] {
  return versions.toSorted((a, b) => b.storedAtMs - a.storedAtMs)
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isMissing = error instanceof S3ServiceException && error.name === 'NoSuchKey'
    throw new StoreError(isMissing ? 'object_not_found' : 'object_store_unavailable', error)
  }
}
