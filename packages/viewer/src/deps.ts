// What the viewer's origin is built from: the parts it is given, and what it makes of them.
import { createOpening, createStreamOpenerCache, type Opening, type StreamOpenerCache } from '@reseal/opening'
import {
  type AccessReviewRepository,
  type Anchor,
  type AnchoredGate,
  type AppContactRepository,
  type AppRepository,
  type AppUseRepository,
  type AskedWithdrawal,
  type AuditLog,
  type AuditRepository,
  type ClosedStream,
  type ConsentPage,
  type ConsentQuery,
  countDue,
  countRemaining,
  countRemoved,
  createAccessReviewRepository,
  createAnchoredGate,
  createAppContactRepository,
  createAppRepository,
  createAppUseRepository,
  createAuditRepository,
  createGrantRepository,
  createHoldRepository,
  createIdentityRepository,
  createKeyRetirementRepository,
  createOrderRepository,
  createPasskeyCeremonyRepository,
  createPasskeyRepository,
  createQuarantineRepository,
  createReleaseManifestRepository,
  createReplayRepository,
  createRetentionRepository,
  createRuleAcceptanceRepository,
  createRuleSetRepository,
  createScopeOrderRepository,
  createSealingKeyRepository,
  createSearchRepository,
  createServiceTokenRepository,
  createSignInRepository,
  createSourceMapRepository,
  createUserRepository,
  type Database,
  type DueCounts,
  type DueQuestion,
  type ForgottenStream,
  type FoundTombstone,
  findCloseLeaf,
  findForgotten,
  findLiving,
  findSessionRetention,
  findTombstonesOfOrder,
  type GrantRepository,
  guardDatabase,
  type HoldRepository,
  type IdentityRepository,
  type KeyProvider,
  type KeyRetirementRepository,
  listConsents,
  listWithdrawals,
  type ObjectStore,
  type OrderedTombstones,
  type OrderRepository,
  type PasskeyCeremonyRepository,
  type PasskeyRepository,
  type QuarantineRepository,
  type RefusedContacts,
  type ReleaseManifestRepository,
  type RemainingRows,
  type RemovedCounts,
  type ReplayRepository,
  type RetentionRepository,
  type RuleAcceptanceRepository,
  type RuleSetRepository,
  readConsents,
  type ScopeOrderRepository,
  type SealingKeyRepository,
  type SearchRepository,
  type ServiceTokenRepository,
  type SessionRetention,
  type SignInRepository,
  type StreamConsent,
  type UserRepository,
} from '@reseal/store'
import { type AttemptLimiter, createAttemptLimiter } from './access/attempt-limiter.ts'
import { createLinkRefusalRepository, type LinkRefusalRepository } from './access/link-refusal.repository.ts'
import { createRefusalRecorder, type RefusalRecorder } from './access/refusal-recorder.ts'
import { type AuditQuestions, createAuditQuestions } from './audit/audit-questions.ts'
import type { ViewerConfig } from './config.ts'
import { guardRepository } from './database/guard-repository.ts'
import { createExportGate, type ExportGate } from './exports/export-gate.ts'
import { createHealthReporter, type HealthReporter } from './health/health-report.ts'
import { createProbes, type Peer } from './health/probes.ts'
import type { Log } from './http/log-line.ts'
import { createOidcProvider, type OidcProvider } from './identity/oidc/provider.ts'
import { createIntegrityReader, type IntegrityReader } from './integrity/integrity-reader.ts'
import { createViewerMetrics, type ViewerMetrics } from './metrics/metrics.ts'
import { createKeyWatch, type KeyWatch } from './replays/key-watch.ts'
import { type CheckProgress, findCheckProgress, type WantedRange } from './replays/range.repository.ts'
import { createViewRulesReader, type ViewRulesReader } from './replays/view-rules.ts'
import { createStackResolver, type StackResolver } from './stacks/resolve-frames.ts'
import { createSystemReader, type SystemReader } from './system/system.service.ts'
import type { StaticFiles } from './web-app/static-files.ts'

/** What the pages of every app are given. All of it is public. */
export interface RecorderSettings {
  /** Base URL of ingest. */
  readonly endpoint: string
  /** base64url of the raw point; absent where the viewer cannot know it. */
  readonly receiptKey?: string
  /** Keys that the provider opened with when the viewer started; where no app has another, new apps get the first. */
  readonly sealingKeyIds: readonly string[]
}

/** The parts that whoever starts the viewer gives it. */
export interface ViewerParts {
  /** Logs in as the viewer's role. */
  readonly db: Database
  /** Where batches lie. */
  readonly objects: ObjectStore
  readonly keys: KeyProvider
  readonly audit: AuditLog
  readonly anchor: Anchor
  /** Other services that the health page shows. */
  readonly peers?: readonly Peer[]
  /** What pages are given beside an app's key; without it nobody can add an app here. */
  readonly recorders?: RecorderSettings
  /** Hears what ingest refuses, for whoever sets an app up. */
  readonly refusedContacts?: Pick<RefusedContacts, 'of'>
  /** Milliseconds since 1970; the system's clock where absent. */
  readonly now?: () => number
  readonly log?: Log
}

