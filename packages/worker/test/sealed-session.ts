// A session as ingest has it, really sealed: pages with a heading and a notice that their rules let through.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { encodeBatch, parseSegment } from '@reseal/protocol'
import { createSealingContext } from '@reseal/protocol/seal'
import { canonicalRules, defineRules, type RuleSet, ruleFingerprint } from '@reseal/redaction-rules'
import { createIngestRepository, type Database, type KeyProvider, type ObjectStore } from '@reseal/store'

/** What the pages are recorded under. */
export const recordedRules: RuleSet = defineRules({
  version: 'page-1',
  allow: [
    { id: 'headings', selector: 'h1' },
    { id: 'notices', selector: 'p' },
  ],
})

/** Where it is stored. */
export interface SealedSessionParts {
  /** As ingest. */
  readonly db: Database
  readonly objects: ObjectStore
  readonly keys: KeyProvider
  readonly keyId: string
}

/** One stream of it. */
export interface SealedStream {
  readonly id: string
  readonly headerHash: string
  /** Seals and commits one more segment. */
  append(): Promise<void>
}

const sha256 = (bytes: Uint8Array | string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest())

function page(index: number): object[] {
  const payload = {
    allow: recordedRules.allow.map(ruleFingerprint),
    trust: [],
    mask: [],
    block: [],
    attributes: [],
  }
  const text = (id: number, textContent: string, rule: number): object => ({ type: 3, textContent, id, rule })
  const element = (id: number, tagName: string, childNodes: object[]): object => ({
    type: 2,
    tagName,
    attributes: {},
    childNodes,
    id,
  })
  const body = [
    element(3, 'h1', [text(4, 'Intake', 0)]),
    element(5, 'p', [text(6, `Margaret Quill ${index}`, 1)]),
  ]
  const node = { type: 0, id: 1, childNodes: [element(2, 'html', body)] }
  return [
    { type: 6, timestamp: 1, data: { plugin: 'reseal/rules', payload } },
    { type: 2, timestamp: 2, data: { node, initialOffset: { top: 0, left: 0 } } },
  ]
}

/** Seals and commits a stream of `count` segments, each of which is a keyframe; `plaintext` stands in for its events. */
export async function sealStream(
  { db, objects, keys, keyId }: SealedSessionParts,
  {
    app = 'clinic',
    session,
    count = 2,
    final = true,
    plaintext,
    token = randomBytes(32),
  }: {
    readonly app?: string
    readonly session: string
    readonly count?: number
    readonly final?: boolean
    readonly plaintext?: string
    /** What withdraws it. */
    readonly token?: Uint8Array
  },
): Promise<SealedStream> {
  const id = randomUUID()
  const sealing = await createSealingContext({
    sealingPublicKey: await keys.publicKey(keyId),
    header: {
      version: 1,
      app,
      session,
      stream: id,
      keyId,
      ruleSetHash: sha256(canonicalRules(recordedRules)),
      appendKeyHash: sha256(randomBytes(32)),
      withdrawalTokenHash: sha256(token),
      sdk: 'recorder-sdk/0.1.0',
      startedAtMs: 1000,
    },
  })
  let next = 0
  let previousLink: Uint8Array = sha256(Buffer.concat([Buffer.from('reseal/1 stream'), sealing.headerHash]))
  const commit = async (segmentCount: number, isFinal: boolean): Promise<void> => {
    const isNew = next === 0
    const sealed: Uint8Array[] = []
    for (const end = next + segmentCount; next < end; next += 1) {
      const events = Buffer.from(plaintext ?? JSON.stringify(page(next)))
      const times = { startMs: 1000 + next, endMs: 1000 + next }
      const isLast = isFinal && next === end - 1
      sealed.push((await sealing.sealSegment(events, { keyframe: true, final: isLast, ...times })).bytes)
    }
    const batchId = randomUUID()
    const streams = isNew ? [{ headerBytes: sealing.headerBytes }] : []
    const batch = encodeBatch({ batchId, createdAtMs: 1, streams, segments: sealed })
    const objectKey = `batches/2026/01/01/${batchId}`
    await objects.put(objectKey, batch.bytes)
    const registration = {
      ...sealing.header,
      appId: app,
      headerBytes: sealing.headerBytes,
      headerHash: sealing.headerHash,
      enc: sealing.enc,
    }
    const outcome = await createIngestRepository(db).commitBatch({
      batch: { id: batchId, objectKey, sha256: sha256(batch.bytes), sizeBytes: batch.bytes.length },
      streams: isNew ? [registration] : [],
      segments: sealed.map((bytes, position) => {
        const { header } = parseSegment(bytes)
        const entry = batch.entries[position]
        if (!entry) throw new Error('a segment without a place')
        const before = previousLink
        previousLink = sha256(Buffer.concat([Buffer.from('reseal/1 link'), before, entry.sha256]))
        const { keyframe, final, startMs, endMs } = header
        return { ...entry, previousLink: before, link: previousLink, keyframe, final, startMs, endMs }
      }),
    })
    if (outcome.outcome !== 'committed') throw new Error('the batch was not committed')
  }
  await commit(count, final)
  const headerHash = Buffer.from(sealing.headerHash).toString('hex')
  return { id, headerHash, append: () => commit(1, false) }
}
