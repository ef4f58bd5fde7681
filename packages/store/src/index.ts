// Tables, roles, objects, keys and logs: everything Reseal keeps, behind interfaces (design.md §4).

export {
  type AccessReview,
  type AccessReviewRepository,
  createAccessReviewRepository,
  insertAccessReview,
  type LeafSpan,
} from './access-reviews/access-review.repository.ts'
export { type AlteredObject, findAlteredObjects } from './anchor/altered-objects.ts'
export {
  type Anchor,
  type AnchorCopy,
  type AnchoredCheckpoint,
  type AnchorVerifiers,
  checkpointKey,
  createAnchor,
  tileKey,
} from './anchor/anchor.ts'
export { type AnchorCopier, type AnchorCopierOptions, createAnchorCopier } from './anchor/anchor-copy.ts'
export {
  type AnchorInspection,
  type AnchorPlaceName,
  type AnchorPlaceState,
  type AnchorPlaces,
  anchorPlaceNames,
  createAnchorPlaces,
  type InspectedPlaceName,
} from './anchor/anchor-places.ts'
export { type AnchorState, readAnchoredSize, readAnchorState } from './anchor/anchor-state.ts'
export { type AnchorWriter, type AnchorWriterOptions, createAnchorWriter } from './anchor/anchor-writer.ts'
export {
  type AnchoredGate,
  type AnchoredGateOptions,
  createAnchoredGate,
} from './anchor/anchored-gate.ts'
export {
  BadSheetError,
  formatCheckpointSheet,
  parseCheckpointSheet,
  type SheetEntry,
} from './anchor/checkpoint-sheet.ts'
export {
  assertSafeSink,
  type CheckpointMessage,
  type CheckpointSender,
  type CheckpointSenderOptions,
  type CheckpointSinkAddress,
  createCheckpointSender,
} from './anchor/checkpoint-sink.ts'
export { assertConsistentWithAnchor } from './anchor/consistency.ts'
export {
  type App,
  type AppLimits,
  type AppRepository,
  createAppRepository,
  type RecorderCommand,
  recorderCommands,
} from './apps/app.repository.ts'
export {
  type AppContactRepository,
  createAppContactRepository,
  type KeyUse,
  type NewestStream,
} from './apps/app-contact.repository.ts'
export { type AppChange, type AppRefusal, addAppFor, changeAppFor } from './apps/app-settings.ts'
export { type AppUse, type AppUseRepository, createAppUseRepository } from './apps/app-use.repository.ts'
export {
  announceRefusal,
  createRefusedContacts,
  type HeardContact,
  type RefusedContact,
  type RefusedContacts,
} from './apps/refused-contacts.ts'
export type { AuditSite } from './audit-export/fhir.ts'
export {
  type AuditExport,
  type AuditFormat,
  type AuditFormatter,
  auditFormats,
  createAuditFormatter,
} from './audit-export/formats.ts'
export {
  type AccessCount,
  type AccessTrend,
  mostTrendAccesses,
  readAccessTrend,
} from './audit-questions/access-trend.ts'
export {
  accessActions,
  durationOf,
  groupAccesses,
  type SessionAccess,
  type StreamRange,
} from './audit-questions/accesses.ts'
export { type AttentionState, readAttention, type SinkState } from './audit-questions/attention.ts'
export {
  type ReadableQuery,
  type ReadableStreamRange,
  readableStreams,
  streamsOfKey,
} from './audit-questions/readable-streams.ts'
export { type RightsStep, readRightsHistory } from './audit-questions/rights-history.ts'
export {
  type PagedStream,
  pageReadableStreams,
  type StreamPage,
  type StreamPageQuery,
} from './audit-questions/stream-page.ts'
export {
  type AuditSink,
  type AuditSinkLag,
  type AuditSinkRepository,
  type AuditSinkSettings,
  createAuditSinkRepository,
  type HttpsSinkPlace,
  type S3SinkPlace,
} from './audit-sinks/audit-sink.repository.ts'
export {
  type BatchRewrite,
  type BatchRewrites,
  createBatchRewrites,
  type LivingPart,
  type MostlyDeadBatch,
  type MostlyDeadQuery,
} from './batches/batch-rewrites.ts'
export { countRemoved, type RemovedCounts } from './batches/count-removed.ts'
export type { SegmentMove } from './batches/move-segments.ts'
export {
  type ConsentFormat,
  type ConsentFormatter,
  consentFormats,
  createConsentFormatter,
} from './consents/consent-forms.ts'
export {
  type ConsentPage,
  type ConsentQuery,
  type ConsentSaid,
  listConsents,
  readConsents,
  type StreamConsent,
} from './consents/consents.ts'
export {
  assertDurable,
  createDatabase,
  type Database,
  type DatabaseOptions,
  guardDatabase,
  serviceSilenceMs,
} from './database/database.ts'
export { type MigrateOptions, migrate } from './database/migrate.ts'
export { type DatabaseRole, databaseRoles, type ServiceRole } from './database/roles.ts'
export type { Tables } from './database/tables.ts'
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres/start-embedded-postgres.ts'
export {
  type BreakGlassVerdict,
  breakGlassVerdicts,
  createGrantRepository,
  decideGrant,
  findHeldGrants,
  type Grant,
  type GrantDecision,
  type GrantKind,
  type GrantQuery,
  type GrantRepository,
  type GrantStep,
  insertGrant,
  lockGrant,
  type NewGrant,
  reviewGrant,
  revokeGrant,
} from './grants/grant.repository.ts'
export { describeScope, type GrantScope, type GrantScopeKind, grantScopeKinds } from './grants/grant-scope.ts'
export { remindOfReviews } from './grants/remind-of-reviews.ts'
export { findSessionStanding, type SessionStanding } from './grants/session-standing.ts'
export {
  createHoldRepository,
  type Hold,
  type HoldQuery,
  type HoldRepository,
  type HoldScope,
  heldOf,
  isHeld,
  liftHold,
  placeHold,
} from './holds/holds.ts'
export {
  addToSummaries,
  advanceIndexed,
  type IndexedOutcome,
  type IndexedRun,
  markShredded,
  type SummarizedRun,
} from './indexing/commit-indexed.ts'
export {
  type ClaimRequest,
  createStreamIndexRepository,
  type IndexClaim,
  type IndexLag,
  type StreamIndexRepository,
} from './indexing/stream-index.repository.ts'
export { type AwsKmsOptions, openAwsKmsKeyProvider } from './keys/aws-kms/aws-kms-key-provider.ts'
export {
  createCheckpointVerifier,
  generateCheckpointKeyFile,
  loadCheckpointSigner,
} from './keys/checkpoint-key.ts'
export { createFileKeyProvider, generateKeyFile } from './keys/file-key-provider.ts'
export type { KeyProvider, ListedKeyProvider } from './keys/key-provider.ts'
export { sealingKeyId } from './keys/p256-point.ts'
export { protectKeyFile } from './keys/passphrase.ts'
export {
  generatePkcs11Key,
  openPkcs11KeyProvider,
  type Pkcs11Options,
} from './keys/pkcs11/pkcs11-key-provider.ts'
export { readPrivateFile, writePrivateFile } from './keys/private-file.ts'
export {
  type AuditPage,
  type AuditQuery,
  type AuditReading,
  type AuditRecord,
  type AuditRepository,
  createAuditRepository,
} from './logs/audit.repository.ts'
export type { AuditActionSpec, AuditAppender } from './logs/audit-actions/action-spec.ts'
export {
  type AuditAction,
  type AuditEventClass,
  auditActions,
  auditActionsOf,
  auditCatalogue,
  auditEventClasses,
  commonAuditFields,
} from './logs/audit-catalogue.ts'
export {
  type AuditActor,
  type AuditEvent,
  type AuditEventInput,
  commitmentOf,
  decodeAuditEvent,
  type PersonalField,
  type PersonalValue,
  personalFields,
} from './logs/audit-event.ts'
export {
  type AuditCause,
  type AuditDenyReason,
  type AuditField,
  type AuditFieldFormat,
  type AuditFieldSpec,
  type AuditFilterName,
  type AuditOutcome,
  type AuditSetting,
  type AuditVerdict,
  auditFields,
  auditFilters,
  auditPurposes,
  type PurposeOfUse,
  purposesOfUse,
} from './logs/audit-fields.ts'
export {
  type AuditFilter,
  addAuditFacets,
  describeFilter,
} from './logs/audit-filter.ts'
export { type AuditLog, type AuditTransaction, createAuditLog } from './logs/audit-log.ts'
export { assertCommitted, type CommittedAuditEvent, committedLeaf } from './logs/committed-event.ts'
export {
  createEraser,
  type Eraser,
  type ErasureCounts,
  type ErasureRequest,
} from './logs/erase-personal.ts'
export { type ClosedStream, findCloseLeaf } from './logs/find-close-leaf.ts'
export { type LogName, logNames } from './logs/log-name.ts'
export { type Leaf, type LeafRange, readLeafHashes, readLeaves, readLogSize } from './logs/log-reader.ts'
export { createLogReceipt, type ReceiptRequest } from './logs/log-receipt.ts'
export {
  type BatchLeaf,
  type CloseLeaf,
  type OriginLeaf,
  parseRecordingsLeaf,
  type RecordingsLeaf,
  type TombstoneLeaf,
} from './logs/recordings-leaf.ts'
export { type AppendedRecordings, createRecordingsLog, type RecordingsLog } from './logs/recordings-log.ts'
export { restoreLog } from './logs/restore-log.ts'
export { recordSettings, type StartedSettings } from './logs/seen-settings.ts'
export { startLog } from './logs/start-log.ts'
export {
  createVerificationRepository,
  type PendingReport,
  takeReports,
  type Verification,
  type VerificationRepository,
} from './logs/worker.repository.ts'
export {
  createSegmentFolding,
  type FoldedStreams,
  type SegmentFolding,
} from './manifests/fold-segments.ts'
export { decodeManifest, type LinkedSegment } from './manifests/packed-manifest.ts'
export {
  countNotes,
  insertNote,
  listNotes,
  type NewNote,
  type Note,
  removeNote,
} from './notes/note.repository.ts'
export {
  type Notification,
  type NotificationKind,
  type NotificationRecipients,
  notificationKinds,
  notify,
} from './notifications/notify.ts'
export {
  createOutboxRepository,
  type OutboxEntry,
  type OutboxRepository,
} from './notifications/outbox.repository.ts'
export { createFolderObjectStore, type FolderObjectStoreOptions } from './objects/folder-object-store.ts'
export {
  type ByteRange,
  type ObjectEntry,
  type ObjectStore,
  type PutHints,
  withPrefix,
} from './objects/object-store.ts'
export {
  type ObjectStoreTraits,
  type ProbedStore,
  probeObjectLock,
  probeWrites,
  type Support,
} from './objects/probe-object-store.ts'
export { createS3ObjectStore, type S3ObjectStoreOptions } from './objects/s3-object-store.ts'
export {
  createSweepRepository,
  type StreamReach,
  type SweepRepository,
  type SweepState,
} from './objects/sweep.repository.ts'
export { commitDerived, type DerivedStream } from './orders/commit-derived.ts'
export {
  createSessionForgetter,
  type ForgetRequest,
  type ForgottenSessions,
  type SessionForgetter,
  type SessionForgetterOptions,
} from './orders/forget-sessions.ts'
export {
  createOrderRepository,
  decideOrder,
  endOrder,
  findDueOrder,
  type NewOrder,
  nextAuditIndex,
  type Order,
  type OrderDecision,
  type OrderKind,
  type OrderRepository,
  type OrderState,
  proposeOrder,
  putOffOrder,
} from './orders/order.repository.ts'
export {
  advanceScopeOrder,
  createScopeOrderRepository,
  decideScopeOrder,
  endScopeOrder,
  findDueScopeOrder,
  findScopePage,
  type NewScopeOrder,
  proposeScopeOrder,
  putOffScopeOrder,
  type ScopeOrder,
  type ScopeOrderCursor,
  type ScopeOrderRepository,
  type ScopeOrderState,
  type ScopePage,
} from './orders/scope-order.repository.ts'
export {
  findDerivedRules,
  findStreamKey,
  listOrderedStreams,
  type OrderedStream,
} from './orders/session-streams.ts'
export {
  createSessionShredder,
  type EraseDerivedData,
  type SessionShredder,
  type SessionShredderOptions,
  type ShredOutcome,
} from './orders/shred-session.ts'
export {
  addOutgoing,
  createOutgoingRepository,
  type OutgoingLag,
  type OutgoingRepository,
  type OutgoingRun,
  type WaitingRun,
} from './outgoing/outgoing.repository.ts'
export type {
  OutgoingRecord,
  OutgoingSignal,
  OutgoingSpan,
  SignalAttributes,
} from './outgoing/outgoing-signal.ts'
export {
  createIdentityRepository,
  type Identity,
  type IdentityRepository,
  type ProviderSession,
  type ProvisionedUser,
} from './people/identity.repository.ts'
export {
  createPasskeyRepository,
  type Passkey,
  type PasskeyRepository,
} from './people/passkey.repository.ts'
export {
  createPasskeyCeremonyRepository,
  type PasskeyCeremony,
  type PasskeyCeremonyRepository,
} from './people/passkey-ceremony.repository.ts'
export {
  createServiceTokenRepository,
  type ServiceToken,
  type ServiceTokenRepository,
} from './people/service-token.repository.ts'
export {
  createSignInRepository,
  type FoundSession,
  type NewWebSession,
  type SessionConfirmation,
  type SessionProof,
  type SignInLink,
  type SignInRepository,
  type TokenOffer,
  type WebSession,
} from './people/sign-in.repository.ts'
export {
  createUserRepository,
  type User,
  type UserRepository,
  type UserRole,
} from './people/user.repository.ts'
export {
  type AddedUser,
  addUserRights,
  changeUserRights,
  type UserChange,
  type UserRefusal,
} from './people/user-rights.ts'
export {
  beginQuarantine,
  type CommittedFindings,
  commitFindings,
  eraseFindings,
  lockSession,
  markScanned,
  type QuarantineCause,
  type ScannedStream,
  settleQuarantine,
} from './quarantine/commit-findings.ts'
export {
  type FindingPlace,
  findingPlaces,
  type RuleProposal,
  type SentinelFinding,
} from './quarantine/finding.ts'
export {
  createQuarantineRepository,
  type FindingTrend,
  type KeptFinding,
  type Quarantine,
  type QuarantinePage,
  type QuarantineQuery,
  type QuarantineRepository,
  type QuarantineState,
  quarantineStates,
} from './quarantine/quarantine.repository.ts'
export type { ReindexedBatch, ReindexedStream } from './reindex/commit-reindexed.ts'
export {
  createReindexRepository,
  type ReindexRepository,
  type ReindexTip,
} from './reindex/reindex.repository.ts'
export type {
  CloseClaim,
  KeyClaim,
  RemovedClaim,
  RestoredKeys,
  TombstoneClaim,
} from './reindex/stream-claims.ts'
export {
  addReleasedRange,
  type PlayedSpan,
  type ReplayStream,
} from './replays/played-spans.ts'
export {
  createReplayRepository,
  type OpenedReplay,
  type ReplayRepository,
  type SealedStream,
  type StreamSummary,
} from './replays/replay.repository.ts'
export type { SessionPage, SessionSummary } from './replays/session-list.ts'
export {
  openStreamSegments,
  type SegmentBound,
  type SegmentLocation,
  type SegmentTime,
  type StreamSegments,
} from './replays/stream-segments.ts'
export { requestSignature } from './request-signature.ts'
export {
  compareKeys,
  countLivingByKey,
  countStreamKeys,
  listObjects,
  type NamedObject,
  readWalArchive,
  sampleObjects,
} from './restore/backup-state.ts'
export { type RepeatedAct, type ReplayedAudit, replayAudit } from './restore/replay-audit.ts'
export {
  assertNotRestoring,
  endRestore,
  isLogShorter,
  isRestoring,
  noteLogBehind,
  type PendingRestore,
  readPendingRestore,
} from './restore/restore-state.ts'
export { countDue, type DueCount, type DueCounts, type DueQuestion } from './retention/count-due.ts'
export { createDeadBatches, type DeadBatches, type DeadBatchesOptions } from './retention/dead-batches.ts'
export {
  type DuePage,
  type DueQuery,
  type DueSession,
  findDuePage,
  findSessionRetention,
  firstCursor,
  type SessionRetention,
} from './retention/due-sessions.ts'
export {
  createRetentionRepository,
  decideRetention,
  insertRetention,
  type RetentionCursor,
  type RetentionRepository,
  type RetentionRun,
  type RetentionState,
  type SetRetention,
} from './retention/retention.repository.ts'
export {
  type AppRetention,
  type CheckedRules,
  checkRetentionRules,
  type LabelRetention,
  type RetentionCause,
  type RetentionRules,
  retentionRulesText,
  shortens,
} from './retention/retention-rules.ts'
export { advanceRun, endRun, type RunCounts, type StartedRun, takeUpRun } from './retention/retention-runs.ts'
export { isBuiltInRuleSet } from './rule-sets/built-in-rule-sets.ts'
export {
  createReleaseManifestRepository,
  type ReleaseManifest,
  type ReleaseManifestRepository,
} from './rule-sets/release-manifest.repository.ts'
export {
  createRuleAcceptanceRepository,
  type RuleAcceptance,
  type RuleAcceptanceRepository,
  ruleAcceptances,
} from './rule-sets/rule-acceptance.ts'
export {
  createRuleSetRepository,
  decideRuleSet,
  type NewRuleSet,
  type PublishedRuleSet,
  type RuleSetInForce,
  type RuleSetRepository,
  type RuleSetState,
} from './rule-sets/rule-set.repository.ts'
export { findRulesStanding, findUnknownRules, type StandingQuery } from './rule-sets/rules-standing.ts'
export { addSealingKey } from './sealing-keys/add-sealing-key.ts'
export {
  areKeysAway,
  type FollowedKeys,
  type FollowedKeysOptions,
  followKeys,
} from './sealing-keys/follow-keys.ts'
export {
  askKeyRetirement,
  createKeyRetirementRepository,
  decideKeyRetirement,
  endKeyRetirement,
  findLivingSessions,
  type KeyRetirement,
  type KeyRetirementRepository,
  type KeyRetirementState,
  type RetirementAnswer,
  type RetirementRefusal,
  type RetirementRequest,
} from './sealing-keys/key-retirement.ts'
export {
  createSealingKeyRepository,
  type LivingStreams,
  type Rotation,
  type RotationRefusal,
  rotateSealingKey,
  type SealingKey,
  type SealingKeyRepository,
  type SealingKeyState,
} from './sealing-keys/sealing-key.repository.ts'
export { drawActivity, measureActivity, type SummaryActivity } from './search/activity.ts'
export type { SessionFilter } from './search/filter-sessions.ts'
export { packSessions } from './search/pack-sessions.ts'
export {
  createSearchRepository,
  type ErrorGroup,
  type ErrorGroupCondition,
  type ErrorGroupPage,
  type ErrorGroupQuery,
  type Facets,
  type FacetValue,
  type FoundPage,
  type OrderedPage,
  type SavedSearch,
  type SearchRepository,
} from './search/search.repository.ts'
export {
  type DurationStep,
  durations,
  type Happening,
  happenings,
  type SearchField,
  type SearchTerm,
  searchFields,
} from './search/search-tokens.ts'
export type { PredicateBounds, SessionPredicate } from './search/session-predicates.ts'
export { findSessionScope, type SessionScope } from './search/session-scope.ts'
export { type AppSubject, findSubjectSessions, subjectHash } from './search/subjects.ts'
export {
  addSummaries,
  noLabels,
  type Summary,
  type SummaryConsent,
  type SummaryCount,
  type SummaryError,
  type SummaryFrame,
  type SummaryLabels,
  type SummaryRequest,
  type SummaryVital,
  summaryCounts,
  type VitalName,
  type VitalRating,
  vitalNames,
  vitalRatings,
} from './search/summary.ts'
export type { SummaryOrder } from './search/summary-order.ts'
export { assertSafeDatabase, assertSafeEndpoint } from './secure-transport.ts'
export {
  createSourceMapRepository,
  keptReleases,
  type MappedScript,
  type NewSourceMap,
  type SourceMapChange,
  type SourceMapRepository,
} from './source-maps/source-map.repository.ts'
export { StoreError, type StoreErrorCode } from './store-error.ts'
export type { BatchCommit, CommitOutcome, NewBatch, NewSegment, NewStream } from './streams/commit-batch.ts'
export {
  createIngestRepository,
  type IngestReport,
  type IngestRepository,
  type Registration,
  type WithdrawalRequest,
} from './streams/ingest.repository.ts'
export {
  type HeaderColumns,
  headerColumns,
  packStreamHeader,
  streamHeaderBytes,
  withdrawalTokenHashOf,
} from './streams/packed-header.ts'
export { findSegmentHashes, type SegmentHash } from './streams/segment-hashes.ts'
export { readSystemState, type SystemState } from './system/system-state.ts'
export { derivedTables, eraseDerived, lastingTables } from './withdrawals/erase-derived.ts'
export {
  type AskedWithdrawal,
  countRemaining,
  type ForgottenStream,
  type FoundTombstone,
  findForgotten,
  findLiving,
  findTombstonesOfOrder,
  listWithdrawals,
  type OrderedTombstones,
  type RemainingRows,
} from './withdrawals/find-tombstones.ts'
export {
  createWithdrawals,
  type SettledWithdrawals,
  type Withdrawals,
  type WithdrawalsOptions,
} from './withdrawals/withdrawals.ts'
export {
  createWorkerJobs,
  type LeaseRequest,
  type WorkerJob,
  type WorkerJobs,
} from './worker-jobs/worker-jobs.repository.ts'
