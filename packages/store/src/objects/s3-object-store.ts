// Objects in S3 (and what speaks S3): conditional PUT with checksums, buffers only, every failure typed.
import { hash } from 'node:crypto'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { assertSafeEndpoint } from '../secure-transport.ts'
import { StoreError } from '../store-error.ts'
import { assertSafeKey, assertSafePrefix, type ByteRange, type ObjectStore } from './object-store.ts'

/** Which bucket, and how to reach it. */
export interface S3ObjectStoreOptions {
  readonly bucket: string
  readonly region?: string
  /** For S3-compatible servers; AWS's own is derived from the region. */
  readonly endpoint?: string
  /** Default: the SDK's chain (environment, profile, instance role). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Of the configuration and credentials files, instead of the chain's own: a credential for this bucket alone. */
  readonly profile?: string
  /** Bucket in the path instead of the host name. */
  readonly forcePathStyle?: boolean
  /** Asks for AES256 encryption at rest; default true. */
  readonly serverSideEncryption?: boolean
  /** Largest time without an answer, milliseconds; default 15,000. */
  readonly requestTimeoutMs?: number
}

/**
 * An object store in an S3 bucket. Connects with the first call; `close` ends idle connections.
 * @throws StoreError insecure_object_store
 */
export function createS3ObjectStore(options: S3ObjectStoreOptions): ObjectStore & { close(): void } {
  const client = createClient(options)
  const { bucket: Bucket } = options
  const encryption = options.serverSideEncryption === false ? {} : { ServerSideEncryption: 'AES256' as const }
  return {
    put: (key, bytes, hints) =>
      guarded(async () =>
        put(
          client,
          { Bucket, Key: checked(key), ...encryption },
          { bytes, sha256: hints?.sha256 ?? hash('sha256', bytes, 'buffer') },
        ),
      ),
    get: (key, range) => guarded(async () => get(client, { Bucket, Key: checked(key) }, range)),
    async *list(prefix, { startAfter } = {}) {
      assertSafePrefix(prefix)
      const input = { Bucket, Prefix: prefix, ...(startAfter && { StartAfter: startAfter }) }
      const pages = paginateListObjectsV2({ client }, input)[Symbol.asyncIterator]()
      for (;;) {
        const page = await guarded(() => pages.next())
        if (page.done) return
        for (const { Key, Size, LastModified } of page.value.Contents ?? []) {
          // Without a time an object counts as just stored: nothing that goes by age may touch it.
          const storedAtMs = LastModified?.getTime() ?? Date.now()
          if (Key !== undefined) yield { key: Key, sizeBytes: Size ?? 0, storedAtMs }
        }
      }
    },
    delete: (key) =>
      guarded(async () => {
        await client.send(new DeleteObjectCommand({ Bucket, Key: checked(key) }))
      }),
    check: () =>
      guarded(async () => {
        try {
          await client.send(new HeadBucketCommand({ Bucket }))
        } catch (error) {
          if (statusOf(error) !== 403) throw error
          await assertKnown(client, { Bucket, Key: checkedKey })
        }
      }),
    close: () => client.destroy(),
  }
}

interface ObjectAddress {
  readonly Bucket: string
  readonly Key: string
}

// Nothing lies there.
const checkedKey = 'check'

/**
 * A credential that may write and nothing else (deploy/s3) may not even ask whether the bucket is there. An answer with a
 * body, unlike that to HEAD, says whether the credential is wrong or only not allowed to read.
 */
async function assertKnown(client: S3Client, address: ObjectAddress): Promise<void> {
  try {
    await client.send(new GetObjectCommand({ ...address, Range: 'bytes=0-0' }))
  } catch (error) {
    if (isMissingObject(error) || (error instanceof Error && error.name === 'AccessDenied')) return
    throw error
  }
}

/**
 * A client that sends what `put` needs; for probes of the provider.
 * @throws StoreError insecure_object_store
 */
