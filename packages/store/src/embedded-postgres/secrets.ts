// The random passwords of the embedded cluster's login roles, in one file only its owner can read.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { DatabaseRole } from '../database/roles.ts'
import { writePrivateFile } from '../keys/private-file.ts'

/** One password a login role; `superuser` is the cluster's `postgres`. */
export type EmbeddedSecrets = Readonly<Record<DatabaseRole | 'superuser', string>>

/** Reads the passwords, or makes and keeps them. */
export async function loadOrCreateSecrets(path: string): Promise<EmbeddedSecrets> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text !== undefined) return parseSecrets(text)
  const secrets: EmbeddedSecrets = {
    superuser: password(),
    owner: password(),
    ingest: password(),
    viewer: password(),
    worker: password(),
  }
  await writePrivateFile(path, `${JSON.stringify(secrets, undefined, 2)}\n`)
  return secrets
}

function parseSecrets(text: string): EmbeddedSecrets {
  const { superuser, owner, ingest, viewer, worker } = JSON.parse(text) as EmbeddedSecrets
  return { superuser, owner, ingest, viewer, worker }
}

function password(): string {
  return randomBytes(24).toString('base64url')
}