/** Finds the leaf that closed a stream. */
export interface ClosedStreamFinder {
  find(stream: string): Promise<ClosedStream | undefined>
}

/** What was forgotten on purpose. Every method may throw StoreError database_unavailable, bad_leaf. */
export interface DeletionReader {
  /** Streams of a session that are forgotten, with their tombstone leaves. */
  forgotten(session: string): Promise<ForgottenStream[]>
  remaining(session: string): Promise<RemainingRows>
  /** Tombstones that name the confirmation of an order, written in a time. */
  ofOrder(order: OrderedTombstones): Promise<FoundTombstone[]>
  /** Of the given streams those that still have a key. */
  livingOf(streams: readonly string[]): Promise<ReadonlySet<string>>
  withdrawals(query: { readonly app?: string; readonly limit: number }): Promise<AskedWithdrawal[]>
}

/** Rules and runs of retention, and until when a session is kept. */
export interface RetentionReader extends RetentionRepository {
  /** Undefined where nothing expires, or nothing of the session is left. */
  ofSession(session: string): Promise<SessionRetention | undefined>
  /** What became of batches whose streams were forgotten. */
  countRemoved(): Promise<RemovedCounts>
}

/** On what consent sessions were recorded. */
export interface ConsentReader {
  list(query: ConsentQuery): Promise<ConsentPage>
  /** All that fit, newest sessions first. */
  readAll(query: Omit<ConsentQuery, 'cursor' | 'limit'>): AsyncIterable<StreamConsent>
}

/** Everything a route may use. */
export interface ViewerDeps {
  readonly config: ViewerConfig
  /** Origins as browsers see them: scheme, host, port. */
  readonly publicOrigin: string
  readonly replayOrigin: string
  readonly audit: AuditLog
  readonly apps: AppRepository
  readonly users: UserRepository
  readonly signIns: SignInRepository
  readonly identities: IdentityRepository
  /** Absent where no identity provider is configured. */
  readonly provider: OidcProvider | undefined
  readonly linkRefusals: LinkRefusalRepository
  readonly replays: ReplayRepository
  readonly quarantines: QuarantineRepository
  readonly search: SearchRepository
  readonly grants: GrantRepository
  readonly accessReviews: AccessReviewRepository
  readonly orders: OrderRepository
  readonly holds: HoldRepository
  readonly retention: RetentionReader
  readonly countDue: (query: DueQuestion) => Promise<DueCounts>
  readonly scopeOrders: ScopeOrderRepository
  readonly sealingKeys: SealingKeyRepository
  readonly keyRetirements: KeyRetirementRepository
  readonly deletions: DeletionReader
  readonly auditQuestions: AuditQuestions
  readonly consents: ConsentReader
  readonly ruleSets: RuleSetRepository
  readonly ruleAcceptances: RuleAcceptanceRepository
  readonly releaseManifests: ReleaseManifestRepository
  readonly resolveStack: StackResolver
  readonly auditRecords: AuditRepository
  readonly anchor: Anchor
  readonly closedStreams: ClosedStreamFinder
  readonly integrity: IntegrityReader
  readonly ranges: Opening
  readonly viewRules: ViewRulesReader
  /** How far the sentinel has looked at a wanted range. */
  readonly checkProgress: (wanted: WantedRange) => Promise<CheckProgress | undefined>
  readonly openers: StreamOpenerCache
  readonly keyWatch: KeyWatch
  readonly attempts: AttemptLimiter
  /** Challenges that were asked for. */
  readonly challengeLimit: AttemptLimiter
  readonly exportGate: ExportGate
  readonly passkeys: PasskeyRepository
  readonly ceremonies: PasskeyCeremonyRepository
  readonly serviceTokens: ServiceTokenRepository
  readonly recordRefusal: RefusalRecorder
  readonly health: HealthReporter
  readonly system: SystemReader
  readonly appUse: Pick<AppUseRepository, 'today'>
  readonly appContacts: AppContactRepository
  /** Public halves alone. */
  readonly keys: Pick<KeyProvider, 'publicKey'>
  readonly recorders: RecorderSettings | undefined
  readonly refusedContacts: Pick<RefusedContacts, 'of'> | undefined
  /** True once the process is about to stop: it is not ready any more, and still answers. */
  readonly isLeaving: () => boolean
  readonly metrics: ViewerMetrics
  readonly webApp: StaticFiles
  readonly now: () => number
  readonly log: Log
}

