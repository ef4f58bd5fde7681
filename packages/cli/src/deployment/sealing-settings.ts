// Settings of where sealing keys are: the key file, AWS KMS, or a PKCS#11 token (docs/operations.md, "Where keys are").
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { file, oneOf, type Setting, type SettingKind, text, url } from './setting-kinds.ts'

/** Where sealing keys are. */
export type SealingProviderName = 'file' | 'aws-kms' | 'pkcs11'

/** What config.json says of it; secrets are never there. */
export interface SealingConfig {
  /** Default file. */
  readonly provider?: SealingProviderName | undefined
  readonly kms?:
    | {
        readonly keys?: readonly string[] | undefined
        readonly region?: string | undefined
        readonly endpoint?: string | undefined
        readonly profile?: string | undefined
      }
    | undefined
  readonly pkcs11?:
    | {
        readonly module?: string | undefined
        readonly token?: string | undefined
        readonly keyLabel?: string | undefined
      }
    | undefined
}

/** What keys are unlocked with. */
export interface KeySecrets {
  /** Protects keys/sealing.json. */
  readonly sealingPassphrase: string | undefined
  /** Protects keys/checkpoint.json; the worker's alone. */
  readonly checkpointPassphrase: string | undefined
  readonly pkcs11Pin: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

const kmsKeyNames = z
  .array(z.string().regex(/^[\w/:+=,.@-]{1,2048}$/u))
  .min(1)
  .max(50)

const kmsKeys: SettingKind = {
  // One problem for the whole of it, whichever name is wrong.
  schema: z.unknown().refine((value) => kmsKeyNames.safeParse(value).success),
  expects: 'ids, ARNs or aliases of KMS keys between commas, such as alias/reseal-2026',
  fromText: (value) => value.split(',').map((name) => name.trim()),
}

/** All of them but the secrets. */
export const sealingSettings: readonly Setting[] = [
  { variable: 'RESEAL_SEALING_KEYS', field: 'sealing.provider', ...oneOf(['file', 'aws-kms', 'pkcs11']) },
  { variable: 'RESEAL_KMS_KEYS', field: 'sealing.kms.keys', ...kmsKeys },
  { variable: 'RESEAL_KMS_REGION', field: 'sealing.kms.region', ...text },
  { variable: 'RESEAL_KMS_ENDPOINT', field: 'sealing.kms.endpoint', ...url },
  { variable: 'RESEAL_KMS_PROFILE', field: 'sealing.kms.profile', ...text },
  { variable: 'RESEAL_PKCS11_MODULE', field: 'sealing.pkcs11.module', ...file },
  { variable: 'RESEAL_PKCS11_TOKEN', field: 'sealing.pkcs11.token', ...text },
  { variable: 'RESEAL_PKCS11_KEY_LABEL', field: 'sealing.pkcs11.keyLabel', ...text },
]

/** What the environment alone says, for a deployment that is still to be made. */
export function readSealingSettings(env: Environment, problems: string[]): SealingConfig {
  const found: Record<string, unknown> = {}
  for (const { variable, field, schema, expects, fromText } of sealingSettings) {
    const given = env[variable]
    if (!given) continue
    const value = schema.safeParse(fromText(given))
    if (!value.success) problems.push(`${variable}: expected ${expects}`)
    const [, first = '', second] = field.split('.')
    if (second === undefined) found[first] = value.data
    else found[first] = { ...(found[first] as object | undefined), [second]: value.data }
  }
  return found as SealingConfig
}

/** Secrets by variable, each also with `_FILE` behind it; never in config.json. */
export const keySecretVariables = {
  sealingPassphrase: 'RESEAL_SEALING_KEY_PASSPHRASE',
  checkpointPassphrase: 'RESEAL_CHECKPOINT_KEY_PASSPHRASE',
  pkcs11Pin: 'RESEAL_PKCS11_PIN',
} as const

/** The secrets, or those in the files that variables with `_FILE` behind them name. */
export function readKeySecrets(env: Environment, problems: string[]): KeySecrets {
  return {
    sealingPassphrase: readPassphrase(env, keySecretVariables.sealingPassphrase, problems),
    checkpointPassphrase: readPassphrase(env, keySecretVariables.checkpointPassphrase, problems),
    pkcs11Pin: readSecret(env, keySecretVariables.pkcs11Pin, problems),
  }
}

// Whoever has the file tries as many as they like.
const leastPassphrase = 16

function readPassphrase(env: Environment, variable: string, problems: string[]): string | undefined {
  const value = readSecret(env, variable, problems)
  if (value === undefined || value.length >= leastPassphrase) return value
  problems.push(`${variable}: expected ${leastPassphrase} characters or more`)
  return undefined
}

function readSecret(env: Environment, variable: string, problems: string[]): string | undefined {
  const path = env[`${variable}_FILE`]
  if (!path) return env[variable] || undefined
  if (env[variable]) {
    problems.push(`${variable}: set it or ${variable}_FILE, not both`)
    return undefined
  }
  try {
    // An editor ends the file with a line.
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/u, '')
    if (value !== '') return value
    problems.push(`${variable}_FILE: the file is empty`)
  } catch {
    problems.push(`${variable}_FILE: expected the path of a file that this user can read`)
  }
  return undefined
}

/** One line for each thing that the provider lacks, or that means nothing to it. */
export function sealingProblems(
  { sealing }: { readonly sealing?: SealingConfig | undefined },
  { pkcs11Pin, sealingPassphrase }: KeySecrets,
): readonly string[] {
  const { provider = 'file', kms, pkcs11 } = sealing ?? {}
  const problems: string[] = []
  const need = (variable: string, value: unknown, what: string): void => {
    if (value === undefined) problems.push(`${variable}: expected ${what}`)
  }
  if (provider === 'aws-kms') need('RESEAL_KMS_KEYS', kms?.keys, kmsKeys.expects)
  else if (kms !== undefined) {
    problems.push('RESEAL_KMS_…: means nothing without RESEAL_SEALING_KEYS=aws-kms; set that too')
  }
  if (provider === 'pkcs11') {
    need('RESEAL_PKCS11_MODULE', pkcs11?.module, "the path of the token's PKCS#11 library")
    need('RESEAL_PKCS11_TOKEN', pkcs11?.token, 'the label of the token')
    const pin = keySecretVariables.pkcs11Pin
    need(`${pin}_FILE`, pkcs11Pin, `the path of a file with the PIN of the token's user (or ${pin})`)
  } else if (pkcs11 !== undefined) {
    problems.push('RESEAL_PKCS11_…: means nothing without RESEAL_SEALING_KEYS=pkcs11; set that too')
  }
  if (provider !== 'file' && sealingPassphrase !== undefined) {
    problems.push(`${keySecretVariables.sealingPassphrase}: means nothing without a key file; take it away`)
  }
  return problems
}
