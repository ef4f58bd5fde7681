// The one error class of the viewer's API and the HTTP status of each code (design.md §8).

/** Why a replay or a range is refused: the `deny_reason` of the audit event and the code of the answer. */
export type DenyReason =
  | 'role_not_allowed'
  | 'not_a_member'
  | 'not_quarantined'
  | 'quarantined'
  | 'rules_not_approved'
  | 'grant_required'
  | 'grant_expired'
  | 'grant_revoked'
  | 'anchor_stale'
  | 'other_user'
  | 'replay_expired'
  | 'shredded'
  | 'unknown_stream'
  | 'empty_range'
  | 'not_checked_yet'
  | 'check_failed'

/** Every way in which the viewer's API refuses or fails. Callers switch on it. */
export type ViewerErrorCode =
  | DenyReason
  | 'own_grant'
  | 'already_decided'
  | 'request_lapsed'
  | 'own_access'
  | 'own_roles'
  | 'last_admin'
  | 'name_taken'
  | 'provisioned'
  | 'conflict'
  | 'held'
  | 'same_person'
  | 'key_in_use'
  | 'key_needed'
  | 'not_over'
  | 'log_grew'
  | 'bad_request'
  | 'too_large'
  | 'not_signed_in'
  | 'cross_site'
  | 'unknown_host'
  | 'not_found'
  | 'not_anchored'
  | 'anchor_awaited'
  | 'stream_open'
  | 'identifier_found'
  | 'too_many_notes'
  | 'link_refused'
  | 'passkey_refused'
  | 'passkey_known'
  | 'passkey_limit'
  | 'passkeys_unavailable'
  | 'last_way_in'
  | 'own_account'
  | 'token_refused'
  | 'unknown_token'
  | 'token_expired'
  | 'token_revoked'
  | 'app_not_allowed'
  | 'purpose_not_allowed'
  | 'too_many_exports'
  | 'step_up_required'
  | 'identity_unavailable'
  | 'provider_refused'
  | 'bad_answer'
  | 'mfa_missing'
  | 'no_role'
  | 'user_disabled'
  | 'sign_in_expired'
  | 'too_many_attempts'
  | 'open_failed'
  | 'range_expired'
  | 'rules_unreadable'
  | 'event_spent'
  | 'event_does_not_cover'
  | 'unavailable'
  | 'bad_configuration'
  | 'internal'

/** HTTP status of each code. */
export const statusOf: Readonly<Record<ViewerErrorCode, number>> = {
  role_not_allowed: 403,
  // Of an app of others nobody learns which sessions there are; the audit log has the true reason.
  not_a_member: 404,
  not_quarantined: 403,
  quarantined: 403,
  rules_not_approved: 403,
  grant_required: 403,
  grant_expired: 403,
  grant_revoked: 403,
  anchor_stale: 503,
  // A replay of someone else answers as if it did not exist; the audit log has the true reason.
  other_user: 404,
  replay_expired: 403,
  shredded: 410,
  unknown_stream: 404,
  empty_range: 404,
  not_checked_yet: 425,
  check_failed: 409,
  not_anchored: 409,
  anchor_awaited: 503,
  stream_open: 409,
  identifier_found: 422,
  too_many_notes: 409,
  // Nobody decides about, reviews or changes what is their own.
  own_grant: 403,
  own_access: 403,
  own_roles: 403,
  already_decided: 409,
  request_lapsed: 409,
  last_admin: 409,
  name_taken: 409,
  provisioned: 409,
  conflict: 409,
  held: 409,
  same_person: 403,
  // Pages of an app are given the key; streams live under it.
  key_in_use: 409,
  key_needed: 409,
  not_over: 409,
  log_grew: 409,
  bad_request: 400,
  too_large: 413,
  not_signed_in: 401,
  cross_site: 403,
  unknown_host: 421,
  not_found: 404,
  link_refused: 401,
  passkey_refused: 401,
  passkey_known: 409,
  passkey_limit: 409,
  passkeys_unavailable: 409,
  last_way_in: 409,
  own_account: 409,
  token_refused: 401,
  unknown_token: 401,
  token_expired: 401,
  token_revoked: 401,
  // Of an app that a token is not for it learns nothing, as people learn nothing.
  app_not_allowed: 404,
  purpose_not_allowed: 403,
  too_many_exports: 429,
  // Not a lack of right: whoever proves anew who they are may do it.
  step_up_required: 403,
  // What the identity provider last said is too old to go by, and it does not answer.
  identity_unavailable: 503,
  provider_refused: 401,
  bad_answer: 401,
  mfa_missing: 403,
  no_role: 403,
  user_disabled: 403,
  sign_in_expired: 401,
  too_many_attempts: 429,
  open_failed: 502,
  range_expired: 408,
  // A newer machine published them: another viewer may read them, or this one once it is upgraded.
  rules_unreadable: 503,
  event_spent: 500,
  event_does_not_cover: 500,
  unavailable: 503,
  bad_configuration: 500,
  internal: 500,
}

/** Seconds after which the same request is worth another try, where that is known. */
export const retryAfterOf: Readonly<Partial<Record<ViewerErrorCode, number>>> = {
  not_anchored: 1,
  not_checked_yet: 1,
}

/** The code that leaves the process: what is not for this person is not told apart from what never was. */
export function publicCode(code: ViewerErrorCode): ViewerErrorCode {
  return code === 'other_user' || code === 'not_a_member' || code === 'app_not_allowed' ? 'not_found' : code
}

/** An error of the viewer. Its message is constant; what happened is `code`, why stays in `cause`. */
export class ViewerError extends Error {
  readonly code: ViewerErrorCode

  constructor(code: ViewerErrorCode, options?: ErrorOptions) {
    super(`viewer: ${code}`, options)
    this.name = 'ViewerError'
    this.code = code
  }
}
