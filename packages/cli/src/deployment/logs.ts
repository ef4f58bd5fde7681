// The logs of a deployment as its commands use them: the anchor by the pinned keys, the audit log to append to, and
// the operating system's user as the actor.
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { parseVerifierKey } from '@reseal/protocol/log'
import {
  type Anchor,
  type AnchorVerifiers,
  type AuditActor,
  type AuditLog,
  type AuditSetting,
  anchorPlaceNames,
  type CommittedAuditEvent,
  createAnchor,
  createAnchorWriter,
  createAuditLog,
  createCheckpointVerifier,
  type LogName,
  loadCheckpointSigner,
} from '@reseal/store'
import { version } from '../version.ts'
import type { DeploymentConfig } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { openStorage } from './storage.ts'

/** The deployment's anchor and its copies, read through the keys pinned in config.json. */
export function openAnchor(config: DeploymentConfig): Anchor {
  const requiredPlaces = config.anchoring?.required ?? []
  const { folder, s3 } = openAnchorCopies(config)
  return createAnchor({
    store: openStorage(config.anchor, config.paths.anchor),
    verifiers: verifiersOf(config),
    requiredPlaces,
    furtherPlaces: anchorPlaceNames.filter((place) => config.anchoring?.[place] !== undefined),
    copies: [
      ...(folder ? [{ anchor: folder, isRequired: requiredPlaces.includes('folder') }] : []),
      ...(s3 ? [{ anchor: s3, isRequired: requiredPlaces.includes('s3') }] : []),
    ],
  })
}

/** The places that hold what the first one does, each by itself. */
export function openAnchorCopies(config: DeploymentConfig): { folder?: Anchor; s3?: Anchor } {
  const { folder, s3 } = config.anchoring ?? {}
  const verifiers = verifiersOf(config)
  return {
    ...(folder && {
      folder: createAnchor({ store: openStorage({ kind: 'folder' }, folder), verifiers }),
    }),
    ...(s3 && { s3: createAnchor({ store: openStorage({ kind: 's3', ...s3 }, ''), verifiers }) }),
  }
}

function verifiersOf({ logs }: DeploymentConfig): AnchorVerifiers {
  const verifier = (log: LogName): AnchorVerifiers[LogName] => {
    const { name, publicKey } = parseVerifierKey(logs[log].verifierKey)
    return createCheckpointVerifier(name, publicKey)
  }
  return { audit: verifier('audit'), recordings: verifier('recordings') }
}

/** The audit log, appended to as a service role. */
export function openAuditLog(
  config: DeploymentConfig,
  access: DatabaseAccess,
  role: 'viewer' | 'worker' | 'owner',
): AuditLog {
  return createAuditLog(access.open(role), { anchor: openAnchor(config) })
}

/**
 * Anchors the audit log to its end where this machine holds the checkpoint key: what a command appended is provable
 * at once, also while no worker runs. Elsewhere, and where it fails, the worker does it.
 */
export async function anchorAuditLog(config: DeploymentConfig, access: DatabaseAccess): Promise<void> {
  const { checkpointKey } = config.paths
  const { checkpointPassphrase } = config.keySecrets
  if (!existsSync(checkpointKey)) return
  try {
    const signers = {
      audit: await loadCheckpointSigner(checkpointKey, config.logs.audit.origin, checkpointPassphrase),
      recordings: await loadCheckpointSigner(
        checkpointKey,
        config.logs.recordings.origin,
        checkpointPassphrase,
      ),
    }
    const anchor = openAnchor(config)
    await createAnchorWriter({ db: access.open('worker'), anchor, signers }).anchorLog('audit')
  } catch {
    // A log that does not continue its anchor is verify's to name, not a reason to withhold what was asked for.
  }
}

/** Who runs the command: the operating system vouches, so its user counts, whatever a variable says. */
export function commandActor(): AuditActor {
  return { issuer: 'os', subject: userInfo().username, roles: [], method: 'os-user' }
}

/** What an audit event says of where the command ran. */
export function commandClient(): { userAgent: string } {
  return { userAgent: `reseal/${version}` }
}

/** What someone changed from a command line, in words of the catalogue. */
export interface RecordedChange {
  readonly setting: AuditSetting
  /** Up to 128 of A–Z, a–z, 0–9 and _ . : + / = - */
  readonly from?: string
  /** As `from`. */
  readonly to?: string
  readonly app?: string
  /** Hash of the rule set that it is about. */
  readonly ruleSetVersion?: string
}

/** Appends what someone changed from the command line. */
export function recordChange(
  audit: AuditLog,
  { app, ruleSetVersion, ...change }: RecordedChange,
): Promise<CommittedAuditEvent<'configuration.change'>> {
  return audit.append({
    action: 'configuration.change',
    outcome: 'success',
    actor: commandActor(),
    client: commandClient(),
    change,
    ...(app === undefined ? {} : { target: { app } }),
    ...(ruleSetVersion === undefined ? {} : { ruleSetVersion }),
  })
}

/** Appends that a sign-in link was made for someone. */
export function recordLink(audit: AuditLog, user: string): Promise<CommittedAuditEvent<'user.link'>> {
  return audit.append({
    action: 'user.link',
    outcome: 'success',
    actor: commandActor(),
    client: commandClient(),
    target: { user },
  })
}
