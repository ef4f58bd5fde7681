// Ingest's settings: the environment, parsed once and frozen.
import { z } from 'zod'
import { IngestError } from './errors.ts'
import type { QuotaRate } from './middleware/quota.ts'

/** Where batches go. */
export type ObjectsConfig =
  | { readonly kind: 'folder'; readonly root: string }
  | {
      readonly kind: 's3'
      readonly bucket: string
      readonly region?: string | undefined
      readonly endpoint?: string | undefined
      readonly prefix?: string | undefined
      readonly forcePathStyle?: boolean | undefined
    }

/** Bounds of what ingest takes. */
export interface IngestLimits {
  /** Bytes that requests may hold in the process at once. */
  readonly maxInFlightBytes: number
  /** Least time between commits of batches that are not full. */
  readonly commitWindowMs: number
  /** Bytes at which a batch is full. */
  readonly maxBatchBytes: number
  readonly appQuota: QuotaRate
  readonly clientQuota: QuotaRate
  /** Streams whose chain end is kept in memory. */
  readonly maxChains: number
}

/** Everything ingest is told at start. */
export interface IngestConfig {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Connection string of the role `reseal_ingest`. */
  readonly databaseUrl: string
  readonly objects: ObjectsConfig
  readonly receiptKeyFile: string
  /** Proxies of the operator's own in front of ingest that append to `X-Forwarded-For`. */
  readonly trustedProxyHops: number
  readonly limits: IngestLimits
}

const mebibyte = 1024 * 1024

/**
 * Bounds for one process: two thousand small parcels at once, eight full batches. A clinic behind one address with a thousand people at work sends 2.4 MB/s
 * (12 KiB every 5 s each), so a client may send three times that.
 */
export const defaultLimits: IngestLimits = Object.freeze({
  maxInFlightBytes: 96 * mebibyte,
  commitWindowMs: 200,
  maxBatchBytes: 8 * mebibyte,
  appQuota: Object.freeze({ bytesPerSecond: 64 * mebibyte, burstBytes: 256 * mebibyte }),
  clientQuota: Object.freeze({ bytesPerSecond: 8 * mebibyte, burstBytes: 64 * mebibyte }),
  maxChains: 50_000,
})

const whole = z.coerce.number().int().nonnegative()
const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

const environmentSchema = z.object({
  RESEAL_INGEST_HOST: z.string().min(1).default('127.0.0.1'),
  RESEAL_INGEST_PORT: whole.max(65_535).default(4401),
  RESEAL_INGEST_DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected postgresql://user:password@host/database'),
  RESEAL_OBJECTS_DIR: z.string().min(1).optional(),
  RESEAL_S3_BUCKET: z.string().min(1).optional(),
  RESEAL_S3_REGION: z.string().min(1).optional(),
  RESEAL_S3_ENDPOINT: z.url().optional(),
  RESEAL_S3_PREFIX: z.string().regex(/\/$/, 'expected a prefix that ends with a slash').optional(),
  RESEAL_S3_FORCE_PATH_STYLE: flag.optional(),
  RESEAL_RECEIPT_KEY_FILE: z.string().min(1, 'expected the path of the file that `reseal init` wrote'),
  RESEAL_TRUSTED_PROXY_HOPS: whole.max(8).default(0),
  RESEAL_INGEST_MAX_IN_FLIGHT_BYTES: whole.min(16 * mebibyte).default(defaultLimits.maxInFlightBytes),
  RESEAL_INGEST_COMMIT_WINDOW_MS: whole.max(200).default(defaultLimits.commitWindowMs),
})

type Environment = z.infer<typeof environmentSchema>

/**
 * Reads the settings from environment variables.
 * @throws IngestError bad_configuration; `problems` names each variable that is wrong, never its value
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): IngestConfig {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    throw new IngestError('bad_configuration', { problems })
  }
  const settings = parsed.data
  return Object.freeze({
    host: settings.RESEAL_INGEST_HOST,
    port: settings.RESEAL_INGEST_PORT,
    databaseUrl: settings.RESEAL_INGEST_DATABASE_URL,
    objects: Object.freeze(objectsOf(settings)),
    receiptKeyFile: settings.RESEAL_RECEIPT_KEY_FILE,
    trustedProxyHops: settings.RESEAL_TRUSTED_PROXY_HOPS,
    limits: Object.freeze({
      ...defaultLimits,
      maxInFlightBytes: settings.RESEAL_INGEST_MAX_IN_FLIGHT_BYTES,
      commitWindowMs: settings.RESEAL_INGEST_COMMIT_WINDOW_MS,
    }),
  })
}

function objectsOf(settings: Environment): ObjectsConfig {
  const { RESEAL_OBJECTS_DIR: root, RESEAL_S3_BUCKET: bucket } = settings
  if (root !== undefined && bucket === undefined) return { kind: 'folder', root }
  if (bucket !== undefined && root === undefined) {
    return {
      kind: 's3',
      bucket,
      region: settings.RESEAL_S3_REGION,
      endpoint: settings.RESEAL_S3_ENDPOINT,
      prefix: settings.RESEAL_S3_PREFIX,
      forcePathStyle: settings.RESEAL_S3_FORCE_PATH_STYLE,
    }
  }
  const problem = 'RESEAL_OBJECTS_DIR, RESEAL_S3_BUCKET: set exactly one, a folder or a bucket for batches'
  throw new IngestError('bad_configuration', { problems: [problem] })
}
