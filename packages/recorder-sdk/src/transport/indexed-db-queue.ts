// The queue in IndexedDB: sealed segments outlive a reload, a crash and a dead network (design §5.4).
import { openDatabase, requestResult, transactionDone, visitRange } from '../browser/indexed-db.ts'
import {
  createRun,
  type QueuedSegment,
  type QueuedStream,
  type QueuedStreamSize,
  type QueueLimits,
  type SealedQueue,
  streamsToDrop,
} from './sealed-queue.ts'

interface StreamRow extends QueuedStream, QueuedStreamSize {}

interface SegmentRow extends QueuedSegment {
  readonly stream: string
}

function createStores(database: IDBDatabase): void {
  database.createObjectStore('streams', { keyPath: 'stream' })
  database.createObjectStore('segments', { keyPath: ['stream', 'index'] })
}

// Arrays sort after every number in IndexedDB, so an empty one is above all indexes.
function rangeOf(stream: string, fromIndex = 0): IDBKeyRange {
  return IDBKeyRange.bound([stream, fromIndex], [stream, []])
}

/**
 * Opens the queue of one app in this origin. `now` gives milliseconds since the Unix epoch.
 * Rejects where the browser refuses storage.
 */
export async function openIndexedDbQueue(
  name: string,
  limits: QueueLimits,
  now: () => number,
): Promise<SealedQueue> {
  const database = await openDatabase(name, createStores)

  /** Runs `work` in one transaction over both stores and waits until it is done. */
  async function transact<Result>(
    mode: IDBTransactionMode,
    work: (streams: IDBObjectStore, segments: IDBObjectStore) => Promise<Result>,
  ): Promise<Result> {
    // Relaxed: a crash of the whole machine may lose the newest segments; waiting for the disk costs the page.
    const transaction = database.transaction(['streams', 'segments'], mode, { durability: 'relaxed' })
    const done = transactionDone(transaction)
    const [result] = await Promise.all([
      work(transaction.objectStore('streams'), transaction.objectStore('segments')),
      done,
    ])
    return result
  }

  const rowsOf = (streams: IDBObjectStore): Promise<StreamRow[]> => requestResult(streams.getAll())

  function deleteStream(streams: IDBObjectStore, segments: IDBObjectStore, stream: string): void {
    streams.delete(stream)
    segments.delete(rangeOf(stream))
  }

  return {
    put: (stream, segment) =>
      transact('readwrite', async (streams, segments) => {
        const nowMs = now()
        const rows = await rowsOf(streams)
        const sizeBytes = rows.find((row) => row.stream === stream.stream)?.sizeBytes ?? 0
        const row: StreamRow = { ...stream, updatedAtMs: nowMs, sizeBytes: sizeBytes + segment.bytes.length }
        streams.put(row)
        segments.put({ ...segment, stream: stream.stream } satisfies SegmentRow)
        const others = rows.filter((one) => one.stream !== stream.stream)
        const dropped = streamsToDrop([...others, row], stream.stream, limits, nowMs)
        for (const one of dropped) deleteStream(streams, segments, one)
        return dropped.includes(stream.stream) ? 'full' : 'kept'
      }),
    streams: () =>
      transact('readonly', async (streams) =>
        (await rowsOf(streams))
          .sort((left, right) => left.createdAtMs - right.createdAtMs)
          .map(({ stream }) => stream),
      ),
    read: (stream, fromIndex) =>
      transact('readonly', async (streams, segments) => {
        const row: StreamRow | undefined = await requestResult(streams.get(stream))
        if (row === undefined) return undefined
        const run = createRun(limits)
        await visitRange<SegmentRow>(segments, rangeOf(stream, fromIndex), (segment) => run.add(segment))
        return run.segments.length === 0 ? undefined : { stream: row, segments: run.segments }
      }),
    removeThrough: (stream, index) =>
      transact('readwrite', async (streams, segments) => {
        const row: StreamRow | undefined = await requestResult(streams.get(stream))
        if (row === undefined) return
        let removedBytes = 0
        await visitRange<SegmentRow>(segments, IDBKeyRange.bound([stream, 0], [stream, index]), (segment) => {
          removedBytes += segment.bytes.length
          return true
        })
        segments.delete(IDBKeyRange.bound([stream, 0], [stream, index]))
        const remaining = await requestResult(segments.count(rangeOf(stream)))
        if (remaining === 0) streams.delete(stream)
        else streams.put({ ...row, sizeBytes: row.sizeBytes - removedBytes } satisfies StreamRow)
      }),
    drop: (stream) =>
      transact('readwrite', async (streams, segments) => deleteStream(streams, segments, stream)),
    clear: () =>
      transact('readwrite', async (streams, segments) => {
        streams.clear()
        segments.clear()
      }),
  }
}
