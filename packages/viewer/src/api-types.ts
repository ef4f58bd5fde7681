// The JSON of the viewer's API, as types: the web app imports nothing else from the server.
import type { AuthenticationMethod, Role } from './access/actor.ts'
import type { Purpose } from './replays/purpose.ts'

/** Body of every error. `code` is a `ViewerErrorCode`. */
export interface ErrorReply {
  error: {
    code: string
    requestId: string
    /** Of a refused note: the kinds of identifiers that a detector found, never the text. */
    identifiers?: readonly string[]
  }
}

/** An app as its members see it. */
export interface AppReply {
  id: string
  name: string
}

/** How one can sign in here. */
export interface SignInWaysReply {
  /** The identity provider's button; null where there is none. */
  oidc: { label: string } | null
  passkeys: boolean
  /** One-time links: for a demo, and for the first sign-in. */
  links: boolean
}

/** Where the browser goes to. */
export interface ProviderReply {
  url: string
}

/** A browser in which someone is signed in. Times are ms since 1970. */
export interface SignInReply {
  id: string
  /** The one that asks. */
  isThis: boolean
  method: string
  /** Who vouches. */
  issuer: string
  amr: readonly string[]
  startedAtMs: number
  /** The last proof of who it is. */
  authenticatedAtMs: number
  lastUsedAtMs: number
  expiresAtMs: number
  ip: string | null
  userAgent: string | null
  /** In the list of everybody's. */
  user?: { id: string; name: string }
}

/** Sign-ins, the one used last first. */
export interface SignInListReply {
  signIns: readonly SignInReply[]
}

/** Who is signed in, and what the web app needs to start. */
export interface MeReply {
  user: { id: string; name: string; roles: readonly Role[] }
  /** How, and when they last proved who they are, ms since 1970. */
  signIn: { method: AuthenticationMethod; issuer: string; authenticatedAtMs: number }
  /** Apps whose sessions this person may list. */
  apps: readonly AppReply[]
  /** Origin of the replay frame. */
  replayOrigin: string
  /** Log-off after this time without a request. */
  idleMs: number
  /** When this browser session ends in any case, ms since 1970. */
  sessionExpiresAtMs: number
  purposes: readonly Purpose[]
  noteLimit: number
  /** Source of the regular expression that a whole ticket must match. */
  ticketPattern: string
}

/**
 * `open` while a stream may still grow; `shredded` when none of its streams can be opened any more, `withdrawn` where
 * that is because consent was withdrawn.
 */
export type SessionState = 'open' | 'closed' | 'shredded' | 'withdrawn'

/** One line of the sessions list: metadata, nothing recorded. Times are ms since 1970. */
export interface SessionSummary {
  id: string
  app: string
  startedAtMs: number
  endedAtMs: number
  durationMs: number
  streamCount: number
  segmentCount: number
  sizeBytes: number
  state: SessionState
  /** Only a privacy officer may watch it, until one has decided. */
  quarantined?: true
  /** Under a legal hold: nothing of it is redacted, shredded or forgotten. */
  held?: true
  /** What the indexer counted, those that are not zero; absent until it has been there. */
  counts?: SessionCounts
  release?: string
  /** Templates of its first pages. */
  pages?: readonly string[]
  /** How many pages there are. */
  pageCount?: number
  /** The worst of each web vital; milliseconds, of CLS a score. */
  vitals?: Readonly<Partial<Record<'LCP' | 'CLS' | 'INP' | 'TTFB' | 'FCP', SessionVital>>>
  /** How much happened in equal parts of its time, at most 24: 0 nothing, 99 the most. */
  activity?: readonly number[]
  /** Its errors by group, each with the moment of the first. */
  errors?: readonly SessionError[]
}

/** A web vital and how it is rated (web.dev). */
export interface SessionVital {
  value: number
  rating: 'good' | 'needs-improvement' | 'poor'
}

/** How often what happened in a session. */
export interface SessionCounts {
  errors?: number
  handledErrors?: number
  consoleErrors?: number
  failedRequests?: number
  slowRequests?: number
  rageClicks?: number
  deadClicks?: number
  errorClicks?: number
}

/** Errors of one group in a session. */
export interface SessionError {
  fingerprint: string
  name: string
  count: number
  /** ms since 1970. */
  firstMs: number
}

