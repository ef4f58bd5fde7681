// The fields that an audit event may have (design.md §7): what each means, what it may hold, and whether it is personal.
// Personal fields are commitments in the leaf and clear values in a column beside it; the others can name nobody.

/** How an event ended. */
export const auditOutcomes = ['success', 'denied', 'error'] as const

/** One of the outcomes. */
export type AuditOutcome = (typeof auditOutcomes)[number]

/** Every reason for which something is denied. Which of them an action knows is in the catalogue. */
export const auditDenyReasons = [
  'already_decided',
  'anchor_stale',
  'app_not_allowed',
  'bad_answer',
  'check_failed',
  'conflict',
  'cross_site',
  'empty_range',
  'grant_expired',
  'grant_required',
  'grant_revoked',
  'held',
  'identifier_found',
  'key_in_use',
  'key_needed',
  'last_admin',
  'last_way_in',
  'link_expired',
  'link_used',
  'log_grew',
  'mfa_missing',
  'name_taken',
  'no_role',
  'not_a_member',
  'not_checked_yet',
  'not_found',
  'not_over',
  'not_quarantined',
  'not_signed_in',
  'other_user',
  'own_access',
  'own_account',
  'own_grant',
  'own_roles',
  'passkey_cloned',
  'passkey_known',
  'passkey_limit',
  'passkey_refused',
  'provider_refused',
  'provisioned',
  'purpose_not_allowed',
  'quarantined',
  'replay_expired',
  'request_lapsed',
  'role_not_allowed',
  'rules_not_approved',
  'same_person',
  'shredded',
  'token_expired',
  'token_revoked',
  'too_many_notes',
  'unknown_link',
  'unknown_passkey',
  'unknown_stream',
  'unknown_token',
  'unproven',
  'user_disabled',
] as const

/** One of the reasons. */
export type AuditDenyReason = (typeof auditDenyReasons)[number]

/** The purposes of use that a person chooses from (design.md §3). */
export const purposesOfUse = [
  'debugging',
  'incident',
  'quality',
  'security-review',
  'patient-request',
  'privacy-investigation',
] as const

/** Every purpose that an event may have: those, and what a shred was for. */
export const auditPurposes: readonly string[] = [
  ...purposesOfUse,
  'withdrawal',
  'redaction',
  'officer',
  'retention',
]

/** One purpose of use. */
export type PurposeOfUse = (typeof purposesOfUse)[number]

/** What can be changed from a command line, or differ from one start to the next. */
export const auditSettings = [
  'app',
  'app.command',
  'app.grants',
  'app.limit',
  'app.origins',
  'app.parcels',
  'app.sealing-key',
  'database',
  'key.checkpoint',
  'key.receipt',
  'key.sealing',
  'manifest',
  'retention',
  'rules',
  'rules.accept',
  'settings.viewer',
  'settings.worker',
  'sink',
  'sourcemaps',
] as const

/** One of them. */
export type AuditSetting = (typeof auditSettings)[number]

/** Filters of the lists: their names are plain, what was searched for is in `target`. */
export const auditFilters = [
  'action',
  'browser',
  'duration',
  'environment',
  'error',
  'error-name',
  'has',
  'page',
  'release',
  'request',
  'status',
  'tag',
  'vital',
  'actor',
  'app',
  'cursor',
  'detector',
  'from',
  'notice',
  'outcome',
  'purpose',
  'session',
  'stream',
  'subject',
  'ticket',
  'to',
] as const

/** One of them. */
export type AuditFilterName = (typeof auditFilters)[number]

/** Why a browser session ended without a sign-out, or why a session was quarantined. */
export const auditCauses = [
  'idle',
  'expired',
  'replaced',
  'disabled',
  'revoked',
  'removed',
  'reused',
  'finding',
  'unknown-rule-set',
  'unknown-manifest',
  'enabled',
  'justified',
  'unjustified',
  'redact',
  'shred',
  'set',
  'proposed',
  'approved',
  'refused',
] as const

/** One of them. */
export type AuditCause = (typeof auditCauses)[number]

/** What a verification found. */
export const auditVerdicts = ['intact', 'broken', 'unproven'] as const

/** One of them. */
export type AuditVerdict = (typeof auditVerdicts)[number]

