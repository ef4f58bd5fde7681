// Audit actions of the class "access" (design.md §7): who saw sessions and opened recordings.
import type { AuditDenyReason } from '../audit-fields.ts'
import type { AuditActionSpec } from './action-spec.ts'
import { played, range, reason, recording } from './field-groups.ts'

/** Actions of the class "access". */
export type AccessAction =
  | 'access.denied'
  | 'session.list'
  | 'session.view'
  | 'error.list'
  | 'search.list'
  | 'search.save'
  | 'search.remove'
  | 'quarantine.list'
  | 'quarantine.view'
  | 'replay.open'
  | 'replay.read'
  | 'replay.delivered'
  | 'replay.close'
  | 'stack.read'
  | 'note.read'
  | 'note.add'
  | 'note.remove'
  | 'recording.export'
  | 'consent.export'

// Of whoever may not watch the session.
const noteDenials: readonly AuditDenyReason[] = [
  'role_not_allowed',
  'not_a_member',
  'not_quarantined',
  'quarantined',
  'rules_not_approved',
  'grant_required',
  'grant_expired',
  'grant_revoked',
  'other_user',
  'replay_expired',
  'unknown_stream',
  'shredded',
  'not_found',
]

/** What the catalogue says of them. */
export const accessActions: Readonly<Record<AccessAction, AuditActionSpec>> = {
  'access.denied': {
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
    meaning: 'Someone saw a page of the list of sessions: metadata, no recording.',
    committed: 'Before the page leaves.',
    by: ['viewer'],
    fields: ['target.app', 'filters', 'extent.sessions'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member'],
  },
  'session.view': {
    meaning: 'Someone saw one session’s streams and segments: metadata, no recording.',
    committed: 'Before it leaves.',
    by: ['viewer'],
    fields: ['target.app', 'target.session'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member', 'not_found'],
  },
  'error.list': {
    meaning: 'Someone saw a page of the list of errors by group: names, masks and counts, no recording.',
    committed: 'Before the page leaves.',
    by: ['viewer'],
    fields: ['target.app', 'filters'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member'],
  },
  'search.list': {
    meaning: 'Someone saw the searches that they keep.',
    committed: 'Before they leave.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
  'search.save': {
    meaning:
      'Someone keeps a search under a name, for themselves or for everyone of an app. `filters` says by what it searches, never for what.',
    committed: 'Before it is kept.',
    by: ['viewer'],
    fields: ['target.app', 'filters'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member'],
  },
  'search.remove': {
    meaning: 'Someone keeps a search no longer.',
    committed: 'Before it is removed.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
  'quarantine.list': {
    meaning:
      'Someone saw a page of the list of quarantined sessions, or the trend of findings: metadata, no recording.',
    committed: 'Before the page leaves.',
    by: ['viewer'],
    fields: ['target.app', 'filters', 'extent.sessions'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
  'quarantine.view': {
    meaning:
      'Someone saw what the sentinel found in a session: detectors, elements and times, never the text.',
    committed: 'Before it leaves.',
    by: ['viewer'],
    fields: ['target.app', 'target.session', 'extent.findings'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
  'replay.open': {
    meaning: 'Someone opened a replay for a purpose. It shows nothing yet.',
    committed:
      'Before the replay exists. Where it then cannot be made, a second event with the outcome `error` says so.',
    by: ['viewer'],
    fields: [...reason, 'target.app', 'target.session', 'target.replay', 'grant', 'approver'],
    outcomes: ['success', 'denied', 'error'],
    denyReasons: [
      'role_not_allowed',
      'not_a_member',
      'not_quarantined',
      'quarantined',
      'rules_not_approved',
      'grant_required',
      'grant_expired',
      'grant_revoked',
      'shredded',
      'anchor_stale',
      'not_found',
    ],
  },
  'replay.read': {
    meaning:
      'A range of a stream was released to someone. It is the record of the use of the key: a data key is unwrapped, or taken from the cache, under this event and no other. The range is what was opened, the lead-in from the keyframe before it included.',
    committed:
      'Before any key is touched, in one transaction that holds the stream against a shred. A refusal before it is answered.',
    by: ['viewer'],
    fields: [
      'purpose',
      ...recording,
      'target.replay',
      ...range,
      ...played,
      'rule_set_version',
      'grant',
      'approver',
    ],
    outcomes: ['success', 'denied'],
    denyReasons: [
      'role_not_allowed',
      'not_a_member',
      'not_quarantined',
      'quarantined',
      'rules_not_approved',
      'grant_required',
      'grant_expired',
      'grant_revoked',
      'other_user',
      'replay_expired',
      'anchor_stale',
      'unknown_stream',
      'shredded',
      'empty_range',
      'not_checked_yet',
      'check_failed',
      'not_found',
    ],
  },
  'replay.delivered': {
    meaning:
      'What of a released range was written to the browser. `error`: it could not be opened, or broke off; the extent says how much had left.',
    committed:
      'After the last byte. It only narrows `replay.read`, which stands for everything that may have left.',
    by: ['viewer'],
    fields: ['purpose', ...recording, 'target.replay', ...range, ...played, 'rule_set_version'],
    outcomes: ['success', 'error'],
    denyReasons: [],
  },
  'replay.close': {
    meaning:
      'What of a stream was played, as the player reported it: at the end of a replay, and once a minute while it plays. Each event says what was played since the one before; a report never counts for more than was released to that replay.',
    committed:
      'When the report arrives. A browser that dies says nothing more: `replay.read` stands for all that may have been seen.',
    by: ['viewer'],
    fields: [
      'purpose',
      ...recording,
      'target.replay',
      'target.from_ms',
      'target.to_ms',
      'extent.replay_ms',
      'extent.spans',
    ],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'other_user'],
  },
  'stack.read': {
    meaning:
      'Someone saw the places in the app’s own source that an error’s stack came from, in a replay that they had opened. The source maps of the release say which.',
    committed: 'Before they leave.',
    by: ['viewer'],
    fields: ['purpose', ...recording, 'target.replay'],
    outcomes: ['success', 'denied'],
    denyReasons: noteDenials,
  },
  'note.read': {
    meaning: 'Someone saw the notes on a session, in a replay that they had opened.',
    committed: 'Before they leave.',
    by: ['viewer'],
    fields: ['purpose', ...recording, 'target.replay', 'extent.notes'],
    outcomes: ['success', 'denied'],
    denyReasons: noteDenials,
  },
  'note.add': {
    meaning:
      'Someone wrote a note at a moment of a replay. Its text stands in no log; one in which a detector finds an identifier is refused.',
    committed: 'With the note.',
    by: ['viewer'],
    fields: ['purpose', ...recording, 'target.replay', 'target.note', 'target.from_ms'],
    outcomes: ['success', 'denied'],
    denyReasons: [...noteDenials, 'identifier_found', 'too_many_notes'],
  },
  'note.remove': {
    meaning: 'Someone removed a note that they had written, or a privacy officer removed one.',
    committed: 'With the removal.',
    by: ['viewer'],
    fields: ['purpose', ...recording, 'target.replay', 'target.note'],
    outcomes: ['success', 'denied'],
    denyReasons: noteDenials,
  },
  'recording.export': {
    meaning:
      'A stream was exported: written to a file by `reseal export` at the machine, or sent by the viewer to a privacy officer or to a service that holds a service token (`target.key`). It is the record of the use of the key. What was exported is beyond any later shred.',
    committed:
      'Before its key is unwrapped, one event a stream. Where it then cannot be opened, a second event with the outcome `error` says so.',
    by: ['command', 'viewer'],
    fields: [...reason, ...recording, 'target.key', ...range, ...played, 'rule_set_version'],
    outcomes: ['success', 'denied', 'error'],
    denyReasons: [
      'shredded',
      'not_found',
      'role_not_allowed',
      'anchor_stale',
      'unknown_token',
      'token_expired',
      'token_revoked',
      'app_not_allowed',
      'purpose_not_allowed',
      'quarantined',
      'rules_not_approved',
      'not_checked_yet',
      'check_failed',
    ],
  },
  'consent.export': {
    meaning:
      'The consents that sessions were recorded on were written to a file: hashes of receipts, what the receipts say, and which were withdrawn. No recording.',
    committed: 'Before its first line.',
    by: ['viewer'],
    fields: ['target.app', 'filters'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
}
