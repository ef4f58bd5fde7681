// Shapes of the system state and of the test of the identity provider.
import type { LogIntegrity } from '../api-types.ts'
import type { PartReport, PartState } from '../health/health-report.ts'

/** `GET /api/system`. Durations are milliseconds, sizes bytes. */
export interface SystemReply {
  readonly atMs: number
  readonly version: string
  readonly schema: { readonly newest: string; readonly count: number }
  readonly state: PartState
  readonly parts: readonly PartReport[]
  readonly logs: { readonly audit: LogIntegrity; readonly recordings: LogIntegrity }
  /** Where replays stop. */
  readonly anchorMaxAgeMs: number
  /** What the indexer has still to look through; apps without any are left out. */
  readonly index: readonly {
    readonly app: string
    readonly streams: number
    readonly ageMs: number
    readonly failed: number
  }[]
  readonly jobs: readonly {
    readonly job: string
    readonly isLed: boolean
    /** null: never yet. */
    readonly succeededAgoMs: number | null
  }[]
  readonly storage: {
    readonly databaseBytes: number
    readonly batches: number
    readonly batchBytes: number
  }
  readonly notifications: { readonly waiting: number; readonly failing: number; readonly oldestMs: number }
  /** Rows of redacted signals that wait for the collector. */
  readonly signals: { readonly waiting: number; readonly oldestMs: number }
  readonly sinks: readonly {
    readonly name: string
    readonly behindLeaves: number
    readonly isFailing: boolean
  }[]
  /** Sessions that wait for a privacy officer. */
  readonly quarantined: number
}

/** `POST /api/identity-provider/check`. */
export interface ProviderCheckReply {
  /** Absent where none is configured. */
  readonly provider?: {
    readonly issuer: string
    readonly clientId: string
    /** To be registered at the provider. */
    readonly redirectUri: string
    readonly groupsClaim: string
    readonly mapsRoles: boolean
    readonly mapsApps: boolean
    readonly findings: readonly {
      readonly kind: 'good' | 'problem' | 'note'
      readonly text: string
    }[]
    /** What the given groups come to; absent where none were given. */
    readonly given?: {
      readonly roles: readonly string[]
      readonly apps: readonly string[]
      /** Groups that are in no map. */
      readonly unknown: readonly string[]
    }
  }
  readonly links: boolean
}