/** Where the viewer is reached, and what it serves there. */
export interface ViewerPlace {
  readonly publicOrigin: string
  readonly replayOrigin: string
  readonly webApp: StaticFiles
  /** True once a stop is announced; never where absent. */
  readonly isLeaving?: () => boolean
}

async function retentionOfSession(db: Database, session: string): Promise<SessionRetention | undefined> {
  const inForce = await createRetentionRepository(db).findInForce()
  return inForce && findSessionRetention(db, session, inForce.rules)
}

// A reader who takes this long must ask again: meanwhile the stream may have been shredded or the person let go.
const rangeDeadlineMs = 5 * 60_000

/** What bytes wait for in strict mode. */
function strictGate(
  { strictAnchors, strictWaitMs }: ViewerConfig,
  { db, anchor }: ViewerParts,
): { anchored?: AnchoredGate } {
  if (strictAnchors === 'no') return {}
  return { anchored: createAnchoredGate({ db, anchor, waitMs: strictWaitMs }, 'audit') }
}

/** Builds what the routes use. Inert: nothing is asked or opened yet. */
export function createViewerDeps(config: ViewerConfig, parts: ViewerParts, place: ViewerPlace): ViewerDeps {
  const { db, objects, keys, audit, anchor, peers = [], now = Date.now, log = () => undefined } = parts
  const openers = createStreamOpenerCache(config.dataKeyCacheMs)
  const integrity = createIntegrityReader({ db, anchor, now })
  const health = createHealthReporter(createProbes({ db, objects, integrity, peers, config }), now)
  return {
    config,
    ...place,
    isLeaving: place.isLeaving ?? (() => false),
    audit,
    apps: createAppRepository(db),
    users: createUserRepository(db),
    signIns: createSignInRepository(db),
    identities: createIdentityRepository(db),
    provider: config.oidc && createOidcProvider(config.oidc, { now, maxAgeMs: config.sessionMs }),
    linkRefusals: guardRepository(createLinkRefusalRepository(db)),
    replays: createReplayRepository(db),
    quarantines: createQuarantineRepository(db),
    search: createSearchRepository(db),
    grants: createGrantRepository(db),
    accessReviews: createAccessReviewRepository(db),
    orders: createOrderRepository(db),
    holds: createHoldRepository(db),
    retention: {
      ...createRetentionRepository(db),
      ofSession: (session) => retentionOfSession(db, session),
      countRemoved: () => countRemoved(db),
    },
    countDue: (question) => countDue(db, question),
    scopeOrders: createScopeOrderRepository(db),
    sealingKeys: createSealingKeyRepository(db),
    keyRetirements: createKeyRetirementRepository(db),
    auditQuestions: createAuditQuestions(db),
    deletions: {
      forgotten: (session) => findForgotten(db, session),
      ofOrder: (order) => findTombstonesOfOrder(db, order),
      livingOf: (streams) => findLiving(db, streams),
      remaining: (session) => countRemaining(db, session),
      withdrawals: (query) => listWithdrawals(db, query),
    },
    consents: { list: (query) => listConsents(db, query), readAll: (query) => readConsents(db, query) },
    ruleSets: createRuleSetRepository(db),
    ruleAcceptances: createRuleAcceptanceRepository(db),
    releaseManifests: createReleaseManifestRepository(db),
    resolveStack: createStackResolver(createSourceMapRepository(db)),
    auditRecords: createAuditRepository(db),
    anchor,
    closedStreams: { find: (stream) => findCloseLeaf(db, stream) },
    integrity,
    ranges: createOpening({
      keys,
      objects,
      openers,
      now,
      deadlineMs: rangeDeadlineMs,
      ...strictGate(config, parts),
    }),
    checkProgress: (wanted) => guardDatabase(() => findCheckProgress(db, wanted)),
    viewRules: createViewRulesReader(createRuleSetRepository(db)),
    openers,
    keyWatch: createKeyWatch({
      openers,
      livingOf: (streams) => findLiving(db, streams),
      keptMs: config.dataKeyCacheMs,
    }),
    attempts: createAttemptLimiter(now),
    challengeLimit: createAttemptLimiter(now, { perClient: 60, inAll: 1200 }),
    exportGate: createExportGate(4),
    passkeys: createPasskeyRepository(db),
    ceremonies: createPasskeyCeremonyRepository(db),
    serviceTokens: createServiceTokenRepository(db),
    recordRefusal: createRefusalRecorder({ audit, now, log }),
    metrics: createViewerMetrics(integrity),
    health,
    system: createSystemReader({
      db,
      health,
      integrity,
      anchorMaxAgeMs: config.anchorMaxAgeMs,
      now,
    }),
    appUse: createAppUseRepository(db),
    appContacts: createAppContactRepository(db),
    keys: { publicKey: keys.publicKey },
    recorders: parts.recorders,
    refusedContacts: parts.refusedContacts,
    now,
    log,
  }
}
