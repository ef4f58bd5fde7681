// What ingest reported becomes an audit event: ingest itself can touch neither log (design.md §5.6).
import { type AuditAction, type AuditEventInput, auditActions, type PendingReport } from '@reseal/store'

/** The event of a report. Its actor is the service; whoever held the append key is not known to it. */
export function reportEvent(report: PendingReport): AuditEventInput {
  const { kind, appId, stream, segmentIndex } = report
  return {
    action: actionOf(kind),
    outcome: 'denied',
    denyReason: 'conflict',
    actor: { issuer: 'reseal', roles: ['ingest'], method: 'service' },
    target: {
      app: appId,
      ...(stream !== undefined && { stream }),
      ...(segmentIndex !== undefined && { fromIndex: segmentIndex, toIndex: segmentIndex }),
    },
  }
}

function actionOf(kind: string): AuditAction {
  return auditActions.find((action) => action === kind) ?? 'ingest.report'
}
