// Access as it was when a backup was taken is not access now. Whom it was taken from since, no leaf says: people are
// commitments there. So everyone signs in anew, grants and tokens end, and where anybody's rights were changed since,
// nobody signs in until an owner says who does.
import { sql } from 'kysely'
import type { AuditTransaction } from '../logs/audit-log.ts'
import { affected } from './replay-hold.ts'

/** What was closed. */
export interface ClosedAccess {
  readonly signInsEnded: number
  readonly grantsEnded: number
  readonly tokensRevoked: number
  /** People who may not sign in until `reseal user change --sign-in allow`. */
  readonly peopleDisabled: number
}

/** Closes it. Grants and tokens alike: both live for days at most, and are made again in a minute. */
export async function closeAccess(
  transaction: AuditTransaction,
  { rightsChanged }: { readonly rightsChanged: boolean },
): Promise<ClosedAccess> {
  const count = (statement: ReturnType<typeof sql>): Promise<number> => affected(transaction, statement)
  // One-time links and ceremonies go with them: they may have been used since.
  for (const table of ['sign_in_links', 'passkey_invitations', 'passkey_ceremonies']) {
    await sql`DELETE FROM ${sql.table(table)}`.execute(transaction)
  }
  return {
    signInsEnded: await count(sql`DELETE FROM web_sessions`),
    // By nobody of the table's people.
    grantsEnded: await count(sql`UPDATE grants SET revoked_at = now()
      WHERE revoked_at IS NULL AND (until_at > now() OR (decision IS NULL AND due_at > now()))`),
    tokensRevoked: await count(sql`UPDATE service_tokens SET revoked_at = now()
      WHERE revoked_at IS NULL AND expires_at > now()`),
    peopleDisabled: rightsChanged
      ? await count(sql`UPDATE users SET disabled_at = now() WHERE disabled_at IS NULL`)
      : 0,
  }
}
