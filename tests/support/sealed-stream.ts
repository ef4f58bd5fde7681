// Seals a small stream as the recorder does and sends it to a running ingest, a parcel a segment.
import { randomBytes, randomUUID } from 'node:crypto'
import { decodeBase64url, encodeParcel, sha256 } from '@reseal/protocol'
import { createSealingContext } from '@reseal/protocol/seal'

/** What of init.json a sender needs. */
export interface InitKeys {
  readonly appKey: string
  readonly sealingKey: string
}

/** What to record, and where to. */
export interface StreamToRecord extends InitKeys {
  readonly ingestUrl: string
  readonly origin: string
  /** Segments of two events each, 5 s apart; the last is final. */
  readonly segmentCount: number
  /** False where the last segment is none: the stream goes on. */
  readonly isFinal?: boolean
}

const startMs = 1_700_000_000_000

function events(atMs: number): object[] {
  const node = { type: 0, id: 1, childNodes: [] }
  return [
    { type: 4, timestamp: atMs, data: { href: 'https://clinic.test/', width: 800, height: 600 } },
    { type: 2, timestamp: atMs + 1, data: { node, initialOffset: { left: 0, top: 0 } } },
  ]
}

/** Records one stream of a new session; gives both ids. */
export async function recordStream(options: StreamToRecord): Promise<{ session: string; stream: string }> {
  const { appKey, ingestUrl, origin, segmentCount, isFinal = true } = options
  const appendKey = new Uint8Array(randomBytes(32))
  const sealingKey = decodeBase64url(options.sealingKey)
  const [session, stream] = [randomUUID(), randomUUID()]
  const context = await createSealingContext({
    sealingPublicKey: sealingKey,
    header: {
      version: 1,
      app: appKey,
      session,
      stream,
      keyId: Buffer.from(sha256(sealingKey)).toString('hex').slice(0, 16),
      ruleSetHash: sha256(new Uint8Array(0)),
      appendKeyHash: sha256(appendKey),
      withdrawalTokenHash: sha256(new Uint8Array(1)),
      sdk: 'test/0',
      startedAtMs: startMs,
    },
  })
  for (let index = 0; index < segmentCount; index += 1) {
    const atMs = startMs + index * 5000
    const final = isFinal && index === segmentCount - 1
    const meta = { keyframe: index === 0, final, startMs: atMs, endMs: atMs + 4000 }
    const { bytes } = await context.sealSegment(Buffer.from(JSON.stringify(events(atMs))), meta)
    const registration = index === 0 ? { stream: { headerBytes: context.headerBytes, enc: context.enc } } : {}
    const answer = await fetch(`${ingestUrl}/v1/apps/${appKey}/parcels`, {
      method: 'POST',
      headers: { origin },
      body: encodeParcel({ appendKey, ...registration, segments: [bytes] }),
    })
    if (answer.status !== 200) throw new Error(await answer.text())
  }
  return { session, stream }
}
