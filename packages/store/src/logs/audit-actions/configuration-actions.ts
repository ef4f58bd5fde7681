// Audit actions of the class "configuration" (design.md §7): what was changed about the deployment, its keys and its people.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions of the class "configuration". */
export type ConfigurationAction =
  | 'configuration.change'
  | 'configuration.view'
  | 'rules.view'
  | 'rules.decide'
  | 'key.create'
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
