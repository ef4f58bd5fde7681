// The sealing keys of a deployment as its services and commands use them.
import { encodeBase64url } from '@reseal/protocol'
import {
  type App,
  addSealingKey,
  areKeysAway,
  createFileKeyProvider,
  createSealingKeyRepository,
  type Database,
  type FollowedKeys,
  followKeys,
  generatePkcs11Key,
  type ListedKeyProvider,
  openAwsKmsKeyProvider,
  openPkcs11KeyProvider,
  type Pkcs11Options,
  StoreError,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import { type DeploymentConfig, deploymentPaths, refuseProblems } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { type KeySecrets, readKeySecrets, readSealingSettings, sealingProblems } from './sealing-settings.ts'
import type { Environment } from './settings.ts'

/**
 * Opens where the deployment's sealing keys are, with the keys that are there now: the one way to them for every service and
 * command. Whoever opens it closes it.
 * @throws StoreError as of the provider; CliError 'invalid_configuration' where settings of the provider are missing
 */
export async function openSealingKeys(config: SealingKeysConfig): Promise<ListedKeyProvider> {
  const { sealing, keySecrets, paths } = config
  refuseProblems(sealingProblems(config, keySecrets))
  switch (sealing?.provider ?? 'file') {
    case 'aws-kms':
      return openAwsKmsKeyProvider({ ...sealing?.kms, keys: sealing?.kms?.keys ?? [] })
    case 'pkcs11':
      return openPkcs11KeyProvider(tokenOptions(config))
    case 'file':
      return createFileKeyProvider({ path: paths.sealingKey, passphrase: keySecrets.sealingPassphrase })
  }
}

/**
 * Before anything is made: where sealing keys are to be, what key files are protected with, and that a key is there where it is
 * not made in a file. A token that has none gets one.
 * @throws CliError 'invalid_configuration'; StoreError as of the provider
 */
export async function prepareKeys(
  data: string,
  env: Environment,
): Promise<{ readonly foreignSealingKeys: boolean; readonly secrets: KeySecrets }> {
  const problems: string[] = []
  const sealing = readSealingSettings(env, problems)
  const secrets = readKeySecrets(env, problems)
  const config = { sealing, keySecrets: secrets, paths: deploymentPaths(data) }
  refuseProblems([...problems, ...sealingProblems(config, secrets)])
  const foreignSealingKeys = (sealing.provider ?? 'file') !== 'file'
  if (foreignSealingKeys && (await listSealingKeys(config)).length === 0) await makeSealingKey(config)
  return { foreignSealingKeys, secrets }
}

/** What opening takes of a deployment's settings. */
export type SealingKeysConfig = Pick<DeploymentConfig, 'sealing' | 'keySecrets' | 'paths'>

/**
 * Makes another sealing key where the deployment's keys are, and gives its id.
 * @throws StoreError as of the provider; CliError 'usage' where that is not for Reseal to do
 */
export async function makeSealingKey(config: SealingKeysConfig): Promise<string> {
  refuseProblems(sealingProblems(config, config.keySecrets))
  switch (config.sealing?.provider ?? 'file') {
    case 'aws-kms':
      throw new CliError(
        'usage',
        'Make the key in KMS (ECC_NIST_P256, KEY_AGREEMENT), add it to RESEAL_KMS_KEYS, and say which one it is with --key-id; see: reseal keys list',
      )
    case 'pkcs11':
      return generatePkcs11Key(tokenOptions(config))
    case 'file':
      return (await addSealingKey(config.paths.sealingKey, config.keySecrets.sealingPassphrase)).keyId
  }
}

/** Where the keys are, in words. */
export function describeSealingKeys({ sealing, paths }: SealingKeysConfig): string {
  switch (sealing?.provider ?? 'file') {
    case 'aws-kms':
      return 'AWS KMS (RESEAL_KMS_KEYS)'
    case 'pkcs11':
      return 'The PKCS#11 token (RESEAL_PKCS11_TOKEN)'
    case 'file':
      return paths.sealingKey
  }
}

function tokenOptions({ sealing, keySecrets }: SealingKeysConfig): Pkcs11Options {
  const { module = '', token = '', keyLabel } = sealing?.pkcs11 ?? {}
  return { module, token, keyLabel, pin: keySecrets.pkcs11Pin ?? '' }
}

/** The provider of a service that runs on while keys come and are retired; `db` logs in as viewer or worker. */
export function openFollowedKeys(config: DeploymentConfig, db: Database): Promise<FollowedKeys> {
  const { isRetired } = createSealingKeyRepository(db)
  return followKeys({ open: () => openSealingKeys(config), isRetired })
}

/** Ids of the keys that the provider has. @throws as of `openSealingKeys` */
export async function listSealingKeys(config: SealingKeysConfig): Promise<readonly string[]> {
  const provider = await openSealingKeys(config)
  await provider.close()
  return provider.keyIds
}

/** Ids of the keys that the provider has; none where its file is lost, or it does not answer. */
export async function sealingKeyIds(config: DeploymentConfig): Promise<readonly string[]> {
  try {
    return await listSealingKeys(config)
  } catch (error) {
    if (error instanceof StoreError && areKeysAway(error)) return []
    throw error
  }
}

/**
 * The key that a new app gets: the one that an app was given last, else the provider's first.
 * @throws CliError 'invalid_configuration' where the provider has none that is not retired
 */
export async function keyForNewApp(config: DeploymentConfig, access: DatabaseAccess): Promise<string> {
  const keyIds = await listSealingKeys(config)
  const rows = await createSealingKeyRepository(access.open('owner')).list()
  const given = rows
    .filter(({ state, keyId }) => state === 'current' && keyIds.includes(keyId))
    .sort((a, b) => b.since.getTime() - a.since.getTime())[0]
  const closed = new Set(rows.flatMap(({ closedAt, keyId }) => (closedAt === undefined ? [] : [keyId])))
  const keyId = given?.keyId ?? keyIds.find((id) => !closed.has(id))
  if (keyId !== undefined) return keyId
  throw new CliError(
    'invalid_configuration',
    `${describeSealingKeys(config)} holds no key that is not retired; see: reseal keys rotate --help`,
  )
}

/** The public half of an app's sealing key, as its pages are given it. @throws StoreError unknown_key */
export async function sealingKeyOf(
  config: DeploymentConfig,
  { sealingKeyId }: Pick<App, 'sealingKeyId'>,
): Promise<string> {
  return readPublicKey(config, sealingKeyId)
}

/** The public half of a key (base64url of the raw point). @throws StoreError unknown_key, or as of the provider */
export async function readPublicKey(config: SealingKeysConfig, keyId: string): Promise<string> {
  const keys = await openSealingKeys(config)
  try {
    return encodeBase64url(await keys.publicKey(keyId))
  } finally {
    await keys.close()
  }
}
