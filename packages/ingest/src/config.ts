// Ingest's settings. `reseal serve` makes them of config.json and the environment, and checks them (packages/cli).
import { defaultListenerLimits, type TlsFiles } from '@reseal/listener'
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
  /** Batches that are stored side by side, so that a slow object store costs time and not throughput. */
  readonly maxCommitsInFlight: number
  readonly appQuota: QuotaRate
  readonly clientQuota: QuotaRate
  readonly streamQuota: QuotaRate
  /** Of the streams that one session may begin; each weighs a mebibyte. */
  readonly sessionQuota: QuotaRate
  /** Bytes of bodies that one client may have announced and not yet sent. */
  readonly maxAnnouncedBytes: number
  readonly maxConnections: number
  /** Of one address; does not count behind a proxy. */
  readonly maxConnectionsPerAddress: number
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
  /** Ends TLS in this process; off loopback there is this, or a trusted proxy. */
  readonly tls?: TlsFiles | undefined
  readonly limits: IngestLimits
}

const mebibyte = 1024 * 1024

/**
 * Bounds for one process: thirteen hundred small parcels at once, eight full batches. A clinic behind one address with a thousand people at work sends 2.4 MB/s
 * (12 KiB every 5 s each), so a client may send three times that.
 */
export const defaultLimits: IngestLimits = Object.freeze({
  maxInFlightBytes: 64 * mebibyte,
  commitWindowMs: 200,
  maxBatchBytes: 8 * mebibyte,
  maxCommitsInFlight: 4,
  appQuota: Object.freeze({ bytesPerSecond: 64 * mebibyte, burstBytes: 256 * mebibyte }),
  clientQuota: Object.freeze({ bytesPerSecond: 8 * mebibyte, burstBytes: 64 * mebibyte }),
  // What a recorder's queue holds at most (32 MiB) passes at once, twice.
  streamQuota: Object.freeze({ bytesPerSecond: 2 * mebibyte, burstBytes: 64 * mebibyte }),
  // A page load each seven seconds, for an hour.
  sessionQuota: Object.freeze({
    bytesPerSecond: Math.ceil((512 * mebibyte) / 3600),
    burstBytes: 512 * mebibyte,
  }),
  // Two of the largest parcels: no single client holds more than a third of the memory for what has not come.
  maxAnnouncedBytes: 20 * mebibyte,
  maxConnections: defaultListenerLimits.maxConnections,
  maxConnectionsPerAddress: defaultListenerLimits.maxConnectionsPerAddress,
  maxChains: 50_000,
})
