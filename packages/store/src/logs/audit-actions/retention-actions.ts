// Audit actions of retention (design.md §5.10), of the class "recordings": its rules, its runs, and batches of which nothing is
// alive any more.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions of retention. */
export type RetentionAction =
  | 'retention.change'
  | 'retention.view'
  | 'retention.ask'
  | 'retention.start'
  | 'retention.run'
  | 'batch.remove'
  | 'batch.rewrite'

/** What the catalogue says of them. */
export const retentionActions: Readonly<Record<RetentionAction, AuditActionSpec>> = {
  'retention.change': {
    meaning:
      'Someone changed for how long sessions are kept: `change.to` is the hash of the rules, `change.from` that of those in force before. `cause`: `set` (in force at once, since nothing is kept for less time), `proposed` (something is: another privacy officer has to approve), `approved`, `refused`. `note` is the reason.',
    committed: 'In one transaction with the rules or the decision. A refusal before it is answered.',
    by: ['viewer', 'command'],
    fields: ['note', 'change.setting', 'change.from', 'change.to', 'cause'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'same_person', 'conflict'],
  },
  'retention.view': {
    meaning:
      'Someone saw the rules of retention, its runs, until when a session is kept, or what a run would forget now (`extent.sessions`).',
    committed: 'Before they leave.',
    by: ['viewer', 'command'],
    fields: ['target.app', 'target.session', 'extent.sessions'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
  'retention.ask': {
    meaning: 'Someone asked that the worker begin a run of retention now, and not with the day.',
    committed: 'Before the run can begin.',
    by: ['viewer', 'command'],
    fields: [],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
  'retention.start': {
    meaning:
      'A run of retention began, by the rules whose hash is `change.to`. Tombstones of streams that it forgets name this event.',
    committed: 'In one transaction with the beginning of the run; before anything is forgotten.',
    by: ['worker'],
    fields: ['change.setting', 'change.to'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'retention.run': {
    meaning:
      'A run of retention ended, begun with event `target.from_index`. `extent.sessions` and `extent.streams` were forgotten; `extent.held` sessions were due and are under a legal hold, `extent.busy` were being read, and are the next run’s.',
    committed: 'In one transaction with the end of the run.',
    by: ['worker'],
    fields: ['target.from_index', 'extent.sessions', 'extent.streams', 'extent.held', 'extent.busy'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'batch.remove': {
    meaning:
      'Batches of which every stream was forgotten are to be deleted: `extent.objects` of them, `extent.bytes` in all.',
    committed:
      'In one transaction with their removal leaves in the recordings log; objects go once those are anchored and the grace is over.',
    by: ['worker'],
    fields: ['extent.objects', 'extent.bytes'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'batch.rewrite': {
    meaning:
      'What was alive in `extent.objects` batches was copied, sealed as it is, into one new batch that is smaller by `extent.bytes`; the old ones are to be deleted.',
    committed:
      'In one transaction with the leaf of the new batch and the removal leaves of the old ones; objects go once those are anchored, the grace is over, and the new one was read back.',
    by: ['worker'],
    fields: ['extent.objects', 'extent.bytes'],
    outcomes: ['success'],
    denyReasons: [],
  },
}
