// Whether a service started with the settings that it had the last time; a difference is an audit event.
import { guardDatabase } from '../database/database.ts'
import type { AuditActor } from './audit-event.ts'
import type { AuditLog } from './audit-log.ts'

/** What a service started with. */
export interface StartedSettings {
  readonly service: 'viewer' | 'worker'
  /** Lower-case hex of the SHA-256 over product version and settings. */
  readonly sha256: string
}

/**
 * Appends `configuration.change` where the settings differ from those recorded last, and remembers them: both or neither.
 * @returns whether they differ; `not_started` while the log waits for its leaf 0, and nothing may come before that
 * @throws StoreError as of `AuditLog`
 */
export async function recordSettings(
  audit: AuditLog,
  { service, sha256 }: StartedSettings,
): Promise<'recorded' | 'same' | 'not_started'> {
  const actor: AuditActor = { issuer: 'reseal', roles: [service], method: 'service' }
  const common = { action: 'configuration.change', outcome: 'success', actor } as const
  const setting = `settings.${service}` as const
  let isStarted = false
  const events = await guardDatabase(() =>
    audit.appendInTransaction(async (transaction) => {
      const { size } = await transaction.selectFrom('audit_head').select('size').executeTakeFirstOrThrow()
      isStarted = size > 0
      if (!isStarted) return []
      const isFirst = await transaction
        .insertInto('seen_settings')
        .values({ service, sha256 })
        .onConflict((conflict) => conflict.doNothing())
        .returning('service')
        .executeTakeFirst()
      if (isFirst) return [{ ...common, change: { setting, to: sha256 } }]
      // Of two that start at once the second finds what the first left.
      const last = await transaction
        .selectFrom('seen_settings')
        .select('sha256')
        .where('service', '=', service)
        .forUpdate()
        .executeTakeFirstOrThrow()
      if (last.sha256 === sha256) return []
      await transaction
        .updateTable('seen_settings')
        .set({ sha256, seen_at: new Date() })
        .where('service', '=', service)
        .execute()
      return [{ ...common, change: { setting, from: last.sha256, to: sha256 } }]
    }),
  )
  if (!isStarted) return 'not_started'
  return events.length > 0 ? 'recorded' : 'same'
}