/** A page of sessions, newest first. */
export interface SessionListReply {
  sessions: readonly SessionSummary[]
  /** Given back as `cursor` for the next page; null at the end. */
  nextCursor: string | null
  /** How many sessions there are in the apps asked for; null where filters make that dear: the facets say it. */
  total: number | null
  /** Where a page ends because as many sessions were looked at as may be for one request: how far back. */
  lookedBackToMs?: number
  /** Of a list that is sorted otherwise than by time, which has one page: among how many, and whether these are all that match. */
  sorted?: { readonly among: number; readonly isAll: boolean }
}

/** How many sessions are new. */
export interface SessionNewsReply {
  /** At most 99. */
  count: number
}

/** A value that sessions can be filtered by, and how many of the counted have it. */
export interface FacetValueReply {
  field: string
  value: string
  count: number
}

/** What the newest sessions that match have, up to a thousand of them. */
export interface FacetsReply {
  sessionCount: number
  /** Whether that is all that match. */
  isComplete: boolean
  values: readonly FacetValueReply[]
}

/** A place in the app's own source, or as it was recorded where no source map knows it. Lines and columns count from 1. */
export interface ResolvedFrame {
  file: string
  line: number
  column: number
  name?: string
  /** Lines around the place, the first of them line `sourceFrom`; absent unless uploaded with the map. */
  source?: readonly string[]
  sourceFrom?: number
  /** Whether a map gave the place. */
  isResolved: boolean
}

/** Frames of a stack, in the order in which they were asked for. */
export interface StackReply {
  frames: readonly ResolvedFrame[]
}

/** Errors of one fingerprint. Times are ms since 1970. */
export interface ErrorGroupReply {
  app: string
  fingerprint: string
  name: string
  /** A mask, or a text that a rule declares. */
  message: string
  frames: readonly { source: number; line: number; column: number }[]
  /** The innermost place in the app's own source, where a source map of the release knows it. */
  place?: { file: string; line: number; column: number; name?: string }
  firstSeenMs: number
  lastSeenMs: number
  firstRelease?: string
  lastRelease?: string
  sessionCount: number
  eventCount: number
  /** Sessions of each of the last 14 days, UTC, today last. */
  trend: readonly number[]
}

/** A page of error groups, last seen first. */
export interface ErrorGroupListReply {
  groups: readonly ErrorGroupReply[]
  nextCursor: string | null
}

/** A search that a person keeps. */
export interface SavedSearchReply {
  id: string
  name: string
  /** Query of the list's address. */
  query: string
  /** App within which everyone sees it; absent where only the person does. */
  app?: string
  /** Whether it is the person's own. */
  isOwn: boolean
}

/** The searches that a person keeps. */
export interface SavedSearchesReply {
  searches: readonly SavedSearchReply[]
}

/** One sealed segment's place on the timeline. */
export interface SegmentReply {
  index: number
  startMs: number
  endMs: number
  keyframe: boolean
  sizeBytes: number
}

/** A stretch in which nothing was recorded, ms since 1970. */
export interface GapReply {
  fromMs: number
  toMs: number
}

/** One stream (a page load in a tab) of a session. */
export interface StreamReply {
  stream: string
  startedAtMs: number
  endedAtMs: number
  segmentCount: number
  /** The longest gaps within it, in order of time. */
  gaps: readonly GapReply[]
  /** Absent where the request asked for none: a player needs none, and a long session has thousands. */
  segments?: readonly SegmentReply[]
  /** SHA-256 (hex) of the consent receipt, from the stream's header; absent where it claims none. */
  consentHash?: string
}

/** A session with its streams: what a timeline draws before anything is opened. */
export interface SessionReply extends SessionSummary {
  /** When retention forgets it, unless a hold keeps it; absent where nothing expires. */
  keptUntilMs?: number
  /** Which rule says so. */
  keptBy?: 'deployment' | 'app' | 'label' | 'errors'
  streams: readonly StreamReply[]
  /** How much was recorded in equal parts of the session's time: 0 nothing, 99 the most. */
  activity: readonly number[]
  purposes: readonly Purpose[]
}

/** An opened replay: what later reads name. */
export interface ReplayReply {
  replayId: string
  expiresAtMs: number
}

/**
 * Last line of a range's NDJSON. `end` says that the range is complete; `error` that it broke off. Every line
 * before it is an event, which always has a numeric `type`; these two never have one.
 */
export type RangeTrailer = { end: RangeEnd } | ErrorReply

/** What a range held, and where the next one begins. */
export interface RangeEnd {
  fromMs: number
  toMs: number
  firstIndex: number
  lastIndex: number
  /** Given back as `fromIndex` to go on without a gap; null when the range reached what was asked for. */
  nextIndex: number | null
  /** Until when its last frame stands: the begin of the segment behind it, or its own end where there is none yet. */
  untilMs: number
  /** Whether no segment behind it has arrived. */
  isLast: boolean
}

