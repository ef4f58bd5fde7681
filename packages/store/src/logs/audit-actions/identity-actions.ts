// Audit actions of the class "identity" (design.md §7): who signs in and out, and how a browser session ends.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions of the class "identity". */
export type IdentityAction = 'user.sign_in' | 'user.sign_out' | 'user.log_off'

/** What the catalogue says of them. */
export const identityActions: Readonly<Record<IdentityAction, AuditActionSpec>> = {
  'user.sign_in': {
    meaning:
      'Someone signed in, or was refused: `actor.method` says with what. A refused link’s or passkey’s event names whose it was, with the method `none`: nobody proved to be that person. `passkey_cloned`: the passkey’s signature was right and its counter was not ahead of the last one seen, so that there are two of it. `target.key` is the passkey.',
    committed:
      'In one transaction with the spending of the link and the begin of the browser session: none of the three is without the others. A refusal before it is answered; of refusals ten a minute and client address and two hundred a minute in all are recorded, the others are answered `too_many_attempts`.',
    by: ['viewer'],
    fields: ['target.key'],
    outcomes: ['success', 'denied'],
    denyReasons: [
      'unknown_link',
      'link_used',
      'link_expired',
      'user_disabled',
      'passkey_refused',
      'passkey_cloned',
      'unknown_passkey',
    ],
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
      'A browser session ended without a sign-out: it was idle, it reached its end, another took its place in the same browser, or its user was disabled.',
    committed:
      'In one transaction with the removal of the session: when its cookie comes again, or when the next person signs in. A session over its time opens nothing in between.',
    by: ['viewer'],
    fields: ['cause'],
    outcomes: ['success'],
    denyReasons: [],
  },
}
