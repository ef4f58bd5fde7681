// A stream's header as its row holds it: without what the row's other columns say, and hashes as bytes instead of text,
// which is a quarter of its size (design.md §12, bytes a segment). Gives back the exact bytes received, or none.
import {
  encodeStreamHeader,
  hashBytes,
  ProtocolError,
  parseStreamHeader,
  type StreamHeader,
} from '@reseal/protocol'

/** The columns of `streams` that are parts of the header. */
export interface HeaderColumns {
  readonly id: string
  readonly session_id: string
  readonly key_id: string
  readonly enc_hash: Uint8Array
  readonly append_key_hash: Uint8Array
  readonly started_at_ms: number
  /** Packed, or, where it was registered before headers were, as received. */
  readonly header: Uint8Array
}

/** Names of `HeaderColumns`. */
export const headerColumns = [
  'streams.id',
  'streams.session_id',
  'streams.key_id',
  'streams.enc_hash',
  'streams.append_key_hash',
  'streams.started_at_ms',
  'streams.header',
] as const

/** A stream about to be registered. */
interface UnpackedHeader {
  readonly stream: string
  readonly session: string
  readonly keyId: string
  readonly encHash: Uint8Array
  readonly appendKeyHash: Uint8Array
  readonly startedAtMs: number
  /** The exact bytes received. */
  readonly headerBytes: Uint8Array
}

// First byte of the column. A header as received begins with a brace.
const brace = 0x7b
const format = { packed: 1, other: 0 } as const
const hasManifestHash = 1
const hasConsentHash = 2
const hasAppKey = 4
const allFlags = hasManifestHash | hasConsentHash | hasAppKey
// Of an app's key as `reseal init` makes it: what is random about it.
const appKeyPrefix = 'rsl_'
const appKeyBytes = 16
const noBytes = new Uint8Array(0)

/** What goes into the column `header`. Bytes that are no header, or not that of the other columns, stay as they are. */
export function packStreamHeader(stream: UnpackedHeader): Uint8Array {
  const { headerBytes } = stream
  const header = tryParse(headerBytes)
  if (header) {
    const packed = pack(header)
    const unpacked = tryUnpack({
      id: stream.stream,
      session_id: stream.session,
      key_id: stream.keyId,
      enc_hash: stream.encHash,
      append_key_hash: stream.appendKeyHash,
      started_at_ms: stream.startedAtMs,
      header: packed,
    })
    if (unpacked && Buffer.compare(unpacked, headerBytes) === 0) return packed
  }
  return headerBytes[0] === brace ? headerBytes : Buffer.concat([Buffer.of(format.other), headerBytes])
}

/** The exact bytes received. Where columns were changed since, bytes of another header, or none at all. */
export function streamHeaderBytes(row: HeaderColumns): Uint8Array<ArrayBuffer> {
  const { header } = row
  if (header[0] === format.packed) return tryUnpack(row) ?? new Uint8Array(0)
  return new Uint8Array(header[0] === format.other ? header.subarray(1) : header)
}

/** The one field of a header that ingest needs of streams other than those it appends to; undefined where there is none. */
export function withdrawalTokenHashOf(header: Uint8Array): Uint8Array | undefined {
  return header[0] === format.packed
    ? fieldsOf(header)?.withdrawalTokenHash
    : tryParse(header)?.withdrawalTokenHash
}

function pack(header: StreamHeader): Uint8Array {
  const { app, sdk, ruleSetHash, withdrawalTokenHash, manifestHash, consentHash } = header
  const appKey = appKeyOf(app)
  const flags =
    (manifestHash ? hasManifestHash : 0) | (consentHash ? hasConsentHash : 0) | (appKey ? hasAppKey : 0)
  return Buffer.concat([
    Buffer.of(format.packed, flags),
    appKey ?? Buffer.concat([Buffer.of(app.length), Buffer.from(app, 'latin1')]),
    Buffer.of(sdk.length),
    Buffer.from(sdk, 'latin1'),
    ruleSetHash,
    withdrawalTokenHash,
    manifestHash ?? noBytes,
    consentHash ?? noBytes,
  ])
}

/** The bytes of a key in base64url, where it is one. */
function appKeyOf(app: string): Buffer | undefined {
  const bytes = Buffer.from(app.slice(appKeyPrefix.length), 'base64url')
  return bytes.length === appKeyBytes && appOf(bytes) === app ? bytes : undefined
}

function appOf(bytes: Buffer): string {
  return `${appKeyPrefix}${bytes.toString('base64url')}`
}

type PackedFields = Pick<
  StreamHeader,
  'app' | 'sdk' | 'ruleSetHash' | 'withdrawalTokenHash' | 'manifestHash' | 'consentHash'
>

function fieldsOf(packed: Uint8Array): PackedFields | undefined {
  let at = 2
  const take = (length: number): Buffer => {
    at += length
    return Buffer.from(packed.subarray(at - length, at))
  }
  const [flags = 0] = packed.subarray(1)
  const app = flags & hasAppKey ? appOf(take(appKeyBytes)) : take(take(1)[0] ?? 0).toString('latin1')
  const sdk = take(take(1)[0] ?? 0).toString('latin1')
  const [ruleSetHash, withdrawalTokenHash] = [take(hashBytes), take(hashBytes)]
  const manifestHash = flags & hasManifestHash ? take(hashBytes) : undefined
  const consentHash = flags & hasConsentHash ? take(hashBytes) : undefined
  if (at !== packed.length || flags > allFlags) return undefined
  return {
    app,
    sdk,
    ruleSetHash,
    withdrawalTokenHash,
    ...(manifestHash && { manifestHash }),
    ...(consentHash && { consentHash }),
  }
}

function tryUnpack(row: HeaderColumns): Uint8Array<ArrayBuffer> | undefined {
  const fields = fieldsOf(row.header)
  if (!fields) return undefined
  return quietly(() =>
    encodeStreamHeader({
      version: 1,
      session: row.session_id,
      stream: row.id,
      keyId: row.key_id,
      encHash: row.enc_hash,
      appendKeyHash: row.append_key_hash,
      startedAtMs: row.started_at_ms,
      ...fields,
    }),
  )
}

function tryParse(headerBytes: Uint8Array): StreamHeader | undefined {
  return quietly(() => parseStreamHeader(headerBytes))
}

function quietly<Result>(work: () => Result): Result | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof ProtocolError) return undefined
    throw error
  }
}
