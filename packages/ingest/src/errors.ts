// What ingest refuses, and with which status (design.md §5.6). The only error class of this package.

/** Why ingest refused. Sent as `error.code`; `bad_configuration` occurs at start only. */
export type IngestErrorCode =
  | 'bad_parcel'
  | 'bad_withdrawal'
  | 'key_not_accepted'
  | 'too_large'
  | 'unknown_app'
  | 'app_refused'
  | 'origin_not_allowed'
  | 'wrong_append_key'
  | 'gap'
  | 'conflict'
  | 'stream_closed'
  | 'over_quota'
  | 'too_slow'
  | 'insecure_transport'
  | 'overloaded'
  | 'unavailable'
  | 'not_found'
  | 'internal'
  | 'bad_configuration'

/** What a refusal tells the client besides its code. */
export interface IngestErrorDetails {
  /** Of a gap: the first index that ingest does not have. */
  readonly wantedIndex?: number
  /** Seconds after which the same request may succeed. */
  readonly retryAfterSeconds?: number
  /** Of a quota: which one it was. */
  readonly quota?: ExceededQuota
  /** Asks the client to open another connection: this process is about to close. */
  readonly closesConnection?: boolean
  /** Of a bad configuration: each setting that is wrong and what to write instead, without its value. */
  readonly problems?: readonly string[]
  readonly cause?: unknown
}

/** A quota that is used up, as the response headers name it. */
export interface ExceededQuota {
  readonly policy: string
  readonly burstBytes: number
  readonly windowSeconds: number
}

/** Status and constant message of each code. */
export const refusals: Readonly<
  Record<IngestErrorCode, { readonly status: number; readonly message: string }>
> = {
  bad_parcel: { status: 400, message: 'the body is not a valid parcel' },
  bad_withdrawal: { status: 400, message: 'the body is not a valid withdrawal' },
  // To a recorder: these bytes are never taken, and those of another stream of this page would fare alike.
  key_not_accepted: { status: 400, message: 'the app takes no new stream under this sealing key' },
  unknown_app: { status: 401, message: 'the app key is not registered' },
  // The one status at which recorders stop: what they have queued stays with them.
  app_refused: { status: 401, message: 'the operator takes no parcels of the app' },
  origin_not_allowed: { status: 403, message: 'the origin is not one of the app' },
  wrong_append_key: { status: 403, message: 'the append key is not the one of the stream' },
  not_found: { status: 404, message: 'there is no such route' },
  too_slow: { status: 408, message: 'the request came too slowly' },
  gap: { status: 409, message: 'segments before the first one of the parcel are missing' },
  conflict: { status: 409, message: 'the stream already has another segment at this index' },
  stream_closed: { status: 410, message: 'the stream takes no more segments' },
  too_large: { status: 413, message: 'the parcel exceeds a limit' },
  insecure_transport: { status: 426, message: 'the request came without TLS' },
  over_quota: { status: 429, message: 'a quota is used up for the moment' },
  internal: { status: 500, message: 'ingest failed' },
  overloaded: { status: 503, message: 'ingest takes no more at the moment' },
  unavailable: { status: 503, message: 'the object store or the database did not take the batch' },
  bad_configuration: { status: 500, message: 'the configuration does not allow a start' },
}

/** A refusal. Its message is constant for each code and never contains input. */
export class IngestError extends Error {
  readonly code: IngestErrorCode
  readonly wantedIndex: number | undefined
  readonly retryAfterSeconds: number | undefined
  readonly quota: ExceededQuota | undefined
  readonly closesConnection: boolean
  readonly problems: readonly string[]

  constructor(code: IngestErrorCode, details: IngestErrorDetails = {}) {
    super(refusals[code].message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'IngestError'
    this.code = code
    this.wantedIndex = details.wantedIndex
    this.retryAfterSeconds = details.retryAfterSeconds
    this.quota = details.quota
    this.closesConnection = details.closesConnection ?? false
    this.problems = details.problems ?? []
  }
}
