// Keeps a verification's result where the viewer shows it, and its run in the audit log.
import { type AuditLog, createVerificationRepository, type Database } from '@reseal/store'
import type { VerifyReport } from '@reseal/verifier'
import { commandActor, commandClient } from '../deployment/logs.ts'

/**
 * Keeps the result; `db` logs in as the worker. The log refuses the event while it disagrees with its anchor, which is
 * just what such a report says.
 * @throws StoreError when it cannot be kept
 */
export async function recordVerification(db: Database, audit: AuditLog, report: VerifyReport): Promise<void> {
  const { verdict, logs, recordings, problems } = report
  const detail = { verdict, logs, recordings, problems }
  await createVerificationRepository(db).insert({ intact: verdict === 'intact', detail })
  await audit.append({
    action: 'log.verify',
    outcome: verdict === 'broken' ? 'error' : 'success',
    verdict,
    actor: commandActor(),
    client: commandClient(),
  })
}
