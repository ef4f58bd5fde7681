// Who may do what, changed by admins and from the command line (design.md §8): nobody changes their own rights, and there
// is always one admin left. The database itself holds to that, whichever process asks.
import { sql } from 'kysely'
import type { AuditTransaction } from '../logs/audit-log.ts'
import type { UserRole } from './user.repository.ts'

/** Why a change was refused. `provisioned`: an identity provider says what this person may do. */
export type UserRefusal =
  | 'role_not_allowed'
  | 'not_found'
  | 'own_roles'
  | 'last_admin'
  | 'name_taken'
  | 'provisioned'

/** A user to be added. */
export interface AddedUser {
  /** UUID. */
  readonly id: string
  readonly name: string
  readonly roles: readonly UserRole[]
  readonly appIds: readonly string[]
  readonly email?: string
}

/** What changes of a user; what is absent stays. */
export interface UserChange {
  readonly roles?: readonly UserRole[]
  readonly appIds?: readonly string[]
  readonly disabled?: boolean
  readonly email?: string
}

/** Adds a user. `byWhom`: id of the admin; absent from the command line, as the owner. Undefined: done. */
export async function addUserRights(
  transaction: AuditTransaction,
  { id, name, roles, appIds, email }: AddedUser,
  byWhom?: string,
): Promise<UserRefusal | undefined> {
  const { rows } = await sql<{ answer: string }>`SELECT add_user(${id}, ${byWhom ?? null}, ${name},
    ${[...roles]}::text[], ${[...appIds]}::text[], ${email ?? null}) AS answer`.execute(transaction)
  return toRefusal(rows[0]?.answer)
}

/** Changes a user's rights, of someone else. Undefined: done. */
export async function changeUserRights(
  transaction: AuditTransaction,
  { id, roles, appIds, disabled, email }: UserChange & { readonly id: string },
  byWhom?: string,
): Promise<UserRefusal | undefined> {
  const { rows } = await sql<{ answer: string }>`SELECT change_user(${id}, ${byWhom ?? null},
    ${roles === undefined ? null : [...roles]}::text[], ${appIds === undefined ? null : [...appIds]}::text[],
    ${disabled ?? null}::boolean, ${email ?? null}) AS answer`.execute(transaction)
  return toRefusal(rows[0]?.answer)
}

function toRefusal(answer: string | undefined): UserRefusal | undefined {
  return answer === 'done' ? undefined : ((answer ?? 'not_found') as UserRefusal)
}
