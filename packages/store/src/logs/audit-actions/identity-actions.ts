// Audit actions of the class "identity" (design.md §7): who signs in and out, and how a browser session ends.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions of the class "identity". */
export type IdentityAction =
  | 'user.sign_in'
  | 'user.step_up'
  | 'user.sign_out'
  | 'user.log_off'
  | 'user.provision'
  | 'sign_in.list'

/** What the catalogue says of them. */
export const identityActions: Readonly<Record<IdentityAction, AuditActionSpec>> = {
  'user.sign_in': {
    meaning:
      'Someone signed in, or was refused: by the identity provider (`oidc`), with a passkey, or with a one-time link. `actor.method` and `actor.issuer` say how, and who vouches. A refused link’s or passkey’s event names whose it was, with the method `none`: nobody proved to be that person. `passkey_cloned`: the passkey’s signature was right and its counter was not ahead of the last one seen, so that there are two of it. `target.key` is the passkey. `error`: the identity provider did not answer.',
    committed:
      'In one transaction with the begin of the browser session and, of a link, its spending: none is without the others. A refusal before it is answered; of refusals ten a minute and client address and two hundred a minute in all are recorded, the others are answered `too_many_attempts`.',
    by: ['viewer'],
    fields: ['target.key'],
    outcomes: ['success', 'denied', 'error'],
    denyReasons: [
      'passkey_refused',
      'passkey_cloned',
      'unknown_passkey',
      'provisioned',
      'unknown_link',
      'link_used',
      'link_expired',
      'user_disabled',
      'other_user',
      'provider_refused',
      'bad_answer',
      'mfa_missing',
      'no_role',
    ],
  },
  'user.step_up': {
    meaning:
      'Someone who was signed in proved anew who they are, before something that asks for an authentication of the last five minutes, or did not.',
    committed:
      'In one transaction with the confirmation of the browser session. A refusal before it is answered, bounded as those of `user.sign_in`.',
    by: ['viewer'],
    fields: ['target.key'],
    outcomes: ['success', 'denied'],
    denyReasons: ['passkey_refused', 'passkey_cloned', 'unknown_passkey', 'provisioned', 'user_disabled'],
  },
  'user.sign_out': {
    meaning: 'Someone signed out.',
    committed:
      'In one transaction with the end of the browser session. Where the log cannot be written the session ends nevertheless: who leaves a shared machine is out.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success'],
    denyReasons: [],
  },
  'user.log_off': {
    meaning:
      'A browser session ended without a sign-out (`cause`): it was idle, it reached its end (`expired`), another took its place in the same browser (`replaced`), its user was disabled, someone revoked it (`target.user` is whose it was), the identity provider no longer vouches or no group gives a role any more (`removed`), or a token came that had been changed for another (`reused`). `denied`: someone asked to revoke what is not theirs, or no more there.',
    committed:
      'In one transaction with the removal of the session: when its cookie comes again, or when the next person signs in. A session over its time opens nothing in between.',
    by: ['viewer', 'command'],
    fields: ['cause', 'target.user'],
    outcomes: ['success', 'denied'],
    denyReasons: ['not_found'],
  },
  'user.provision': {
    meaning:
      'A user was created, renamed or given other roles or apps because the identity provider says so. `target.roles` and `target.apps` are what the user may do from now on, and where.',
    committed: 'In one transaction with the change.',
    by: ['viewer'],
    fields: ['target.user', 'target.roles', 'target.apps'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'sign_in.list': {
    meaning: 'An admin saw who is signed in, since when, where and how.',
    committed: 'Before the list leaves.',
    by: ['viewer'],
    fields: ['target.user'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed'],
  },
}