/** What may stand in a field; `most` is a length in UTF-16 code units or, of `words`, a number of words. */
export type AuditFieldFormat =
  | { readonly kind: 'text'; readonly most: number }
  | { readonly kind: 'pattern'; readonly pattern: RegExp; readonly says: string }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly most: number }
  | { readonly kind: 'ids'; readonly pattern: RegExp; readonly most: number }
  | { readonly kind: 'count' }

/** One field. */
export interface AuditFieldSpec {
  /** Personal, or free text: HMAC-SHA-256 under a salt of its own in the leaf, clear value and salt in a column. */
  readonly personal: boolean
  readonly format: AuditFieldFormat
  readonly meaning: string
}

const userRoles = ['engineer', 'privacy-officer', 'auditor', 'admin']
const serviceRoles = ['ingest', 'viewer', 'worker']

const uuid = {
  kind: 'pattern',
  pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u,
  says: 'UUID',
} as const
const appId = { kind: 'pattern', pattern: /^[a-z0-9-]{1,64}$/u, says: 'id of an app' } as const
const hash = { kind: 'pattern', pattern: /^[0-9a-f]{64}$/u, says: 'SHA-256, hex' } as const
const word = { kind: 'pattern', pattern: /^[a-z][a-z0-9-]{0,31}$/u, says: 'one word' } as const
const token = {
  kind: 'pattern',
  pattern: /^[\w.:+/=-]{1,128}$/u,
  says: 'up to 128 of A–Z, a–z, 0–9 and _ . : + / = -',
} as const
const printable = {
  kind: 'pattern',
  pattern: /^[\x20-\x7e]{1,256}$/u,
  says: 'up to 256 printable ASCII characters',
} as const
const grantScope = {
  kind: 'pattern',
  pattern: /^(?:app|session|page:[\w.:~*/-]{1,128}|label:[\w.:=-]{1,128})$/u,
  says: 'scope of a grant',
} as const
const count = { kind: 'count' } as const

const plain = (format: AuditFieldFormat, meaning: string): AuditFieldSpec => ({
  personal: false,
  format,
  meaning,
})
const personal = (most: number, meaning: string): AuditFieldSpec => ({
  personal: true,
  format: { kind: 'text', most },
  meaning,
})

/** Path of a field in the leaf. */
export type AuditField =
  | 'id'
  | 'action'
  | 'outcome'
  | 'deny_reason'
  | 'actor.issuer'
  | 'actor.subject'
  | 'actor.roles'
  | 'actor.method'
  | 'client.ip'
  | 'client.user_agent'
  | 'request_id'
  | 'trace_id'
  | 'purpose'
  | 'note'
  | 'ticket'
  | `target.${'app' | 'session' | 'stream' | 'replay' | 'note' | 'hold' | 'key' | 'user' | 'roles' | 'apps' | 'purposes'}`
  | `target.${'from' | 'to'}_${'ms' | 'index'}`
  | `target.${'until_ms' | 'scope' | 'root'}`
  | 'extent.duration_ms'
  | 'grant'
  | 'approver'
  | `extent.${'replay_ms' | 'spans' | 'notes' | 'segments' | 'bytes' | 'sessions' | 'events' | 'values' | 'objects' | 'requests' | 'unrecorded' | 'findings' | 'streams' | 'held' | 'busy'}`
  | 'rule_set_version'
  | `change.${'setting' | 'from' | 'to'}`
  | 'cause'
  | 'filters'
  | 'verdict'

