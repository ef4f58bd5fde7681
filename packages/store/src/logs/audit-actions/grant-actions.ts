// Audit actions of grants and of people's rights (design.md §8): who asked, who decided, and who reviewed whom.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions of the class "access". */
export type GrantAction =
  | 'grant.list'
  | 'grant.request'
  | 'grant.approve'
  | 'grant.deny'
  | 'grant.revoke'
  | 'grant.break_glass'
  | 'grant.review'

/** Actions of the class "audit". */
export type ReviewAction = 'review.sign_off'

/** Actions of the class "configuration". */
export type PersonAction = 'user.list' | 'user.change'

const asked = ['note', 'target.app', 'target.session', 'target.scope', 'grant'] as const
const decided = ['target.app', 'target.session', 'target.scope', 'target.user', 'grant'] as const

/** What the catalogue says of grants. */
export const grantActions: Readonly<Record<GrantAction, AuditActionSpec>> = {
  'grant.list': {
    meaning:
      'Someone saw grants and the requests for them: their own, or as a privacy officer or auditor those of everyone.',
    committed: 'Before the list leaves.',
    by: ['viewer'],
    fields: ['filters'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
  'grant.request': {
    meaning:
      'Someone asked for a grant: for what (`target.scope`), for how long (`extent.duration_ms`) and why (`note`).',
    committed: 'In one transaction with the request. A refusal before it is answered.',
    by: ['viewer'],
    fields: [...asked, 'extent.duration_ms'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member', 'not_found'],
  },
  'grant.approve': {
    meaning:
      'A privacy officer approved another person’s request (`target.user`). The grant holds from then until `target.until_ms`, and ends by itself: that time alone decides, and no event follows.',
    committed: 'In one transaction with the approval. A refusal before it is answered.',
    by: ['viewer'],
    fields: [...decided, 'target.until_ms'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'own_grant', 'already_decided', 'request_lapsed'],
  },
  'grant.deny': {
    meaning: 'A privacy officer denied another person’s request.',
    committed: 'In one transaction with the denial. A refusal before it is answered.',
    by: ['viewer'],
    fields: decided,
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'own_grant', 'already_decided', 'request_lapsed'],
  },
  'grant.revoke': {
    meaning:
      'A grant or a break-glass was ended before its time, or a request taken back: by a privacy officer, or by the person who had it.',
    committed:
      'In one transaction with its end: a range is either released before, or refused. A refusal before it is answered.',
    by: ['viewer'],
    fields: decided,
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'already_decided'],
  },
  'grant.break_glass': {
    meaning:
      'An engineer took access in an emergency, without approval, for an hour at most (`target.until_ms`). Privacy officers and auditors are notified at once, and one of them has to review it.',
    committed: 'In one transaction with the access and the notification. A refusal before it is answered.',
    by: ['viewer'],
    fields: [...asked, 'extent.duration_ms', 'target.until_ms'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_a_member', 'not_found'],
  },
  'grant.review': {
    meaning:
      'A privacy officer or an auditor reviewed another person’s break-glass, and found it justified or not (`cause`).',
    committed: 'In one transaction with the review. A refusal before it is answered.',
    by: ['viewer'],
    fields: [...decided, 'note', 'cause'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'own_grant', 'already_decided'],
  },
}

/** What the catalogue says of reviews. */
export const reviewActions: Readonly<Record<ReviewAction, AuditActionSpec>> = {
  'review.sign_off': {
    meaning:
      'An auditor signed off the list of who watched what in a week: that of the leaves from `target.from_index` to `target.to_index`, in the log whose root with the last of them is `target.root`.',
    committed: 'In one transaction with the review. A refusal before it is answered.',
    by: ['viewer'],
    fields: ['note', 'target.from_ms', 'target.to_ms', 'target.from_index', 'target.to_index', 'target.root'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'own_access', 'already_decided', 'not_over', 'log_grew'],
  },
}

/** What the catalogue says of people's rights. */
export const personActions: Readonly<Record<PersonAction, AuditActionSpec>> = {
  'user.list': {
    meaning: 'Someone saw the list of users, their roles and apps.',
    committed: 'Before the list leaves.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
  'user.change': {
    meaning:
      'A user’s rights were changed: `target.roles` and `target.apps` are all that the person has from then on; `cause` `disabled` or `enabled` says that it was about signing in at all.',
    committed: 'In one transaction with the change. A refusal before it is answered.',
    by: ['viewer', 'command'],
    fields: ['target.user', 'target.roles', 'target.apps', 'cause'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found', 'own_roles', 'last_admin', 'name_taken', 'provisioned'],
  },
}
