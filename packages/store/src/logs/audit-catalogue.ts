// The catalogue of audit events (design.md §7, §8): every action that the product can record, what it means, when it is
// committed, and all that its event may hold. The log takes nothing else; docs/audit-events.md is written from here.
import type { AuditDenyReason, AuditField, AuditOutcome } from './audit-fields.ts'

/** Everything that is audited. */
export const auditActions = [
  'user.sign_in',
  'user.sign_out',
  'user.log_off',
  'access.denied',
  'session.list',
  'session.view',
  'replay.open',
  'replay.read',
  'replay.delivered',
  'recording.export',
  'audit.read',
  'audit.export',
  'audit.erase',
  'log.verify',
  'stream.shred',
  'object.sweep',
  'ingest.equivocation',
  'ingest.report',
  'configuration.change',
  'key.create',
  'user.add',
  'user.link',
] as const

/** What was done. */
export type AuditAction = (typeof auditActions)[number]

/** Kinds of actions; who may see an event in the viewer goes by them. */
export const auditEventClasses = ['identity', 'access', 'audit', 'recordings', 'configuration'] as const

/** One kind. */
export type AuditEventClass = (typeof auditEventClasses)[number]

/** Which part of the product appends the event. */
export type AuditAppender = 'viewer' | 'worker' | 'command'

/** What the catalogue says of an action. */
export interface AuditActionSpec {
  readonly class: AuditEventClass
  readonly meaning: string
  /** When it is committed: before or after what. */
  readonly committed: string
  readonly by: readonly AuditAppender[]
  /** What its event may hold beside the fields of all events. */
  readonly fields: readonly AuditField[]
  readonly outcomes: readonly AuditOutcome[]
  readonly denyReasons: readonly AuditDenyReason[]
}

/** Fields that an event of any action may have. */
export const commonAuditFields: readonly AuditField[] = [
  'id',
  'action',
  'outcome',
  'deny_reason',
  'actor.issuer',
  'actor.subject',
  'actor.roles',
  'actor.method',
  'client.ip',
  'client.user_agent',
  'request_id',
  'trace_id',
]

const range: readonly AuditField[] = [
  'target.from_ms',
  'target.to_ms',
  'target.from_index',
  'target.to_index',
]
const played: readonly AuditField[] = ['extent.replay_ms', 'extent.segments', 'extent.bytes']
const recording: readonly AuditField[] = ['target.app', 'target.session', 'target.stream']
const reason: readonly AuditField[] = ['purpose', 'note', 'ticket']

