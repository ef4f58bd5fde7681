// Whether the objects that rows name are there, in their length: some at random, or every one.
import {
  type Database,
  listObjects,
  type NamedObject,
  type ObjectStore,
  StoreError,
  sampleObjects,
} from '@reseal/store'
import type { BackupCheck } from './check.ts'

/** What to look at. */
export interface ObjectsQuestion {
  readonly db: Database
  readonly objects: ObjectStore
  readonly all: boolean
  onProgress(message: string): void
}

const sampled = 200
const objectsPerPage = 500
const atOnce = 16

/** Asks the store for the last byte of each: what is cut short is found, and hardly anything read. */
export async function checkObjects({ db, objects, all, onProgress }: ObjectsQuestion): Promise<BackupCheck> {
  let [seen, missing] = [0, 0]
  for await (const page of all ? everyObject(db) : [await sampleObjects(db, sampled)]) {
    for (let from = 0; from < page.length; from += atOnce) {
      const found = await Promise.all(page.slice(from, from + atOnce).map((one) => isThere(objects, one)))
      missing += found.filter((isOne) => !isOne).length
    }
    seen += page.length
    if (all) onProgress(`looking for objects: ${seen}`)
  }
  const detail = `${seen - missing} of ${seen} ${all ? '' : 'looked for at random '}are there`
  if (missing === 0) return { part: 'objects', state: 'ok', detail }
  const advice = 'Put them back from the bucket’s versions or its copy; what is lost says: reseal verify'
  return { part: 'objects', state: 'failing', detail, advice }
}

async function* everyObject(db: Database): AsyncGenerator<readonly NamedObject[]> {
  for (let after = -1; ; ) {
    const page = await listObjects(db, { after, limit: objectsPerPage })
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last.seq
  }
}

async function isThere(objects: ObjectStore, { objectKey, sizeBytes }: NamedObject): Promise<boolean> {
  try {
    const last = await objects.get(objectKey, { start: sizeBytes - 1, endExclusive: sizeBytes })
    return last.length === 1
  } catch (error) {
    if (error instanceof StoreError && ['object_not_found', 'object_too_short'].includes(error.code))
      return false
    throw error
  }
}
