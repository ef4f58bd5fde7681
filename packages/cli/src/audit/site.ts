// What exported audit events say of the deployment they come from.
import type { AuditSite } from '@reseal/store'
import { type DeploymentConfig, originOf } from '../deployment/config.ts'

/** The deployment's site. */
export function auditSite(config: DeploymentConfig): AuditSite {
  return { origin: config.logs.audit.origin, address: originOf(config, 'viewer') }
}
