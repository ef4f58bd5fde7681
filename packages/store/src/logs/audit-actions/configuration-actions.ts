// Audit actions of the class "configuration" (design.md §7): what was changed about the deployment, its keys and its people.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions of the class "configuration". */
export type ConfigurationAction =
  | 'configuration.change'
  | 'configuration.view'
  | 'rules.view'
  | 'rules.decide'
  | 'key.create'
  | 'key.rotate'
  | 'key.retire_request'
  | 'key.retire_approve'
  | 'key.retire_refuse'
  | 'key.retire'
  | 'user.add'
  | 'user.link'

/** What the catalogue says of them. */
export const configurationActions: Readonly<Record<ConfigurationAction, AuditActionSpec>> = {
  'configuration.change': {
    meaning:
      'Someone changed what the deployment does, or viewer or worker started with other settings than the last time. `change.setting` says what: `app` (registered), `app.command`, `app.grants` (whether its engineers need one), `app.limit`, `app.origins` (from the viewer one event for each origin that came or went), `app.parcels`, `app.sealing-key` (that its pages are given), `rules` (published; `rule_set_version` is its hash, `change.from` the hash of the set that it was compared with, `change.to` whether it is in force or waits for approval), `rules.accept` (whether rules that nobody published are taken), `manifest` (of a release, published; `rule_set_version` is its hash), `database` (rebuilt by `reseal reindex`), `sink`, `sourcemaps` (of a release, uploaded; `change.to` is the hash of their names and hashes), or `settings.viewer`, `settings.worker` with the hash of product version and settings before and now.',
    committed:
      'Before the change; of `app`, `database` and `settings.…` after it. Settings are looked at once a service has started, and again until the log takes the event.',
    by: ['command', 'viewer', 'worker'],
    fields: ['note', 'target.app', 'rule_set_version', 'change.setting', 'change.from', 'change.to'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'name_taken'],
  },
  'configuration.view': {
    meaning:
      'An admin saw the apps with their settings, the sealing keys with what is sealed to them, or what a test of the identity provider found.',
    committed: 'Before they leave.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
  'rules.view': {
    meaning: 'Someone saw the rule sets and manifests that were published.',
    committed: 'Before they leave.',
    by: ['viewer'],
    fields: ['target.app'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
  'rules.decide': {
    meaning:
      'A privacy officer approved or refused (`change.to`) a rule set that shows more than the one in force (`change.from`, its hash). `note` is the reason. Whoever published a set cannot approve it.',
    committed: 'In one transaction with the decision. A refusal before it is answered.',
    by: ['viewer'],
    fields: ['note', 'target.app', 'rule_set_version', 'change.setting', 'change.from', 'change.to'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'same_person', 'conflict'],
  },
  'key.create': {
    meaning:
      'A key was made by `reseal init`: the sealing key, the key of receipts, or the key of checkpoints (`change.setting`).',
    committed: 'After the key file is written: the log begins after its own key.',
    by: ['command'],
    fields: ['target.key', 'change.setting'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'key.rotate': {
    meaning:
      'An app was given another sealing key (`target.key`, in place of `change.from`) by `reseal keys rotate`. The one before stays accepted: pages that still have it may record, and what is sealed under it opens.',
    committed: 'In one transaction with the change, after the key exists.',
    by: ['command'],
    fields: ['target.app', 'target.key', 'change.setting', 'change.from', 'change.to'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'key.retire_request': {
    meaning:
      'Someone asked that a sealing key be retired: from the command line, or an admin in the viewer. `cause` is `shred` where the streams that live under it are to be shredded first. Nothing happens to the key yet. `note` is the reason.',
    committed: 'In one transaction with the request. A refusal before it is answered.',
    by: ['command', 'viewer'],
    fields: ['note', 'target.key', 'cause'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'conflict', 'key_in_use', 'key_needed'],
  },
  'key.retire_approve': {
    meaning:
      'A privacy officer approved that a sealing key be retired; it is another person than the one who asked. From here on ingest takes no new stream under it. Where `cause` is `shred`, the worker shreds the streams that live under it, but those under a legal hold; their tombstones name this event.',
    committed: 'In one transaction with the approval. A refusal before it is answered.',
    by: ['viewer'],
    fields: ['note', 'target.key', 'cause'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'same_person', 'conflict', 'key_in_use', 'key_needed'],
  },
  'key.retire_refuse': {
    meaning:
      'A privacy officer refused that a sealing key be retired, or whoever asked took it back: nothing happens to the key.',
    committed: 'In one transaction with the refusal.',
    by: ['viewer'],
    fields: ['note', 'target.key', 'cause'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'conflict'],
  },
  'key.retire': {
    meaning:
      'A sealing key is retired, for good: nothing lives under it, ingest takes nothing under it, and whoever asks to open what was sealed to it is refused.',
    committed:
      'In one transaction with its end: with the approval where nothing lived under it, else with what the worker saw after the last stream was shredded.',
    by: ['viewer', 'worker'],
    fields: ['target.key', 'cause'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'user.add': {
    meaning:
      'A user was created. `target.roles` and `target.apps` are what the user may do and where; the event’s own roles are those of whoever ran the command: none.',
    committed: 'Before the user exists.',
    by: ['command'],
    fields: ['target.user', 'target.roles', 'target.apps'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'user.link': {
    meaning: 'A one-time sign-in link was made for a user.',
    committed: 'Before the link exists.',
    by: ['command'],
    fields: ['target.user'],
    outcomes: ['success'],
    denyReasons: [],
  },
}