export function createClient(options: S3ObjectStoreOptions & { readonly maxAttempts?: number }): S3Client {
  if (options.endpoint !== undefined && URL.canParse(options.endpoint))
    assertSafeEndpoint(new URL(options.endpoint))
  const client = new S3Client({
    region: options.region ?? 'us-east-1',
    ...(options.endpoint && { endpoint: options.endpoint }),
    ...(options.credentials && { credentials: options.credentials }),
    ...(options.profile !== undefined && { profile: options.profile }),
    forcePathStyle: options.forcePathStyle ?? false,
    // The default checksum comes as a trailer of a chunked body, which S3-compatible servers refuse with 411; the
    // checksums of `put` go as headers, and what is read is checked against the logs' own hashes.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: options.maxAttempts ?? 3,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: options.requestTimeoutMs ?? 15_000,
      throwOnRequestTimeout: true,
    },
  })
  // The SDK's own chain (environment, profile) may name an endpoint too.
  client.middlewareStack.add(
    (next) => (args) => {
      assertSafeEndpoint(args.request as { protocol: string; hostname: string })
      return next(args)
    },
    { step: 'build', name: 'onlyOverTls' },
  )
  return client
}

/** Stores an object under a key that was never used. */
export async function put(
  client: S3Client,
  address: ObjectAddress & { ServerSideEncryption?: 'AES256' },
  { bytes, sha256 }: { bytes: Uint8Array; sha256: Uint8Array },
): Promise<void> {
  const digest = Buffer.from(sha256)
  const command = new PutObjectCommand({
    ...address,
    Body: bytes,
    ContentLength: bytes.byteLength,
    IfNoneMatch: '*',
    ChecksumSHA256: digest.toString('base64'),
  })
  signPayload(command, digest.toString('hex'))
  try {
    await client.send(command)
  } catch (error) {
    const retried = error instanceof S3ServiceException && (error.$metadata.attempts ?? 1) > 1
    if (statusOf(error) === 412 && retried && (await holds(client, address, bytes))) return
    throw error
  }
}

/**
 * Signs the hash of the body with the request: every server of the protocol refuses a body that has another one (Ceph
 * reads no checksum header but the MD5), and the SDK need not compute it once more.
 */
function signPayload(command: PutObjectCommand, sha256: string): void {
  command.middlewareStack.add(
    (next) => (request) => {
      const { headers } = request.request as { headers: Record<string, string> }
      headers['x-amz-content-sha256'] = sha256
      return next(request)
    },
    { step: 'build', name: 'signPayload' },
  )
}

/** Whether a refused retry met what its own first attempt, whose answer was lost, had stored. */
async function holds(client: S3Client, { Bucket, Key }: ObjectAddress, bytes: Uint8Array): Promise<boolean> {
  // Without the right to read there is no telling; then the object counts as someone else's.
  const head = await client.send(new HeadObjectCommand({ Bucket, Key })).catch(() => undefined)
  return head?.ETag?.replaceAll('"', '') === hash('md5', bytes)
}

async function get(
  client: S3Client,
  address: ObjectAddress,
  range: ByteRange | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (range && range.endExclusive <= range.start) return new Uint8Array(0)
  const Range = range && `bytes=${range.start}-${range.endExclusive - 1}`
  const answer = await client.send(new GetObjectCommand({ ...address, ...(Range && { Range }) }))
  const bytes = new Uint8Array((await answer.Body?.transformToByteArray()) ?? [])
  const wanted = range ? range.endExclusive - range.start : answer.ContentLength
  if (wanted !== undefined && bytes.length !== wanted) throw new StoreError('object_too_short')
  return bytes
}

function checked(key: string): string {
  assertSafeKey(key)
  return key
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError) throw error
    switch (statusOf(error)) {
      case 404:
        // A missing bucket also answers 404, and is a fault of the set-up, not an absent object.
        throw new StoreError(isMissingObject(error) ? 'object_not_found' : 'object_store_unavailable', error)
      case 412:
        throw new StoreError('object_exists', error)
      case 416:
        throw new StoreError('object_too_short', error)
      default:
        throw new StoreError('object_store_unavailable', error)
    }
  }
}

function isMissingObject(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchKey'
}