/** The catalogue. */
export const auditCatalogue: Readonly<Record<AuditAction, AuditActionSpec>> = {
  'user.sign_in': {
    class: 'identity',
    meaning:
      'Someone signed in with a one-time link, or a link was refused. A refused link’s event names whose link it was, with the method `none`: nobody proved to be that person.',
    committed:
      'In one transaction with the spending of the link and the begin of the browser session: none of the three is without the others. A refusal before it is answered; of refusals ten a minute and client address and two hundred a minute in all are recorded, the others are answered `too_many_attempts`.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success', 'denied'],
    denyReasons: ['unknown_link', 'link_used', 'link_expired', 'user_disabled'],
  },
  'user.sign_out': {
    class: 'identity',
    meaning: 'Someone signed out.',
    committed:
      'In one transaction with the end of the browser session. Where the log cannot be written the session ends nevertheless: who leaves a shared machine is out.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success'],
    denyReasons: [],
  },
  'user.log_off': {
    class: 'identity',
    meaning:
      'A browser session ended without a sign-out: it was idle, it reached its end, another took its place in the same browser, or its user was disabled.',
    committed:
      'In one transaction with the removal of the session: when its cookie comes again, or when the next person signs in. A session over its time opens nothing in between.',
    by: ['viewer'],
    fields: ['cause'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'access.denied': {
    class: 'access',
    meaning:
      'A request was refused before it was known whose it was: nobody was signed in, or another site sent it. Refusals of people who are signed in are events of the action that they tried.',
    committed:
      'Before the refusal is answered. For each process ten a minute and client address and two hundred a minute in all are recorded; what goes beyond is answered and counted, and the next event says how many they were (`extent.unrecorded`).',
    by: ['viewer'],
    fields: ['extent.unrecorded'],
    outcomes: ['denied'],
    denyReasons: ['not_signed_in', 'cross_site'],
  },
  'session.list': {
    class: 'access',
    meaning: 'Someone saw a page of the list of sessions: metadata, no recording.',
    committed: 'Before the page leaves.',
    by: ['viewer'],
    fields: ['target.app', 'filters', 'extent.sessions'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member'],
  },
  'session.view': {
    class: 'access',
    meaning: 'Someone saw one session’s streams and segments: metadata, no recording.',
    committed: 'Before it leaves.',
    by: ['viewer'],
    fields: ['target.app', 'target.session'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member', 'not_found'],
  },
  'replay.open': {
    class: 'access',
    meaning: 'Someone opened a replay for a purpose. It shows nothing yet.',
    committed:
      'Before the replay exists. Where it then cannot be made, a second event with the outcome `error` says so.',
    by: ['viewer'],
    fields: [...reason, 'target.app', 'target.session', 'target.replay'],
    outcomes: ['success', 'denied', 'error'],
    denyReasons: [
      'role_not_allowed',
      'not_a_member',
      'not_quarantined',
      'shredded',
      'anchor_stale',
      'not_found',
    ],
  },
  'replay.read': {
    class: 'access',
    meaning:
      'A range of a stream was released to someone. It is the record of the use of the key: a data key is unwrapped, or taken from the cache, under this event and no other. The range is what was opened, the lead-in from the keyframe before it included.',
    committed:
      'Before any key is touched, in one transaction that holds the stream against a shred. A refusal before it is answered.',
    by: ['viewer'],
    fields: ['purpose', ...recording, 'target.replay', ...range, ...played, 'rule_set_version'],
    outcomes: ['success', 'denied'],
    denyReasons: [
      'role_not_allowed',
      'not_a_member',
      'not_quarantined',
      'other_user',
      'replay_expired',
      'anchor_stale',
      'unknown_stream',
      'shredded',
      'empty_range',
      'not_found',
    ],
  },
  'replay.delivered': {
    class: 'access',
    meaning:
      'What of a released range was written to the browser. `error`: it could not be opened, or broke off; the extent says how much had left.',
    committed:
      'After the last byte. It only narrows `replay.read`, which stands for everything that may have left.',
    by: ['viewer'],
    fields: ['purpose', ...recording, 'target.replay', ...range, ...played, 'rule_set_version'],
    outcomes: ['success', 'error'],
    denyReasons: [],
  },
  'recording.export': {
    class: 'access',
    meaning:
      'A stream was written to a file by `reseal export`. It is the record of the use of the key. What was exported is beyond any later shred.',
    committed:
      'Before its key is unwrapped, one event a stream. Where it then cannot be opened, a second event with the outcome `error` says so.',
    by: ['command'],
    fields: [...reason, ...recording, ...range, ...played, 'rule_set_version'],
    outcomes: ['success', 'denied', 'error'],
    denyReasons: ['shredded'],
  },
  'audit.read': {
    class: 'audit',
    meaning: 'Someone read the audit log, or took a receipt of an event.',
    committed: 'Before anything of it leaves.',
    by: ['viewer', 'command'],
    fields: ['filters', 'purpose', ...recording, ...range, 'target.key', 'target.user', 'extent.events'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
  'audit.export': {
    class: 'audit',
    meaning: 'The audit log, or a part of it, was written to a file.',
    committed: 'Before its first line; where everything is exported it is the last line itself.',
    by: ['viewer', 'command'],
    fields: ['filters', 'purpose', ...recording, ...range, 'target.key', 'target.user', 'extent.events'],
    outcomes: ['success', 'denied', 'error'],
    denyReasons: ['role_not_allowed'],
  },
  'audit.erase': {
    class: 'audit',
    meaning:
      'Clear values beside the log were erased with their salts: those of one person, who is not named, or those of single events. It says of how many events, and how many values.',
    committed: 'In one transaction with the erasure.',
    by: ['command'],
    fields: ['ticket', 'extent.events', 'extent.values'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'log.verify': {
    class: 'audit',
    meaning:
      'Someone verified the deployment with `reseal verify`. A copy that was verified elsewhere leaves no event.',
    committed:
      'After the verification, before its report is printed. A log that does not continue its anchor takes no event: then the report alone says so.',
    by: ['command'],
    fields: ['verdict'],
    outcomes: ['success', 'error'],
    denyReasons: [],
  },
  'stream.shred': {
    class: 'recordings',
    meaning:
      'The key of a stream was destroyed because consent was withdrawn. `denied`: withdrawals whose token is that of no stream of their session, counted.',
    committed:
      'In one transaction with the destruction of the key and the tombstone leaf of the recordings log. Of unproven withdrawals one event a round of the worker.',
    by: ['worker'],
    fields: ['purpose', ...recording, 'extent.requests'],
    outcomes: ['success', 'denied'],
    denyReasons: ['unproven'],
  },
  'object.sweep': {
    class: 'recordings',
    meaning:
      'Objects that no batch of the database and no leaf names are removed: an ingest process that died left them, and nobody has a receipt for what is in them.',
    committed: 'Before the first of them is removed; it says how many at most.',
    by: ['worker'],
    fields: ['extent.objects'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'ingest.equivocation': {
    class: 'recordings',
    meaning: 'Ingest was sent two different segments under one index of a stream, and refused the second.',
    committed:
      'After the refusal, by the worker: ingest itself can write to no log and leaves a report, which is taken out in the same transaction.',
    by: ['worker'],
    fields: ['target.app', 'target.stream', 'target.from_index', 'target.to_index'],
    outcomes: ['denied'],
    denyReasons: ['conflict'],
  },
  'ingest.report': {
    class: 'recordings',
    meaning: 'Ingest left a report of a kind that the worker does not know.',
    committed: 'As `ingest.equivocation`.',
    by: ['worker'],
    fields: ['target.app', 'target.stream', 'target.from_index', 'target.to_index'],
    outcomes: ['denied'],
    denyReasons: ['conflict'],
  },
  'configuration.change': {
    class: 'configuration',
    meaning:
      'Someone changed what the deployment does, or viewer or worker started with other settings than the last time. `change.setting` says what: `app` (registered), `app.command`, `app.limit`, `app.origins`, `app.parcels`, `rules` (published; `rule_set_version` is its hash), `database` (rebuilt by `reseal reindex`), `sink`, or `settings.viewer`, `settings.worker` with the hash of product version and settings before and now.',
    committed:
      'Before the change; of `app`, `database` and `settings.…` after it. Settings are looked at once a service has started, and again until the log takes the event.',
    by: ['command', 'viewer', 'worker'],
    fields: ['note', 'target.app', 'rule_set_version', 'change.setting', 'change.from', 'change.to'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'key.create': {
    class: 'configuration',
    meaning:
      'A key was made by `reseal init`: the sealing key, the key of receipts, or the key of checkpoints (`change.setting`).',
    committed: 'After the key file is written: the log begins after its own key.',
    by: ['command'],
    fields: ['target.key', 'change.setting'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'user.add': {
    class: 'configuration',
    meaning:
      'A user was created. `target.roles` and `target.apps` are what the user may do and where; the event’s own roles are those of whoever ran the command: none.',
    committed: 'Before the user exists.',
    by: ['command'],
    fields: ['target.user', 'target.roles', 'target.apps'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'user.link': {
    class: 'configuration',
    meaning: 'A one-time sign-in link was made for a user.',
    committed: 'Before the link exists.',
    by: ['command'],
    fields: ['target.user'],
    outcomes: ['success'],
    denyReasons: [],
  },
}

/** The actions of a class, in the catalogue's order. */
export function auditActionsOf(eventClass: AuditEventClass): readonly AuditAction[] {
  return auditActions.filter((action) => auditCatalogue[action].class === eventClass)
}
