// What each route of the viewer, command and step of the worker leaves in the audit log, or why nothing. One that is
// missing here fails the test beside.
import type { AuditAction } from '@reseal/store'
import type { StepName } from '@reseal/worker'

/** Actions of its events, or the reason why there are none. */
export type Coverage = readonly [AuditAction, ...AuditAction[]] | string

/** Routes of the viewer's origin. */
export const routeCoverage: Readonly<Record<string, Coverage>> = {
  'post /api/sign-in': ['user.sign_in', 'user.log_off'],
  'get /api/sign-in/ways': 'which ways there are to sign in, for anyone',
  'post /api/sign-in/oidc':
    'it sends the browser to the identity provider; what comes of that is an event of the callback’s',
  'get /api/sign-in/oidc/callback': ['user.sign_in', 'user.step_up', 'user.provision', 'user.log_off'],
  'post /api/step-up/oidc': ['user.step_up'],
  'post /api/step-up/link': ['user.step_up', 'user.sign_in'],
  'get /api/sign-ins': 'it shows a person where they are signed in themselves',
  'get /api/sign-ins/all': ['sign_in.list'],
  'post /api/sign-ins/:id/revoke': ['user.log_off'],
  'post /api/sign-out': ['user.sign_out'],
  'post /api/sign-in/passkey/challenge': ['user.sign_in'],
  'post /api/sign-in/passkey': ['user.sign_in', 'user.log_off'],
  'post /api/invitation/challenge': ['passkey.add'],
  'post /api/invitation': ['passkey.add', 'user.sign_in', 'user.log_off'],
  'get /api/passkeys': 'it shows a person their own passkeys',
  'post /api/passkeys/challenge': ['passkey.add'],
  'post /api/passkeys': ['passkey.add'],
  'post /api/passkeys/:id/name': ['passkey.rename'],
  'post /api/passkeys/:id/remove': ['passkey.remove'],
  'post /api/step-up/passkey/challenge': ['user.step_up'],
  'post /api/step-up/passkey': ['user.step_up'],
  'post /api/users/:id/invitations': ['passkey.invite', 'passkey.remove', 'user.log_off'],
  'get /api/service-tokens': 'names, scopes and times of tokens, for those who revoke them; never a token',
  'post /api/service-tokens': ['token.create'],
  'post /api/service-tokens/:id/revoke': ['token.revoke'],
  'get /api/sessions/:id/export': ['recording.export'],
  'get /api/me': 'it shows who is signed in, to that person; the sign-in was recorded',
  'get /api/sessions': ['session.list'],
  'get /api/sessions/:id': ['session.view'],
  'post /api/sessions/:id/replays': ['replay.open'],
  'get /api/replays/:replayId/streams/:stream/events': ['replay.read', 'replay.delivered'],
  'get /api/quarantines': ['quarantine.list'],
  'get /api/quarantines/trend': ['quarantine.list'],
  'get /api/quarantines/:id': ['quarantine.view'],
  'post /api/quarantines/:id/release': ['quarantine.release', 'quarantine.accept'],
  'post /api/replays/:replayId/played': ['replay.close'],
  'get /api/replays/:replayId/notes': ['note.read'],
  'post /api/replays/:replayId/notes': ['note.add'],
  'post /api/replays/:replayId/notes/:note/remove': ['note.remove'],
  'get /api/audit': ['audit.read'],
  'get /api/audit/who-saw': ['audit.read'],
  'get /api/audit/export': ['audit.export'],
  'get /api/audit/:index/receipt': ['audit.read'],
  'get /api/streams/:stream/receipt': ['audit.read'],
  'get /api/integrity':
    'sizes and ages of both logs, and the result of the last verification, for anyone signed in',
  'get /healthz': 'health: no data',
  'get /readyz': 'health: no data',
  'get /health': 'health: no data',
  'get /*': 'files of the web app: no data',
}

/** Commands of `reseal`. */
export const commandCoverage: Readonly<Record<string, Coverage>> = {
  demo: ['key.create', 'configuration.change', 'user.add', 'user.link'],
  init: ['key.create', 'configuration.change'],
  migrate:
    'it brings tables to the version of the product, and that is part of the settings which viewer and worker record with their next start',
  serve: ['configuration.change'],
  'user add': ['user.add'],
  link: ['user.link'],
  'app add': ['configuration.change'],
  'app list': 'ids, origins, limits and counts of apps: nothing of a person or a recording',
  'app command': ['configuration.change'],
  'app limit': ['configuration.change'],
  'app parcels': ['configuration.change'],
  'rules publish': ['configuration.change', 'audit.read'],
  'rules show': ['audit.read'],
  verify: ['log.verify'],
  'anchor print': 'checkpoints: sizes and hashes, no event',
  'anchor check': 'checkpoints: sizes and hashes, no event',
  reindex: ['configuration.change'],
  export: ['recording.export'],
  'audit export': ['audit.export'],
  'audit who-saw': ['audit.read'],
  'audit breach-scope': ['audit.read'],
  'audit report': ['audit.read'],
  'audit sink': ['configuration.change'],
  'audit erase': ['audit.erase'],
  'rules diff': 'it compares two files',
  'manifest check': 'it reads a file',
  'manifest diff': 'it compares two files',
  'leak-test': 'it drives a made-up app, and touches no deployment',
}

/** Steps of the worker. */
export const stepCoverage: Readonly<Record<StepName, Coverage>> = {
  'start-logs': 'leaf 0 of each log is the record itself',
  withdrawals: ['stream.shred'],
  recordings: 'its leaves in the recordings log are the record',
  reports: ['ingest.equivocation', 'ingest.report'],
  'anchor-audit': 'the checkpoint is the record of the use of its key',
  'anchor-recordings': 'the checkpoint is the record of the use of its key',
  'anchor-folder': 'a further copy of checkpoints and tiles',
  'anchor-s3': 'a further copy of checkpoints and tiles',
  'anchor-sink': 'a further copy of checkpoints',
  'anchor-print': 'a further copy of checkpoints',
  'anchor-versions': 'it reads versions of objects; what it finds is a metric, and named by `reseal verify`',
  'audit-facets': 'it derives from leaves what finds pages of them',
  'audit-sinks':
    'an event for each push would have to be pushed; how far a sink is stands in its row, and turning one on is `configuration.change`',
  index: ['index.open', 'quarantine.begin'],
  sweep: ['object.sweep'],
  fold: 'rows of segments are packed; the recordings log says what they must come to',
  'segment-days': 'partitions of tables',
}