/** A note at a moment of a replay. */
export interface NoteReply {
  id: string
  stream: string
  /** ms since 1970, by the page's clock. */
  atMs: number
  text: string
  /** Null where the person is no longer known. */
  author: string | null
  writtenAtMs: number
  /** Whether whoever asks may remove it. */
  removable: boolean
}

/** The notes on a session, by moment. */
export interface NoteListReply {
  notes: readonly NoteReply[]
}

/** An audit event as a reader sees it: the leaf joined with the personal fields that are not yet erased. */
export interface AuditEventReply {
  /** Leaf index in the audit log. */
  index: number
  id: string
  timeMs: number
  action: string
  outcome: 'success' | 'denied' | 'error'
  denyReason?: string
  actor: { issuer: string; subject: string | null; roles: readonly string[]; method: string }
  client: { ip: string | null; userAgent: string | null }
  purpose?: string
  /** Absent also where it was erased, as is `ticket`. */
  note?: string
  ticket?: string
  target?: {
    app?: string
    session?: string
    stream?: string
    replay?: string
    note?: string
    /** The range that was served, keyframe lead-in included, ms since 1970. */
    fromMs?: number
    toMs?: number
    fromIndex?: number
    toIndex?: number
    key?: string
    /** Whom it was about or asked for; absent also where it was erased. */
    user?: string
  }
  extent?: {
    replayMs?: number
    /** What was played: `from-to`, both ms since 1970. */
    spans?: readonly string[]
    notes?: number
    segments?: number
    bytes?: number
    sessions?: number
    events?: number
    values?: number
    objects?: number
    requests?: number
    unrecorded?: number
    findings?: number
  }
  /** SHA-256 (hex) of the published rule set that was applied, or published. */
  ruleSetVersion?: string
  requestId?: string
  /** Names of the conditions of a question. */
  filters?: readonly string[]
  change?: { setting: string; from?: string; to?: string }
  cause?: string
  verdict?: string
  /** Grant that was asked for, decided about, or used; and who approved it. */
  grant?: string
  approver?: string
  /** Whether the newest anchored checkpoint covers the leaf. */
  anchored: boolean
}

/** A page of audit events, newest first. */
export interface AuditListReply {
  events: readonly AuditEventReply[]
  /** Given back as `before` for the next page; null at the end. */
  nextBefore: number | null
  /** Size of the log when it was read. */
  size: number
}

/** What one person did with a session. */
export interface SessionAccessReply {
  session: string
  app: string | null
  issuer: string
  /** Null where the name was erased: then one replay counts as one person. */
  subject: string | null
  roles: readonly string[]
  firstMs: number
  lastMs: number
  /** Counts of events. */
  views: number
  opens: number
  exports: number
  denied: number
  /** How much was opened for them, lead-ins from keyframes included. */
  releasedMs: number
  /** How much of that their players said was played. */
  playedMs: number
  /** Where that lies, both ends included, milliseconds since 1970. */
  released: readonly { stream: string; fromMs: number; toMs: number }[]
  played: readonly { stream: string; fromMs: number; toMs: number }[]
  /** Leaves of the events, ascending. */
  leaves: readonly number[]
  purposes: readonly string[]
  tickets: readonly string[]
}

/** Who saw sessions, the earliest access first, within what the reader may see. */
export interface WhoSawReply {
  /** Where it was asked about one session. */
  session?: string
  /** Where it was asked about sessions. */
  sessions?: readonly string[]
  /** Whether there was more than is told; then the newest is missing. */
  isPartial: boolean
  accesses: readonly SessionAccessReply[]
}

/** How far a log is anchored. */
export interface LogIntegrity {
  /** Leaves in the database. */
  size: number
  /** Leaves under the newest anchored checkpoint. */
  anchoredSize: number
  /** Age of the newest checkpoint, null before the first. */
  anchorAgeMs: number | null
  /** How long the oldest leaf above it has been waiting; 0 when none is. */
  unanchoredForMs: number
}

/** An anchor place beyond the first, and what it lacks. */
export interface AnchorPlaceReply {
  place: 'folder' | 's3' | 'sink'
  /** Whether a leaf counts as anchored only once this place has its checkpoint. */
  isRequired: boolean
  /** Leaves of both logs that it has no checkpoint of. */
  missingCount: number
}

