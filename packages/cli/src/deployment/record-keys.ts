// The keys that a deployment was made with, as events: the first that its audit log holds.
import { createHash } from 'node:crypto'
import { readReceiptKeyFile } from '@reseal/ingest'
import { parseVerifierKey } from '@reseal/protocol/log'
import type { AuditEventInput, AuditSetting } from '@reseal/store'
import type { DeploymentConfig } from './config.ts'
import { readSealingKey } from './create-deployment.ts'
import type { DatabaseAccess } from './database-access.ts'
import { commandActor, commandClient, openAuditLog } from './logs.ts'

/** Records the sealing key, the key of receipts and the key of checkpoints. @throws StoreError as of `AuditLog` */
export async function recordKeys(config: DeploymentConfig, access: DatabaseAccess): Promise<void> {
  const { keyId } = await readSealingKey(config)
  const receipt = await readReceiptKeyFile(config.paths.receiptKey)
  const checkpoint = parseVerifierKey(config.logs.audit.verifierKey)
  const events = [
    keyEvent('key.checkpoint', digestOf(checkpoint.publicKey)),
    keyEvent('key.receipt', digestOf(Buffer.from(receipt.publicKey, 'base64url'))),
    keyEvent('key.sealing', keyId),
  ]
  await openAuditLog(config, access, 'owner').appendInTransaction(async () => events)
}

function keyEvent(setting: AuditSetting, key: string): AuditEventInput<'key.create'> {
  return {
    action: 'key.create',
    outcome: 'success',
    actor: commandActor(),
    client: commandClient(),
    target: { key },
    change: { setting },
  }
}

function digestOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex')
}
