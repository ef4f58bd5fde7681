// Apps as admins change them in the viewer (design.md §8). The database itself asks whether they are one (migration 0032).
import { sql } from 'kysely'
import type { AuditTransaction } from '../logs/audit-log.ts'
import type { App, RecorderCommand } from './app.repository.ts'

/** Why a change of an app was refused. */
export type AppRefusal = 'role_not_allowed' | 'not_found' | 'name_taken' | 'bad_request'

/** What changes of an app; what is absent stays. */
export interface AppChange {
  readonly allowedOrigins?: readonly string[]
  readonly sealingKeyId?: string
  readonly command?: RecorderCommand | 'none'
  /** 0: without a bound. */
  readonly dailyQuotaBytes?: number
  readonly parcelsRefused?: boolean
  readonly grantsRequired?: boolean
}

/** Registers an app for an admin. Undefined: done. */
export async function addAppFor(
  transaction: AuditTransaction,
  { id, appKey, name, allowedOrigins, sealingKeyId }: App,
  byWhom: string,
): Promise<AppRefusal | undefined> {
  const { rows } = await sql<{ answer: string }>`SELECT add_app(${byWhom}, ${id}, ${appKey}, ${name},
    ${[...allowedOrigins]}::text[], ${sealingKeyId}) AS answer`.execute(transaction)
  return toRefusal(rows[0]?.answer)
}

/** Changes an app for an admin. Undefined: done. */
export async function changeAppFor(
  transaction: AuditTransaction,
  { id, ...change }: AppChange & { readonly id: string },
  byWhom: string,
): Promise<AppRefusal | undefined> {
  const { allowedOrigins, sealingKeyId, command, dailyQuotaBytes, parcelsRefused, grantsRequired } = change
  const { rows } = await sql<{ answer: string }>`SELECT change_app(${id}, ${byWhom},
    ${allowedOrigins === undefined ? null : [...allowedOrigins]}::text[], ${sealingKeyId ?? null},
    ${command ?? null}, ${dailyQuotaBytes ?? null}::bigint, ${parcelsRefused ?? null}::boolean,
    ${grantsRequired ?? null}::boolean) AS answer`.execute(transaction)
  return toRefusal(rows[0]?.answer)
}

function toRefusal(answer: string | undefined): AppRefusal | undefined {
  return answer === 'done' ? undefined : ((answer ?? 'not_found') as AppRefusal)
}
