// The logs of a deployment as its commands use them: the anchor by the pinned keys, the audit log to append to, and
// the operating system's user as the actor.
import { userInfo } from 'node:os'
import { parseVerifierKey } from '@reseal/protocol/log'
import {
  type Anchor,
  type AnchorVerifiers,
  type AuditActor,
  type AuditLog,
  createAnchor,
  createAuditLog,
  createCheckpointVerifier,
  type LogName,
} from '@reseal/store'
import { version } from '../version.ts'
import type { DeploymentConfig } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { openStorage } from './storage.ts'

/** The deployment's anchor, read through the keys pinned in config.json. */
export function openAnchor(config: DeploymentConfig): Anchor {
  const verifier = (log: LogName): AnchorVerifiers[LogName] => {
    const { name, publicKey } = parseVerifierKey(config.logs[log].verifierKey)
    return createCheckpointVerifier(name, publicKey)
  }
  return createAnchor({
    store: openStorage(config.anchor, config.paths.anchor),
    verifiers: { audit: verifier('audit'), recordings: verifier('recordings') },
  })
}

/** The audit log, appended to as a service role. */
export function openAuditLog(
  config: DeploymentConfig,
  access: DatabaseAccess,
  role: 'viewer' | 'worker',
): AuditLog {
  return createAuditLog(access.open(role), { anchor: openAnchor(config) })
}

/** Who runs the command: the operating system vouches, so its user counts, whatever a variable says. */
export function commandActor(): AuditActor {
  return { issuer: 'os', subject: userInfo().username, roles: [], method: 'os-user' }
}

/** What an audit event says of where the command ran. */
export function commandClient(): { userAgent: string } {
  return { userAgent: `reseal/${version}` }
}

/** Appends what someone changed from the command line; `what` is a sentence of ours. */
export async function recordChange(
  audit: AuditLog,
  what: string,
  target?: { readonly app: string },
): Promise<void> {
  await audit.append({
    action: 'configuration.change',
    outcome: 'success',
    actor: commandActor(),
    client: commandClient(),
    note: what,
    ...(target ? { target } : {}),
  })
}
