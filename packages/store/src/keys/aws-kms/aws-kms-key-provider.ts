// Sealing keys in AWS KMS: ECC_NIST_P256 keys for KEY_AGREEMENT. KMS is asked for public halves (GetPublicKey) and for the secret
// of one stream (DeriveSharedSecret), and for nothing else; nothing of a recording is sent to it.
import type * as Sdk from '@aws-sdk/client-kms'
import { isLoopbackHost } from '@reseal/listener'
import { StoreError, type StoreErrorCode } from '../../store-error.ts'
import type { ListedKeyProvider } from '../key-provider.ts'
import { assertPoint, sealingKeyId } from '../p256-point.ts'

/** Which keys, and how to reach them. */
export interface AwsKmsOptions {
  /** Ids, ARNs or aliases, in the order in which new apps get them. */
  readonly keys: readonly string[]
  /** Default: that of the first ARN, else of the SDK's chain, as for credentials. */
  readonly region?: string | undefined
  /** Instead of AWS's own: a VPC endpoint. */
  readonly endpoint?: string | undefined
  /** Of the configuration and credentials files, instead of the chain's own: a credential for these keys alone. */
  readonly profile?: string | undefined
  /** Longest time of one attempt, milliseconds; default 3,000. */
  readonly requestTimeoutMs?: number | undefined
  /** How often a call is tried; default 4. */
  readonly maxAttempts?: number | undefined
}

// KMS throttles by account and region: four attempts, each after a longer wait (AWS SDK, standard mode).
const defaultAttempts = 4
const defaultTimeoutMs = 3_000
const connectionTimeoutMs = 1_000

// SubjectPublicKeyInfo of a P-256 key (RFC 5480): what stands before the point.
const spkiHead = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex')

/**
 * Asks KMS for the public half of each key. A key that is disabled or gone is left out while another is there.
 * @throws StoreError unfit_key, unknown_key, key_service_unavailable, key_service_refused, insecure_key_service
 */
export async function openAwsKmsKeyProvider(options: AwsKmsOptions): Promise<ListedKeyProvider> {
  // Loaded where it is needed: each process starts without it otherwise.
  const sdk = await import('@aws-sdk/client-kms')
  const kms: Kms = { sdk, client: createClient(sdk, options) }
  const keys = new Map<string, KmsKey>()
  try {
    for (const key of await readKeys(kms, options.keys)) keys.set(sealingKeyId(key.publicKey), key)
  } catch (error) {
    kms.client.destroy()
    throw error
  }
  let isClosed = false
  const find = (keyId: string): KmsKey => {
    if (isClosed) throw new StoreError('key_provider_closed')
    const key = keys.get(keyId)
    if (key === undefined) throw new StoreError('unknown_key')
    return key
  }
  return {
    keyIds: [...keys.keys()],
    publicKey: async (keyId) => find(keyId).publicKey.slice(),
    async deriveSharedSecret(keyId, enc) {
      const { arn } = find(keyId)
      assertPoint(enc)
      return derive(kms, arn, enc)
    },
    async close() {
      isClosed = true
      kms.client.destroy()
    },
  }
}

interface KmsKey {
  /** As KMS answered: an alias that is pointed elsewhere later changes nothing here. */
  readonly arn: string
  readonly publicKey: Uint8Array<ArrayBuffer>
}

interface Kms {
  readonly sdk: typeof Sdk
  readonly client: Sdk.KMSClient
}

function createClient(
  { KMSClient }: typeof Sdk,
  { keys, endpoint, profile, requestTimeoutMs, ...options }: AwsKmsOptions,
): Sdk.KMSClient {
  const region = options.region ?? keys.map(regionOf).find((named) => named !== undefined)
  const client = new KMSClient({
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
    maxAttempts: options.maxAttempts ?? defaultAttempts,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs ?? defaultTimeoutMs,
      throwOnRequestTimeout: true,
    },
  })
  // The SDK's own chain (environment, profile) may name an endpoint too.
  client.middlewareStack.add(
    (next) => (args) => {
      assertSafe(args.request as { protocol: string; hostname: string })
      return next(args)
    },
    { step: 'build', name: 'onlyOverTls' },
  )
  return client
}

function regionOf(name: string): string | undefined {
  return /^arn:[\w-]+:kms:([\w-]+):/.exec(name)?.[1]
}

/** What comes back opens a stream: it goes over TLS, or stays on this machine. */
function assertSafe({ protocol, hostname }: Pick<URL, 'protocol' | 'hostname'>): void {
  if (isLoopbackHost(hostname)) return
  const believesAnyone = process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
  if (protocol !== 'https:' || believesAnyone) throw new StoreError('insecure_key_service')
}

async function readKeys(kms: Kms, names: readonly string[]): Promise<readonly KmsKey[]> {
  const keys: KmsKey[] = []
  let absence: unknown
  for (const name of names) {
    try {
      keys.push(await readKey(kms, name))
    } catch (error) {
      if (!isKeyGone(error)) throw error
      absence ??= error
    }
  }
  if (keys.length === 0) throw absence ?? new StoreError('unknown_key')
  return keys
}

async function readKey({ sdk, client }: Kms, name: string): Promise<KmsKey> {
  const answer = await guarded(() => client.send(new sdk.GetPublicKeyCommand({ KeyId: name })))
  const { KeyId: arn, KeySpec, KeyUsage, PublicKey: spki } = answer
  if (KeySpec !== 'ECC_NIST_P256' || KeyUsage !== 'KEY_AGREEMENT') throw new StoreError('unfit_key')
  if (arn === undefined || spki === undefined || !spkiHead.equals(spki.subarray(0, spkiHead.length))) {
    throw new StoreError('key_service_unavailable')
  }
  const publicKey = new Uint8Array(spki.subarray(spkiHead.length))
  assertPoint(publicKey)
  return { arn, publicKey }
}

async function derive({ sdk, client }: Kms, arn: string, enc: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const command = new sdk.DeriveSharedSecretCommand({
    KeyId: arn,
    KeyAgreementAlgorithm: 'ECDH',
    PublicKey: Buffer.concat([spkiHead, enc]),
  })
  const { SharedSecret: secret } = await guarded(() => client.send(command))
  if (secret?.length !== 32) throw new StoreError('key_service_unavailable')
  return new Uint8Array(secret)
}

/** Answers of KMS by name (AWS KMS API Reference); what is none of these is an outage, and waited for. */
const meanings: Readonly<Record<string, StoreErrorCode>> = {
  NotFoundException: 'unknown_key',
  AccessDeniedException: 'key_service_refused',
  CredentialsProviderError: 'key_service_refused',
  ExpiredTokenException: 'key_service_refused',
  IncompleteSignature: 'key_service_refused',
  InvalidClientTokenId: 'key_service_refused',
  InvalidSignatureException: 'key_service_refused',
  MissingAuthenticationToken: 'key_service_refused',
  UnrecognizedClientException: 'key_service_refused',
  InvalidArnException: 'unfit_key',
  InvalidKeyUsageException: 'unfit_key',
  UnsupportedOperationException: 'unfit_key',
  ValidationException: 'unfit_key',
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof StoreError) throw cause
    const name = cause instanceof Error ? cause.name : ''
    throw new StoreError(meanings[name] ?? 'key_service_unavailable', cause)
  }
}

const goneNames: readonly string[] = ['DisabledException', 'KMSInvalidStateException', 'NotFoundException']

function isKeyGone(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : undefined
  return cause instanceof Error && goneNames.includes(cause.name)
}
