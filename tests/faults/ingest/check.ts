// After a run: what is stored, held against the load's book, by the database's rows, the objects' bytes, the sealing key
// and `reseal verify`.
import { setTimeout as delay } from 'node:timers/promises'
import type { VerifyReport } from '@reseal/cli'
import { encodeBase64url } from '@reseal/protocol'
import { openStream } from '@reseal/protocol/open'
import type { SegmentLocation } from '@reseal/store'
import { sql } from 'kysely'
import type { Book, BookedStream } from './book.ts'
import type { FaultDeployment } from './deployment.ts'

const anchoredWithinMs = 120_000

/** What was found. */
export interface Findings {
  /** In words that name no input; empty when all is well. */
  readonly problems: readonly string[]
  /** Segments that were acknowledged, read back and opened. */
  readonly opened: number
}

/**
 * What of a stream is stored is a prefix of what was sealed, no shorter than what was acknowledged, each index once.
 * May be called while recorders are at work.
 */
export async function checkChains(deployment: FaultDeployment, book: Book): Promise<string[]> {
  const problems: string[] = []
  for (const stream of book.streams) {
    const acknowledged = stream.acknowledged
    problems.push(...chainProblems(stream, acknowledged, await deployment.replays.listSegments(stream.id)))
  }
  return problems
}

function chainProblems(
  { segments }: BookedStream,
  acknowledged: number,
  stored: readonly SegmentLocation[],
): string[] {
  if (stored.length <= acknowledged) return ['an acknowledged segment has no row']
  for (const [position, row] of stored.entries()) {
    const sealed = segments[position]
    if (row.index !== position) return ['the rows of a stream have a gap or a duplicate']
    if (sealed === undefined) return ['a row that nobody sealed']
    const same =
      encodeBase64url(row.sha256) === encodeBase64url(sealed.sha256) &&
      encodeBase64url(row.link) === encodeBase64url(sealed.link)
    if (!same) return ['a row is not of the segment that was sealed']
  }
  return []
}

/** Everything, once the recorders are done: all that was sealed is stored, opens and verifies. */
export async function checkStored(deployment: FaultDeployment, book: Book): Promise<Findings> {
  const problems = [
    ...book.violations.map(({ what }) => what),
    ...(await checkChains(deployment, book)),
    ...(await rowsWithoutBatch(deployment)),
  ]
  const readObject = createObjectReader(deployment)
  let opened = 0
  for (const stream of book.streams) {
    const count = await openAll({ deployment, readObject }, stream).catch((error: unknown) => {
      problems.push(`a stream does not open: ${error instanceof Error ? error.message : ''}`)
      return 0
    })
    opened += count
  }
  const report = await verifyAnchored(deployment)
  if (report.verdict !== 'intact') {
    problems.push(`verify: ${report.verdict} ${report.problems.map(({ kind }) => kind).join(', ')}`)
  }
  return { problems, opened }
}

/** Verifies once the worker, which may just have been started, has anchored anything. */
async function verifyAnchored({ verify }: FaultDeployment): Promise<VerifyReport> {
  const deadlineMs = Date.now() + anchoredWithinMs
  for (;;) {
    const report = await verify()
    if (report.verdict !== 'unproven' || Date.now() > deadlineMs) return report
    await delay(200)
  }
}

type ReadObject = (key: string) => Promise<Uint8Array>

/** Batches are read whole and kept for one check: neighbours in a stream often share one. */
function createObjectReader({ objects }: FaultDeployment): ReadObject {
  const read = new Map<string, Promise<Uint8Array>>()
  return (key) => {
    const reading = read.get(key) ?? objects.get(key)
    read.set(key, reading)
    return reading
  }
}

interface Opening {
  readonly deployment: FaultDeployment
  readonly readObject: ReadObject
}

async function openAll({ deployment, readObject }: Opening, stream: BookedStream): Promise<number> {
  const { replays, sealingKeys } = deployment
  const sealed = await replays.readSealedStream(stream.id)
  if (sealed === undefined) throw new Error('it has no key')
  const { keyId, enc, headerBytes } = sealed
  const opener = await openStream({
    headerBytes,
    enc,
    sealingPublicKey: await sealingKeys.publicKey(keyId),
    deriveSharedSecret: (point) => sealingKeys.deriveSharedSecret(keyId, point),
  })
  const rows = await replays.listSegments(stream.id)
  if (rows.length !== stream.segments.length) throw new Error('it is not whole')
  for (const { index, objectKey, offset, length } of rows) {
    const bytes = (await readObject(objectKey)).subarray(offset, offset + length)
    const prevLink = stream.segments[index - 1]?.link
    const events = await opener.openSegment(bytes, { index, ...(prevLink && { prevLink }) })
    if (new TextDecoder().decode(events) !== stream.segments[index]?.events) {
      throw new Error('a segment holds something else')
    }
  }
  return rows.length
}

async function rowsWithoutBatch({ postgres }: FaultDeployment): Promise<string[]> {
  const { rows } = await sql<{ segments: number; streams: number }>`
    SELECT (SELECT count(*) FROM segments WHERE NOT EXISTS (SELECT FROM batches WHERE seq = batch_seq)) AS segments,
      (SELECT count(*) FROM streams WHERE NOT EXISTS (SELECT FROM stream_keys WHERE stream_id = id)) AS streams`.execute(
    postgres.superuser(),
  )
  const [found] = rows
  return [
    ...(found?.segments !== 0 ? ['segments without a batch'] : []),
    ...(found?.streams !== 0 ? ['streams without a key'] : []),
  ]
}