/** How anchoring goes. */
export interface AnchoringReply {
  /** Replays stop once an audit event has waited so long for its checkpoint. */
  maxAgeMs: number
  /** Nothing is released before its audit event is anchored. */
  isStrict: boolean
  places: AnchorPlaceReply[]
  /** Anchored objects that the last inspection of the buckets' versions found deleted or overwritten. */
  alteredCount: number
}

/** State of both logs. */
export interface IntegrityReply {
  logs: { audit: LogIntegrity; recordings: LogIntegrity }
  anchoring: AnchoringReply
  lastVerification?: { atMs: number; ok: boolean }
}

/** A passkey as an authenticator is told of it (WebAuthn Level 3, PublicKeyCredentialDescriptorJSON). */
export interface PasskeyDescriptorReply {
  type: 'public-key'
  /** Base64url. */
  id: string
  transports: string[]
}

/** What a browser hands to `navigator.credentials.create` (PublicKeyCredentialCreationOptionsJSON). */
export interface PasskeyCreationReply {
  publicKey: {
    rp: { id: string; name: string }
    user: { id: string; name: string; displayName: string }
    challenge: string
    pubKeyCredParams: readonly { type: 'public-key'; alg: number }[]
    timeout: number
    excludeCredentials: readonly PasskeyDescriptorReply[]
    authenticatorSelection: {
      residentKey: 'required'
      requireResidentKey: true
      userVerification: 'required'
    }
    attestation: 'none'
  }
}

/** The same for an invitation, and whose it is. */
export interface InvitedReply extends PasskeyCreationReply {
  name: string
  expiresAtMs: number
}

/** What a browser hands to `navigator.credentials.get` (PublicKeyCredentialRequestOptionsJSON). */
export interface PasskeyRequestReply {
  publicKey: {
    rpId: string
    challenge: string
    timeout: number
    allowCredentials: readonly PasskeyDescriptorReply[]
    userVerification: 'required'
  }
}

/** One of one's own passkeys. Times are ms since 1970. */
export interface PasskeyReply {
  id: string
  name: string
  createdAtMs: number
  /** Null where it was never used. */
  lastUsedAtMs: number | null
  /** Whether its provider may copy it to other devices. */
  synced: boolean
}

/** One's own passkeys, by creation. */
export interface PasskeysReply {
  /**
   * Why there can be none: the viewer is reached under an address instead of a name, or an identity provider signs the
   * person in. Null where nothing stands against them.
   */
  unavailable: 'address' | 'provider' | null
  passkeys: readonly PasskeyReply[]
}

/** An invitation just made: shown once. */
export interface InvitationReply {
  url: string
  expiresAtMs: number
  /** Passkeys of the person that it ended. */
  removedPasskeys: number
}

/** A session that is or was quarantined. */
export interface QuarantineSummary {
  session: string
  app: string
  state: 'quarantined' | 'released' | 'redacted' | 'shredded'
  cause: 'finding' | 'unknown-rule-set' | 'unknown-manifest'
  beganAtMs: number
  decidedAtMs?: number
  /** How many places each detector found something in, the most first. */
  detectors: readonly { detector: string; count: number }[]
  /** Of those how many have more than the shape: a check digit, or a word beside it. */
  sureCount: number
  /** Releases that they were found in. */
  releases: readonly string[]
}

/** A page of quarantines, newest first. */
export interface QuarantineListReply {
  quarantines: readonly QuarantineSummary[]
  /** Given back as `cursor` for the next page; null at the end. */
  nextCursor: string | null
}

/** Where something was found: never what. */
export interface FindingReply {
  stream: string
  segmentIndex: number
  eventIndex: number
  timeMs: number
  detector: string
  confidence: 'high' | 'low'
  place:
    | 'text'
    | 'field'
    | 'attribute'
    | 'title'
    | 'address'
    | 'style'
    | 'console'
    | 'error'
    | 'network'
    | 'signal'
    | 'other'
  /** Tag names and positions, or members of an event. */
  path: string
  /** A privacy officer had said before that it need not alarm. */
  accepted: boolean
  /** SHA-256 (hex) of the rule set it was recorded under. */
  ruleSetHash: string
  release?: string
  /** A mask rule that would have kept it out. */
  proposedRule?: { id: string; selector: string }
  /** Where no mask rule can: the list of the rule set that let it through, and the rule's id where it is known. */
  narrow?: { list: string; id?: string }
}

