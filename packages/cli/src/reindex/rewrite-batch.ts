// Stores some segments of an object as a batch of their own, as ingest does when it loses a race for the others.
import { batchObjectKey, createBatchId } from '@reseal/ingest'
import { encodeBatch } from '@reseal/protocol'
import type { ObjectStore } from '@reseal/store'
import type { ReindexProblems } from './problem.ts'
import { type FoundBatch, type FoundSegment, readBatch } from './read-batch.ts'

/** What it works with. */
export interface BatchRewriterParts {
  readonly objects: Pick<ObjectStore, 'get' | 'put'>
  readonly problems: ReindexProblems
}

/** Creates the function; the object that it reads stays as it is. */
export function createBatchRewriter({
  objects,
  problems,
}: BatchRewriterParts): (found: FoundBatch, segments: readonly FoundSegment[]) => Promise<FoundBatch> {
  return async (found, segments) => {
    const bytes = await objects.get(found.batch.objectKey)
    const begun = new Set(segments.filter(({ index }) => index === 0).map(({ stream }) => stream))
    const createdAtMs = Date.now()
    const batchId = createBatchId(createdAtMs)
    const encoded = encodeBatch({
      batchId,
      createdAtMs,
      streams: [...found.streams.values()].filter(({ stream }) => begun.has(stream)),
      segments: segments.map(({ offset, length }) => bytes.subarray(offset, offset + length)),
    })
    const objectKey = batchObjectKey(batchId, createdAtMs)
    await objects.put(objectKey, encoded.bytes)
    const rewritten = readBatch({ id: batchId, objectKey }, encoded.bytes, problems)
    if (!rewritten) throw new RangeError('a batch just made reads back')
    return rewritten
  }
}
