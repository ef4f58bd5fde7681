// Audit actions of the class "recordings" (design.md §7): what happened to streams and their objects.
import type { AuditActionSpec } from './action-spec.ts'
import { recording } from './field-groups.ts'
import { type RetentionAction, retentionActions } from './retention-actions.ts'

/** Actions of the class "recordings". */
export type RecordingsAction =
  | 'index.open'
  | 'quarantine.begin'
  | 'quarantine.release'
  | 'quarantine.accept'
  | 'order.propose'
  | 'order.confirm'
  | 'order.refuse'
  | 'hold.place'
  | 'hold.lift'
  | 'deletion.certify'
  | 'recording.redact'
  | 'stream.shred'
  | 'object.sweep'
  | 'ingest.equivocation'
  | 'ingest.report'
  | RetentionAction

/** What the catalogue says of them. */
export const recordingsActions: Readonly<Record<RecordingsAction, AuditActionSpec>> = {
  'index.open': {
    meaning:
      'The worker opens the segments of a stream as they come: the sentinel looks through them, and what is searched by is taken from them. Nobody sees them. It is the record of the use of the key, once for as long as a worker keeps it.',
    committed: 'Before the key is unwrapped.',
    by: ['worker'],
    fields: recording,
    outcomes: ['success'],
    denyReasons: [],
  },
  'quarantine.begin': {
    meaning:
      'A session was quarantined: from here on nobody but a privacy officer may watch it. `cause`: the sentinel found what looks like an identifier (`extent.findings` says how many new places), or nobody published the rule set or the manifest that the session was recorded under.',
    committed:
      'In one transaction with the quarantine, which holds the session: each read of it was committed before, or is refused.',
    by: ['worker'],
    fields: [...recording, 'cause', 'extent.findings'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'quarantine.release': {
    meaning:
      'A privacy officer ended the quarantine of a session: who may watch sessions of its app may watch it. `note` is the reason.',
    committed: 'In one transaction with the release. A refusal before it is answered.',
    by: ['viewer'],
    fields: ['note', 'ticket', 'target.app', 'target.session', 'extent.findings'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'not_quarantined'],
  },
  'quarantine.accept': {
    meaning:
      'A privacy officer said with a release that the same finding need not quarantine again: the same detector at the same element of the same app, recorded under the same rule set. `extent.findings` says how many.',
    committed: 'In one transaction with the release.',
    by: ['viewer'],
    fields: ['target.app', 'target.session', 'extent.findings'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'order.propose': {
    meaning:
      'A privacy officer proposed to redact or to shred a session (`cause`), or without a session to shred those of an app, a time or a subject (`target.user`); nothing happens to them yet. `note` is the reason, `rule_set_version` of a redaction the hash of what is to be taken away.',
    committed: 'In one transaction with the order. A refusal before it is answered.',
    by: ['viewer'],
    fields: [
      'note',
      'ticket',
      'target.app',
      'target.session',
      'target.from_ms',
      'target.to_ms',
      'target.user',
      'cause',
      'rule_set_version',
    ],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'not_quarantined', 'shredded', 'held', 'conflict'],
  },
  'order.confirm': {
    meaning:
      'A privacy officer confirmed an order: the worker carries it out. It is another person than the one who proposed it, unless the deployment lets one officer shred alone. Tombstones of a shred name this event.',
    committed: 'In one transaction with the confirmation. A refusal before it is answered.',
    by: ['viewer'],
    fields: [
      'note',
      'target.app',
      'target.session',
      'target.from_ms',
      'target.to_ms',
      'cause',
      'rule_set_version',
    ],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'held', 'same_person', 'conflict'],
  },
  'order.refuse': {
    meaning: 'A privacy officer refused an order, or took their own back: nothing happens to the session.',
    committed: 'In one transaction with the refusal.',
    by: ['viewer'],
    fields: [
      'note',
      'target.app',
      'target.session',
      'target.from_ms',
      'target.to_ms',
      'cause',
      'rule_set_version',
    ],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'conflict'],
  },
  'hold.place': {
    meaning:
      'A privacy officer placed a legal hold on a session, on an app, on the sessions of a subject (`target.user`), or on those of an app with something in a time: nothing of them is redacted, shredded or forgotten by a withdrawal until it is lifted. `note` is the reason, `ticket` the authority or matter.',
    committed: 'In one transaction with the hold: what is destroyed was destroyed before it.',
    by: ['viewer'],
    fields: [
      'note',
      'ticket',
      'target.hold',
      'target.user',
      'target.app',
      'target.session',
      'target.from_ms',
      'target.to_ms',
    ],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'shredded'],
  },
  'hold.lift': {
    meaning:
      'A privacy officer ended a legal hold. What waited for it goes on: withdrawals are carried through, orders can be proposed. `note` is the reason.',
    committed: 'In one transaction with the end of the hold. A refusal before it is answered.',
    by: ['viewer'],
    fields: [
      'note',
      'ticket',
      'target.hold',
      'target.app',
      'target.session',
      'target.from_ms',
      'target.to_ms',
    ],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'conflict'],
  },
  'deletion.certify': {
    meaning:
      'The certificate of the forgotten streams of a session, or of an order, was issued: their tombstones with proofs, what was destroyed, and what had left before. `extent.requests` says how many streams.',
    committed: 'Before it is answered.',
    by: ['viewer'],
    fields: ['target.app', 'target.session', 'extent.requests'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
  'recording.redact': {
    meaning:
      'The worker opens a stream whole, by order of two privacy officers, to seal it anew without what had to go. It is the record of the use of the key. `rule_set_version` is the hash of the rules that it is redacted by; the header of what comes of it names this event.',
    committed: 'Before the key is unwrapped.',
    by: ['worker'],
    fields: [...recording, 'target.from_index', 'target.to_index', 'extent.segments', 'rule_set_version'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'stream.shred': {
    meaning:
      'The key of a stream was destroyed (`purpose`): because consent was withdrawn, because privacy officers ordered it, because it was kept for as long as the rules of retention say, or because a redacted stream has taken its place. `denied`: withdrawals whose token is that of no stream of their session, counted.',
    committed:
      'In one transaction with the destruction of the key and the tombstone leaf of the recordings log. Of unproven withdrawals one event a round of the worker.',
    by: ['worker'],
    fields: ['purpose', ...recording, 'extent.requests'],
    outcomes: ['success', 'denied'],
    denyReasons: ['unproven'],
  },
  'object.sweep': {
    meaning:
      'Objects that no batch of the database and no leaf names are removed: an ingest process that died left them, and nobody has a receipt for what is in them.',
    committed: 'Before the first of them is removed; it says how many at most.',
    by: ['worker'],
    fields: ['extent.objects'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'ingest.equivocation': {
    meaning: 'Ingest was sent two different segments under one index of a stream, and refused the second.',
    committed:
      'After the refusal, by the worker: ingest itself can write to no log and leaves a report, which is taken out in the same transaction.',
    by: ['worker'],
    fields: ['target.app', 'target.stream', 'target.from_index', 'target.to_index'],
    outcomes: ['denied'],
    denyReasons: ['conflict'],
  },
  'ingest.report': {
    meaning: 'Ingest left a report of a kind that the worker does not know.',
    committed: 'As `ingest.equivocation`.',
    by: ['worker'],
    fields: ['target.app', 'target.stream', 'target.from_index', 'target.to_index'],
    outcomes: ['denied'],
    denyReasons: ['conflict'],
  },
  ...retentionActions,
}