/** A quarantine with what was found. */
export interface QuarantineReply extends QuarantineSummary {
  /** When the session began. */
  startedAtMs: number
  findings: readonly FindingReply[]
}

/** Findings by app, release and week, the newest week first. */
export interface FindingTrendReply {
  weeks: readonly {
    app: string
    release?: string
    /** Monday (UTC), 2026-11-23. */
    week: string
    findingCount: number
    sessionCount: number
  }[]
}

/** Where a grant is in its life. */
export type GrantState = 'waiting' | 'lapsed' | 'denied' | 'live' | 'expired' | 'revoked'

/** What a grant is for. */
export type GrantScopeReply =
  | { readonly kind: 'app' }
  | { readonly kind: 'page' | 'label' | 'session'; readonly value: string }

/** Someone's part in a grant; the name is null where the person was erased. */
export interface GrantStepReply {
  by: string | null
  atMs: number
}

/** A grant, or the request for one. */
export interface GrantReply {
  id: string
  kind: 'request' | 'break-glass'
  /** Null where the person was erased. */
  person: string | null
  isOwn: boolean
  app: string
  scope: GrantScopeReply
  reason: string
  durationMs: number
  requestedAtMs: number
  /** Until then it can be decided; of break-glass, until then it has to be reviewed. */
  dueAtMs: number
  state: GrantState
  fromMs?: number
  untilMs?: number
  decided?: GrantStepReply
  revoked?: GrantStepReply
  reviewed?: GrantStepReply & { verdict: 'justified' | 'unjustified' }
}

/** Grants, the newest first. */
export interface GrantListReply {
  grants: readonly GrantReply[]
}

/** A service token, without the token. Times are ms since 1970. */
export interface ServiceTokenReply {
  id: string
  name: string
  /** Apps whose sessions it exports. */
  apps: readonly string[]
  purposes: readonly Purpose[]
  /** Name of the person who answers for it. */
  createdBy: string
  createdAtMs: number
  expiresAtMs: number
  /** Null where it was never used. */
  lastUsedAtMs: number | null
  state: 'usable' | 'expired' | 'revoked'
}

/** A service token just made: the token is shown this once. */
export interface NewServiceTokenReply extends ServiceTokenReply {
  token: string
}

/** All service tokens, newest first. */
export interface ServiceTokensReply {
  tokens: readonly ServiceTokenReply[]
}

/** A user as an admin sees them. */
export interface PersonReply {
  id: string
  name: string
  roles: readonly ('engineer' | 'privacy-officer' | 'auditor' | 'admin')[]
  apps: readonly string[]
  /** May not sign in. */
  disabled: boolean
  /** Whether it is the reader: nobody changes their own rights. */
  isOwn: boolean
  /** Where notifications go. */
  email?: string
}

/** Users, by name, and the apps that they may be members of. */
export interface PersonListReply {
  people: readonly PersonReply[]
  apps: readonly string[]
}

/** Where the review of a week is. */
export type ReviewState = 'running' | 'waiting' | 'overdue' | 'signed'

/** Who signed a week off; the name is null where the person was erased. */
export interface SignedReply {
  by: string | null
  atMs: number
}

/** Weeks, the newest first. */
export interface ReviewListReply {
  weeks: readonly {
    /** Its Monday, 2026-11-23 (UTC). */
    week: string
    state: ReviewState
    dueAtMs: number
    signed?: SignedReply
  }[]
}

/** What one person did in one app. */
export interface ReviewEntryReply {
  issuer: string
  /** Null where the name was erased. */
  person: string | null
  roles: readonly string[]
  /** Null where a refused request named a session that is not there. */
  app: string | null
  flags: readonly ('break-glass' | 'denied-burst' | 'volume' | 'first-time' | 'off-hours')[]
  sessionCount: number
  /** Sessions in the busiest of the eight weeks before. */
  usualCount: number
  opens: number
  exports: number
  denied: number
  releasedMs: number
  firstMs: number
  lastMs: number
  purposes: readonly string[]
  sessions: readonly {
    session: string
    opens: number
    exports: number
    denied: number
    releasedMs: number
    firstMs: number
  }[]
}

/** Who watched what in a week, flagged first. */
export interface ReviewReply {
  week: string
  /** From, inclusive, to, exclusive. */
  fromMs: number
  toMs: number
  /** Leaves of the audit log. */
  fromIndex: number
  toIndex: number
  state: ReviewState
  dueAtMs: number
  entries: readonly ReviewEntryReply[]
  /** With the root of the log that was signed, hex. */
  signed?: SignedReply & { root: string }
}
