// Which settings a deployment has, for an evidence pack. Numbers, switches and closed words are said; a text that somebody chose is
// said by a digest, so that two packs show whether it changed. Of what is secret it is said that it is there, and nothing more.
import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { DeploymentConfig } from '../deployment/config.ts'
import { settings } from '../deployment/settings.ts'

/** One setting: its value, or SHA-256 (hex) of the JSON of its value. */
type DescribedSetting =
  | { readonly field: string; readonly value: number | boolean }
  | { readonly field: string; readonly sha256: string }

/** The part of a pack that says how the deployment is set up. */
export interface DescribedConfiguration {
  readonly settings: readonly DescribedSetting[]
  /** Settings that are as they come. */
  readonly unset: readonly string[]
  readonly database: string
  readonly logs: DeploymentConfig['logs']
  readonly secrets: readonly { readonly name: string; readonly present: boolean; readonly mode?: string }[]
}

/** Describes what `loadConfig` gave. */
export function describeConfiguration(config: DeploymentConfig): DescribedConfiguration {
  const described: DescribedSetting[] = []
  const unset: string[] = []
  for (const { field } of settings) {
    const value = valueAt(config, field.split('.'))
    if (value === undefined) unset.push(field)
    else described.push(describeValue(field, value))
  }
  const { sealingKey, receiptKey, checkpointKey, notifications } = config.paths
  return {
    settings: described,
    unset,
    database: config.database.kind,
    logs: config.logs,
    secrets: [
      ...[sealingKey, receiptKey, checkpointKey, notifications].map(describeFile),
      { name: 'anchor sink secret', present: config.anchorSinkSecret !== undefined },
      { name: 'identity provider secret', present: config.oidcClientSecret !== undefined },
      { name: 'PIN of the token', present: config.keySecrets.pkcs11Pin !== undefined },
      { name: 'passphrase of sealing keys', present: config.keySecrets.sealingPassphrase !== undefined },
      {
        name: 'passphrase of the checkpoint key',
        present: config.keySecrets.checkpointPassphrase !== undefined,
      },
    ],
  }
}

function valueAt(from: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined || typeof from !== 'object' || from === null)
    return first === undefined ? from : undefined
  return valueAt((from as Readonly<Record<string, unknown>>)[first], rest)
}

function describeValue(field: string, value: unknown): DescribedSetting {
  if (typeof value === 'number' || typeof value === 'boolean') return { field, value }
  return { field, sha256: createHash('sha256').update(JSON.stringify(value)).digest('hex') }
}

function describeFile(path: string): DescribedConfiguration['secrets'][number] {
  const name = basename(path)
  if (!existsSync(path)) return { name, present: false }
  return { name, present: true, mode: (statSync(path).mode & 0o777).toString(8).padStart(4, '0') }
}
