// Row types of every table, as SQL spells them; they stay inside the repositories (house style, kysely model).

import type { AppsTable, AppUseTable, RuleSetsTable, SeenSettingsTable } from './tables/apps.ts'
import type { WithDefault } from './tables/columns.ts'
import type { AccessReviewsTable, GrantsTable, NotificationsTable } from './tables/grants.ts'
import type {
  AnchorInspectionsTable,
  AnchorPlacesTable,
  AuditFacetsTable,
  AuditLeavesTable,
  AuditPersonalTable,
  AuditSinksTable,
  HeadTable,
  LeavesTable,
  RestoresTable,
  VerificationsTable,
} from './tables/logs.ts'
import type {
  DerivationsTable,
  HoldsTable,
  OrdersTable,
  ReleaseManifestsTable,
  RuleAcceptancesTable,
  RuleSetDecisionsTable,
  ScopeOrdersTable,
} from './tables/orders.ts'
import type { OutgoingTable } from './tables/outgoing.ts'
import type {
  PasskeyCeremoniesTable,
  PasskeyInvitationsTable,
  PasskeysTable,
  ServiceTokensTable,
} from './tables/passkeys.ts'
import type {
  FormerNamesTable,
  IdentitiesTable,
  MembershipsTable,
  ProviderSessionsTable,
  ReplaysTable,
  SignInLinksTable,
  UsersTable,
  WebSessionsTable,
} from './tables/people.ts'
import type {
  AcceptedFindingsTable,
  FindingsTable,
  QuarantinesTable,
  StreamScansTable,
} from './tables/quarantine.ts'
import type {
  BatchesTable,
  BatchRewritesTable,
  IngestReportsTable,
  SegmentsTable,
  SessionsTable,
  StreamKeysTable,
  StreamsTable,
  SweepTable,
  WithdrawalsTable,
} from './tables/recordings.ts'
import type { RetentionDecisionsTable, RetentionRulesTable, RetentionRunsTable } from './tables/retention.ts'
import type { KeyRetirementsTable, SealingKeysTable } from './tables/sealing-keys.ts'
import type {
  ErrorDaysTable,
  ErrorGroupsTable,
  SavedSearchesTable,
  SessionSummariesTable,
  StreamIndexTable,
  StreamSummariesTable,
} from './tables/search.ts'
import type { ScriptMapsTable } from './tables/source-maps.ts'
import type { ReleasedRangesTable, ReplayNotesTable } from './tables/watching.ts'

interface MigrationsTable {
  name: string
  applied_at: WithDefault<Date>
}

/** All tables of the schema `reseal`. */
export interface Tables {
  apps: AppsTable
  app_use: AppUseTable
  sessions: SessionsTable
  streams: StreamsTable
  segments: SegmentsTable
  batches: BatchesTable
  batch_rewrites: BatchRewritesTable
  stream_keys: StreamKeysTable
  ingest_reports: IngestReportsTable
  withdrawals: WithdrawalsTable
  users: UsersTable
  memberships: MembershipsTable
  sign_in_links: SignInLinksTable
  web_sessions: WebSessionsTable
  identities: IdentitiesTable
  former_names: FormerNamesTable
  provider_sessions: ProviderSessionsTable
  replays: ReplaysTable
  passkeys: PasskeysTable
  passkey_invitations: PasskeyInvitationsTable
  passkey_ceremonies: PasskeyCeremoniesTable
  service_tokens: ServiceTokensTable
  grants: GrantsTable
  access_reviews: AccessReviewsTable
  notifications: NotificationsTable
  audit_leaves: AuditLeavesTable
  audit_personal: AuditPersonalTable
  audit_facets: AuditFacetsTable
  audit_sinks: AuditSinksTable
  audit_head: HeadTable
  recordings_leaves: LeavesTable
  recordings_head: HeadTable
  verifications: VerificationsTable
  restores: RestoresTable
  rule_sets: RuleSetsTable
  rule_set_decisions: RuleSetDecisionsTable
  rule_acceptances: RuleAcceptancesTable
  release_manifests: ReleaseManifestsTable
  holds: HoldsTable
  orders: OrdersTable
  scope_orders: ScopeOrdersTable
  derivations: DerivationsTable
  sealing_keys: SealingKeysTable
  key_retirements: KeyRetirementsTable
  retention_rules: RetentionRulesTable
  retention_decisions: RetentionDecisionsTable
  retention_runs: RetentionRunsTable
  sweep: SweepTable
  anchor_places: AnchorPlacesTable
  anchor_inspections: AnchorInspectionsTable
  seen_settings: SeenSettingsTable
  quarantines: QuarantinesTable
  findings: FindingsTable
  accepted_findings: AcceptedFindingsTable
  stream_scans: StreamScansTable
  stream_index: StreamIndexTable
  'summaries.streams': StreamSummariesTable
  'summaries.sessions': SessionSummariesTable
  'summaries.error_groups': ErrorGroupsTable
  'summaries.error_days': ErrorDaysTable
  saved_searches: SavedSearchesTable
  released_ranges: ReleasedRangesTable
  replay_notes: ReplayNotesTable
  'source_maps.scripts': ScriptMapsTable
  'summaries.outgoing': OutgoingTable
  migrations: MigrationsTable
}