/** Every field by its path in the leaf, but `time_ms`, which the log itself writes. */
export const auditFields: Readonly<Record<AuditField, AuditFieldSpec>> = {
  id: plain(uuid, 'id of the event, the same in every export'),
  action: plain(token, 'what was done'),
  outcome: plain({ kind: 'word', words: auditOutcomes }, 'how it ended'),
  deny_reason: plain(
    { kind: 'word', words: auditDenyReasons },
    'why it was denied; there exactly when it was',
  ),
  'actor.issuer': plain(
    printable,
    'who vouches for the subject: `reseal`, `os` for a command line, or an identity provider',
  ),
  'actor.subject': personal(256, 'who: name of the user, or of the account that ran a command'),
  'actor.roles': plain(
    { kind: 'words', words: [...userRoles, ...serviceRoles], most: 8 },
    'roles at that time',
  ),
  'actor.method': plain(
    word,
    'how the actor proved it: `oidc`, `one-time-link`, `passkey`, `service-token`, `os-user`, `service`, `none`',
  ),
  'client.ip': personal(64, 'address that the request came from'),
  'client.user_agent': personal(512, 'what the client calls itself'),
  request_id: plain(token, 'id that the answer named too'),
  trace_id: plain(token, 'id of the W3C trace'),
  purpose: plain(
    { kind: 'word', words: auditPurposes },
    'purpose of use; of a shred `withdrawal`, `redaction`, `officer` or `retention`',
  ),
  note: personal(2_000, 'free text about the purpose'),
  ticket: personal(64, 'ticket that asked for it'),
  'target.app': plain(appId, 'app'),
  'target.session': plain(uuid, 'session'),
  'target.stream': plain(uuid, 'stream'),
  'target.replay': plain(
    uuid,
    'opened replay, which joins `replay.open`, `replay.read`, `replay.delivered` and `replay.close`',
  ),
  'target.note': plain(uuid, 'note on a replay'),
  'target.hold': plain(uuid, 'legal hold'),
  'target.from_ms': plain(count, 'begin of the range, milliseconds since 1970'),
  'target.to_ms': plain(count, 'end of the range, inclusive'),
  'target.from_index': plain(count, 'first segment'),
  'target.to_index': plain(count, 'last segment'),
  'target.key': plain(token, 'id of a key, of a passkey or of a service token, or SHA-256 of a public half'),
  'target.user': personal(256, 'person whom the event is about: added, let in, or searched for'),
  'target.roles': plain({ kind: 'words', words: userRoles, most: 4 }, 'roles that the person got'),
  'target.apps': plain(
    { kind: 'ids', pattern: appId.pattern, most: 64 },
    'apps that the person became a member of',
  ),
  'target.purposes': plain(
    { kind: 'words', words: purposesOfUse, most: purposesOfUse.length },
    'purposes that a service token may state',
  ),
  'target.until_ms': plain(count, 'when a grant ends, milliseconds since 1970'),
  'target.scope': plain(
    grantScope,
    'what a grant is for: `app`, `session`, `page:` with a pattern of page templates, `label:` with a tag',
  ),
  'target.root': plain(hash, 'root of the audit log (RFC 6962) with every leaf up to `target.to_index`'),
  'extent.duration_ms': plain(count, 'how long a grant is wanted for, milliseconds'),
  grant: plain(uuid, 'grant that was asked for, decided about, or used to watch'),
  approver: personal(256, 'who approved the grant that was used'),
  'extent.replay_ms': plain(count, 'milliseconds of replay'),
  'extent.spans': plain(
    { kind: 'ids', pattern: /^\d{1,16}-\d{1,16}$/u, most: 64 },
    'what was played: from and to, both milliseconds since 1970',
  ),
  'extent.notes': plain(count, 'notes shown'),
  'extent.segments': plain(count, 'segments'),
  'extent.bytes': plain(count, 'bytes'),
  'extent.sessions': plain(count, 'sessions shown'),
  'extent.events': plain(count, 'audit events'),
  'extent.values': plain(count, 'clear values erased'),
  'extent.objects': plain(count, 'objects'),
  'extent.requests': plain(count, 'requests'),
  'extent.unrecorded': plain(count, 'refusals since the last recorded one that went beyond the bound'),
  'extent.findings': plain(count, 'findings of the sentinel'),
  'extent.streams': plain(count, 'streams forgotten'),
  'extent.held': plain(count, 'sessions that a legal hold kept'),
  'extent.busy': plain(count, 'sessions that were being read'),
  rule_set_version: plain(hash, 'rule set that was applied or published'),
  'change.setting': plain({ kind: 'word', words: auditSettings }, 'what was changed'),
  'change.from': plain(token, 'value before'),
  'change.to': plain(token, 'value from now on'),
  cause: plain(
    { kind: 'word', words: auditCauses },
    'why a browser session ended, why a session was quarantined, or what a change or a review came to',
  ),
  filters: plain(
    { kind: 'words', words: auditFilters, most: auditFilters.length },
    'names of the filters that were used, never their values',
  ),
  verdict: plain({ kind: 'word', words: auditVerdicts }, 'what the verification found'),
}
