// The sealing keys of a deployment as its services and commands use them.
import { encodeBase64url } from '@reseal/protocol'
import {
  type App,
  createFileKeyProvider,
  createSealingKeyRepository,
  type Database,
  type FollowedKeys,
  followKeys,
  isKeyFileAbsent,
  type KeyProvider,
  StoreError,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DeploymentConfig } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'

/** The provider with the keys that it has now. @throws StoreError as of the provider */
export function openSealingKeys({
  paths,
}: DeploymentConfig): Promise<KeyProvider & { readonly keyIds: readonly string[] }> {
  return createFileKeyProvider({ path: paths.sealingKey })
}

/** The provider of a service that runs on while keys come and are retired; `db` logs in as viewer or worker. */
export function openFollowedKeys(config: DeploymentConfig, db: Database): Promise<FollowedKeys> {
  const { isRetired } = createSealingKeyRepository(db)
  return followKeys({ open: () => openSealingKeys(config), isRetired })
}

/** Ids of the keys that the provider has; none where its file is lost. */
export async function sealingKeyIds(config: DeploymentConfig): Promise<readonly string[]> {
  try {
    return (await openSealingKeys(config)).keyIds
  } catch (error) {
    if (error instanceof StoreError && isKeyFileAbsent(error)) return []
    throw error
  }
}

/**
 * The key that a new app gets: the one that an app was given last, else the provider's first.
 * @throws CliError 'invalid_configuration' where the provider has none that is not retired
 */
export async function keyForNewApp(config: DeploymentConfig, access: DatabaseAccess): Promise<string> {
  const { keyIds } = await openSealingKeys(config)
  const rows = await createSealingKeyRepository(access.open('owner')).list()
  const given = rows
    .filter(({ state, keyId }) => state === 'current' && keyIds.includes(keyId))
    .sort((a, b) => b.since.getTime() - a.since.getTime())[0]
  const closed = new Set(rows.flatMap(({ closedAt, keyId }) => (closedAt === undefined ? [] : [keyId])))
  const keyId = given?.keyId ?? keyIds.find((id) => !closed.has(id))
  if (keyId !== undefined) return keyId
  throw new CliError(
    'invalid_configuration',
    `${config.paths.sealingKey} holds no key that is not retired; see: reseal keys rotate --help`,
  )
}

/** The public half of an app's sealing key, as its pages are given it. @throws StoreError unknown_key */
export async function sealingKeyOf(
  config: DeploymentConfig,
  { sealingKeyId }: Pick<App, 'sealingKeyId'>,
): Promise<string> {
  const keys = await openSealingKeys(config)
  return encodeBase64url(await keys.publicKey(sealingKeyId))
}
