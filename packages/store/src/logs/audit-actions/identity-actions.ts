// Audit actions of the class "identity" (design.md §7): who signs in and out, and how a browser session ends.
import type { AuditActionSpec } from './action-spec.ts'

/** Actions of the class "identity". */
export type IdentityAction = 'user.sign_in' | 'user.sign_out' | 'user.log_off'

/** What the catalogue says of them. */
export const identityActions: Readonly<Record<IdentityAction, AuditActionSpec>> = {
  'user.sign_in': {
    meaning:
      'Someone signed in with a one-time link, or a link was refused. A refused link’s event names whose link it was, with the method `none`: nobody proved to be that person.',
    committed:
      'In one transaction with the spending of the link and the begin of the browser session: none of the three is without the others. A refusal before it is answered; of refusals ten a minute and client address and two hundred a minute in all are recorded, the others are answered `too_many_attempts`.',
    by: ['viewer'],
    fields: [],
    outcomes: ['success', 'denied'],
    denyReasons: ['unknown_link', 'link_used', 'link_expired', 'user_disabled'],
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
