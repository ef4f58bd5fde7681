// What to say for each code of the API: what is so, and what one can do.

export interface FailureSentences {
  readonly what: string
  readonly advice: string
}

const sentences: Readonly<Record<string, FailureSentences>> = {
  offline: {
    what: 'The viewer does not answer.',
    advice: 'Check the connection, or whether the service runs; then try again.',
  },
  not_signed_in: { what: 'You are signed out.', advice: 'Sign in again.' },
  role_not_allowed: {
    what: 'Your role does not allow this.',
    advice: 'The refusal is in the audit log. Someone with the right role can open the same address.',
  },
  not_a_member: {
    what: 'You are not a member of this app.',
    advice: 'The refusal is in the audit log. An admin can make you a member.',
  },
  quarantined: {
    what: 'This session is quarantined: it may show what ought to be masked.',
    advice: 'A privacy officer looks at it and decides. The refusal is in the audit log.',
  },
  grant_required: {
    what: 'Watching sessions of this app takes a grant, and you have none that covers this one.',
    advice: 'Ask for one below. The refusal is in the audit log.',
  },
  grant_expired: {
    what: 'Your grant for this session is over.',
    advice: 'Ask for another one below. The refusal is in the audit log.',
  },
  grant_revoked: {
    what: 'Your grant for this session was revoked.',
    advice: 'Who did it is on the page Access. You may ask again.',
  },
  own_grant: {
    what: 'Nobody decides about, or reviews, access of their own.',
    advice: 'Another privacy officer can.',
  },
  already_decided: {
    what: 'Somebody was faster: this is decided.',
    advice: 'Ask again to see how.',
  },
  request_lapsed: {
    what: 'This request is older than a day and cannot be approved any more.',
    advice: 'Who asked can ask again.',
  },
  own_access: {
    what: 'You are in this list, and nobody signs off what they did themselves.',
    advice: 'Another auditor can.',
  },
  not_over: { what: 'This week is not over.', advice: 'It can be signed off from Monday on (UTC).' },
  log_grew: {
    what: 'The log has changed since you saw this list.',
    advice: 'Load the week again, and look at what is new.',
  },
  own_roles: { what: 'Nobody changes their own rights.', advice: 'Another admin can.' },
  last_admin: {
    what: 'This is the last admin.',
    advice: 'Make somebody else one first: without any, nobody could change this again.',
  },
  name_taken: {
    what: 'Somebody has, or had, this name.',
    advice: 'The audit log goes by names: each belongs to one person for ever. Choose another.',
  },
  provisioned: {
    what: 'The identity provider says what this person may do.',
    advice: 'Change their groups there; it holds here within a minute.',
  },
  not_quarantined: {
    what: 'A privacy officer watches quarantined sessions only, and this one is not.',
    advice: 'The refusal is in the audit log. An engineer of the app can open it.',
  },
  anchor_awaited: {
    what: 'This part is not shown yet: no checkpoint has covered its audit event.',
    advice: 'Strict mode is on. Try again in a moment; the health page says whether anchoring works.',
  },
  anchor_stale: {
    what: 'Replays are paused: the logs have not been anchored for too long.',
    advice: 'They open again once the worker anchors. The health page says what holds it up.',
  },
  not_checked_yet: {
    what: 'This part has just arrived and was not looked at yet.',
    advice: 'The sentinel passes it before anyone sees it. Try again in a moment.',
  },
  check_failed: {
    what: 'This part could not be looked at by the sentinel, and so nobody sees it.',
    advice: 'It does not open, or it is no recording. `reseal verify` names it if it was altered.',
  },
  too_many_notes: {
    what: 'This session has 200 notes, and takes no more.',
    advice: 'Remove one that is settled, or go on with a ticket.',
  },
  replay_expired: { what: 'This replay has expired.', advice: 'State your purpose again to go on.' },
  rules_not_approved: {
    what: 'This was recorded under rules that a privacy officer has not approved.',
    advice: 'It opens once they are approved, on the page Rules. The refusal is in the audit log.',
  },
  conflict: {
    what: 'Somebody decided meanwhile.',
    advice: 'Look at what is there now, and decide again if need be.',
  },
  held: {
    what: 'This session is under a legal hold: nothing of it is redacted or shredded.',
    advice: 'It can be ordered once the hold is lifted.',
  },
  same_person: {
    what: 'This takes another person than the one who began it.',
    advice: 'Another privacy officer can decide. The refusal is in the audit log.',
  },
  key_in_use: {
    what: 'An app gives this key to its pages.',
    advice: 'Give it another one first: reseal keys rotate.',
  },
  key_needed: {
    what: 'Streams live under this key: without it nobody can open them.',
    advice: 'Let retention take them, or ask for it with a shred.',
  },
  rules_unreadable: {
    what: 'The rules published for this app cannot be read by this version of the viewer.',
    advice: 'Without them nothing is opened. Whoever runs the viewer can upgrade it, or publish other rules.',
  },
  shredded: {
    what: 'This stream was shredded: its key is destroyed, and nobody can open it again.',
    advice: 'Its tombstone is in the recordings log.',
  },
  withdrawn: {
    what: 'Consent to this session was withdrawn: its keys are destroyed, and nobody can open it again.',
    advice: 'A tombstone for each of its streams is in the recordings log, with the proof of who asked.',
  },
  open_failed: {
    what: 'A segment of this range does not open.',
    advice: 'It was altered or sealed to another key. `reseal verify` names it.',
  },
  not_found: {
    what: 'There is nothing at this address for you.',
    advice: 'The id may be wrong, or not yours to see.',
  },
  not_anchored: {
    what: 'No checkpoint covers this yet.',
    advice: 'One follows within a second while the worker runs. Try again.',
  },
  stream_open: {
    what: 'This stream has not ended yet.',
    advice: 'Its close leaf comes with its last segment, or after 30 idle minutes.',
  },
  link_refused: {
    what: 'This link does not sign you in: it was used before, or it has expired.',
    advice: 'Each link works once and for a short time. Ask for a new one.',
  },
  passkey_refused: {
    what: 'This passkey does not prove who you are.',
    advice: 'It may have been removed here. Try another one, or ask an admin for an invitation.',
  },
  passkey_cancelled: {
    what: 'No passkey was used.',
    advice: 'The request was cancelled, took too long, or there is none for this address on this device.',
  },
  passkey_here: {
    what: 'This device already has a passkey of yours.',
    advice: 'Use it, or make another one on another device.',
  },
  passkey_known: {
    what: 'This passkey belongs to somebody already.',
    advice: 'Make another one.',
  },
  passkey_limit: { what: 'You have as many passkeys as one may have.', advice: 'Remove one first.' },
  passkeys_unsupported: {
    what: 'This browser cannot use passkeys here.',
    advice: 'A newer browser can, where the viewer is reached under a name and over https.',
  },
  passkeys_unavailable: {
    what: 'This viewer is reached under an address, and passkeys belong to a name.',
    advice: 'Whoever runs it can give it one.',
  },
  last_way_in: {
    what: 'This is your last way to sign in.',
    advice: 'Add another passkey before you remove it.',
  },
  own_account: {
    what: 'Nobody invites themselves.',
    advice: 'Add a passkey on your own page, or have another admin invite you.',
  },
  too_many_exports: { what: 'As many exports run as may.', advice: 'Wait for one to end, then try again.' },
  export_broken_off: {
    what: 'The export broke off, and nothing of it was saved.',
    advice: 'The audit log holds what had left by then. Try again.',
  },
  step_up_required: {
    what: 'This needs a fresh proof of who you are.',
    advice: 'Nothing was done. Try again, and sign in anew when you are asked to.',
  },
  identity_unavailable: {
    what: 'Your organisation’s sign-in does not answer.',
    advice:
      'Nothing is shown until it does: whether you may still be here is asked there. Try again in a moment.',
  },
  provider_refused: {
    what: 'Your organisation’s sign-in did not let you through.',
    advice:
      'You, or it, ended the sign-in, or it was used before. Begin again; if that does not help, ask whoever runs it.',
  },
  bad_answer: {
    what: 'What came back from the sign-in cannot be trusted.',
    advice: 'Begin again in this window. If it happens again, pass on the code and the request id.',
  },
  mfa_missing: {
    what: 'A second factor is required here, and you signed in without one.',
    advice: 'Set one up at your organisation’s sign-in, then sign in with it.',
  },
  no_role: {
    what: 'You are known, and have no role here.',
    advice: 'Roles come with the groups that you are in. Whoever looks after those can add you to one.',
  },
  user_disabled: {
    what: 'Your account is disabled here.',
    advice: 'An admin of this deployment can say why.',
  },
  other_user: {
    what: 'You signed in as somebody else.',
    advice: 'Nothing was done. To go on, prove who you are with the account that you are signed in with.',
  },
  sign_in_expired: {
    what: 'This sign-in took too long, or was begun in another browser.',
    advice: 'Begin again, and finish within ten minutes in the same browser.',
  },
  too_many_attempts: { what: 'Too many attempts.', advice: 'Wait a minute, then try again.' },
  unavailable: {
    what: 'The store behind the viewer does not answer.',
    advice: 'Nothing was opened. The health page says which part is missing; then try again.',
  },
  bad_request: { what: 'The server did not accept this.', advice: 'Check what was typed.' },
}

const unknown: FailureSentences = {
  what: 'Something went wrong on the server.',
  advice: 'Pass on the code and the request id; the server’s log has the rest.',
}

/** The sentences for a code; there is always a pair. */
export function failureSentences(code: string): FailureSentences {
  return sentences[code] ?? unknown
}
