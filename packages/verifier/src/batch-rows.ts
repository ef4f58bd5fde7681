// Holds the database's list of batches against the log's, each by its id.
import { bytesToUuid, uuidToBytes } from '@reseal/protocol'
import type { BatchNames } from './batch-names.ts'
import type { ListedBatch } from './batches.ts'
import { concat, isSame, toText } from './bytes.ts'
import { createPartitions, type KeyedRecord } from './partitions.ts'
import type { Platform } from './platform.ts'
import type { ProblemCollector } from './problem.ts'
import type { BatchRow, DatabaseSource } from './sources.ts'

/** Takes batches that leaves list, then compares all of them. */
export interface BatchRowsCheck {
  add(batch: ListedBatch): void
  /** Gives the committed batches whose leaf the worker has not appended yet. */
  compare(database: DatabaseSource, logSize: number): AsyncGenerator<ListedBatch>
}

/** What it tells. */
export interface BatchRowsInput {
  readonly platform: Platform
  readonly problems: ProblemCollector
  /** Learns which batch each number means. */
  readonly batchNames: BatchNames
}

const kinds = { listed: 1, row: 2 } as const
const headBytes = 8 + 32

/** Empty. */
export function createBatchRowsCheck(input: BatchRowsInput): BatchRowsCheck {
  const partitions = createPartitions(input.platform)
  return {
    add: (batch) => partitions.add(uuidToBytes(batch.id), kinds.listed, encode(batch)),
    async *compare(database, logSize) {
      for await (const row of database.batches()) {
        input.batchNames.set(row.seq, row.id)
        partitions.add(uuidToBytes(row.id), kinds.row, encode(row))
      }
      for await (const { key, records } of partitions.groups()) {
        const id = bytesToUuid(key)
        const listed = decode(id, records, kinds.listed)
        const row = decode(id, records, kinds.row)
        if (row && !listed) yield takeUnproven(input, row, logSize)
        else if (listed && !row) reportMissing(input, listed)
        else if (listed && row) compareRow(input, listed, row)
      }
    },
  }
}

function encode({ leafIndex, sha256, objectKey }: ListedBatch | BatchRow): Uint8Array {
  const head = new Uint8Array(headBytes)
  new DataView(head.buffer).setFloat64(0, leafIndex ?? Number.NaN)
  head.set(sha256, 8)
  return concat([head, new TextEncoder().encode(objectKey)])
}

function decode(id: string, records: readonly KeyedRecord[], kind: number): ListedBatch | undefined {
  const payload = records.find((record) => record.kind === kind)?.payload
  if (!payload) return undefined
  const leafIndex = new DataView(payload.buffer, payload.byteOffset).getFloat64(0)
  return {
    id,
    objectKey: toText(payload.subarray(headBytes)) ?? '',
    sha256: payload.subarray(8, headBytes),
    leafIndex: Number.isNaN(leafIndex) ? undefined : leafIndex,
  }
}

function takeUnproven({ problems }: BatchRowsInput, row: ListedBatch, logSize: number): ListedBatch {
  const { id, leafIndex } = row
  if (leafIndex !== undefined && leafIndex < logSize) {
    const place = { batch: id, log: 'recordings' as const, leafIndex }
    problems.report('batch_row_altered', place, 'a batch claims a leaf that does not name it')
  }
  // A view of a part that is about to go.
  return { ...row, sha256: row.sha256.slice(), leafIndex: undefined }
}

function reportMissing({ problems }: BatchRowsInput, { id, leafIndex }: ListedBatch): void {
  const place = { batch: id, ...(leafIndex === undefined ? {} : { leafIndex }) }
  problems.report('batch_row_missing', place, 'the database no longer lists a batch that the log names')
}

function compareRow({ problems }: BatchRowsInput, listed: ListedBatch, row: ListedBatch): void {
  const { id: batch } = listed
  if (!isSame(listed.sha256, row.sha256)) {
    const detail = "a batch's hash in the database is not the one in its leaf"
    problems.report('batch_row_altered', { batch }, detail)
  } else if (listed.objectKey !== row.objectKey || listed.leafIndex !== row.leafIndex) {
    const detail = 'a batch names another object or leaf in the database than the log does'
    problems.report('batch_row_altered', { batch }, detail)
  }
}
