// What people of the audit log are said to have done, in words.

const words: Readonly<Record<string, string>> = {
  'user.sign_in': 'signed in',
  'user.step_up': 'proved who they are',
  'user.sign_out': 'signed out',
  'user.log_off': 'was signed out',
  'user.provision': 'rights from the identity provider',
  'access.denied': 'was refused a page',
  'session.list': 'listed sessions',
  'session.view': 'looked at a session’s facts',
  'error.list': 'listed errors',
  'search.list': 'listed saved searches',
  'replay.open': 'opened a replay',
  'replay.read': 'read a range of it',
  'replay.delivered': 'was delivered the range',
  'replay.close': 'played, as the player reported',
  'note.read': 'read notes',
  'note.add': 'wrote a note',
  'recording.export': 'exported a recording',
  'grant.list': 'listed grants',
  'grant.request': 'asked for a grant',
  'grant.approve': 'approved a grant',
  'grant.deny': 'denied a grant',
  'grant.revoke': 'ended a grant',
  'grant.break_glass': 'took emergency access',
  'grant.review': 'reviewed emergency access',
  'audit.read': 'read the audit log',
  'audit.export': 'exported the audit log',
  'audit.erase': 'erased personal values',
  'evidence.export': 'wrote an evidence pack',
  'log.verify': 'verified the logs',
  'review.sign_off': 'signed a week off',
  'index.open': 'opened for the index',
  'quarantine.begin': 'quarantined a session',
  'quarantine.release': 'released a session',
  'quarantine.list': 'listed quarantined sessions',
  'quarantine.view': 'looked at a quarantine',
  'order.propose': 'proposed to redact or shred',
  'order.confirm': 'confirmed an order',
  'order.refuse': 'refused an order',
  'recording.redact': 'redacted a recording',
  'stream.shred': 'destroyed a stream’s key',
  'ingest.equivocation': 'two segments under one index',
  'configuration.change': 'changed the configuration',
  'rules.view': 'looked at the rules',
  'rules.decide': 'decided about rules',
  'key.rotate': 'gave an app another sealing key',
  'key.retire_request': 'asked to retire a sealing key',
  'key.retire_approve': 'approved that a key is retired',
  'key.retire_refuse': 'refused that a key is retired',
  'key.retire': 'a sealing key was retired',
  'user.add': 'added a person',
  'user.link': 'made a sign-in link',
  'user.list': 'listed people',
  'user.change': 'changed a person’s rights',
  'token.create': 'made a service token',
  'token.revoke': 'revoked a service token',
}

/** The action in words; one without is said as the log names it. */
export function actionWords(action: string): string {
  return words[action] ?? action.replace('.', ' ').replaceAll('_', ' ')
}

const reasons: Readonly<Record<string, string>> = {
  grant_required: 'no grant',
  grant_expired: 'the grant had ended',
  grant_revoked: 'the grant was revoked',
  not_a_member: 'not a member of the app',
  role_not_allowed: 'not with this role',
  quarantined: 'in quarantine',
  held: 'under a legal hold',
  anchor_stale: 'anchors were late',
  not_found: 'nothing there',
  shredded: 'key destroyed',
  rules_not_approved: 'rules not approved',
  not_checked_yet: 'not checked yet',
}

/** Why something was refused, in words. */
export function reasonWords(reason: string | undefined): string {
  return reason === undefined ? 'no reason given' : (reasons[reason] ?? reason.replaceAll('_', ' '))
}
