// Makes a data folder: three keys (mode 0600), the pinned logs and config.json. Never overwrites anything.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { generateReceiptKeyFile, readReceiptKeyFile } from '@reseal/ingest'
import { encodeVerifierKey } from '@reseal/protocol/log'
import { type App, generateCheckpointKeyFile, generateKeyFile } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import { type DeploymentConfig, deploymentPaths, formatConfig, originOf } from './config.ts'
import type { ConfigFile } from './config-file.ts'
import { describeSealingKeys, listSealingKeys, readPublicKey, sealingKeyOf } from './sealing-keys.ts'
import type { KeySecrets } from './sealing-settings.ts'

/** What a new deployment is made with. */
export interface NewDeployment {
  readonly data: string
  readonly host: string
  readonly ports: {
    readonly ingest: number
    readonly viewer: number
    readonly replay: number
    readonly postgres: number
    /** Of the operator's listeners; none where absent. */
    readonly operator?: { readonly ingest: number; readonly viewer: number; readonly worker: number }
  }
  readonly externalDatabase: boolean
  /** Sealing keys are in KMS or a token, and not in a file here; default false. */
  readonly foreignSealingKeys?: boolean
  /** What key files are protected with. */
  readonly secrets?: Partial<KeySecrets>
}

/** What a page's `Reseal.init` is given. All of it is public. */
export interface InitValues {
  readonly endpoint: string
  readonly appKey?: string
  /** base64url of the raw P-256 points. */
  readonly sealingKey: string
  readonly receiptKey: string
  readonly viewerUrl: string
}

/**
 * Creates keys and config.json.
 * @throws CliError 'already_initialised' when anything of a deployment is there
 */
export async function createDeployment({
  data,
  host,
  ports,
  externalDatabase,
  foreignSealingKeys = false,
  secrets = {},
}: NewDeployment): Promise<void> {
  const paths = deploymentPaths(data)
  const present = [paths.config, paths.sealingKey, paths.receiptKey, paths.checkpointKey].find(existsSync)
  if (present) {
    const advice = `${present} exists and is never overwritten: who loses a sealing key loses every recording. Choose another --data folder.`
    throw new CliError('already_initialised', advice)
  }
  await mkdir(data, { recursive: true, mode: 0o711 })
  // The data folder itself may be passed: the embedded database's own account has to.
  for (const folder of [paths.keys, paths.objects, paths.anchor])
    await mkdir(folder, { recursive: true, mode: 0o700 })
  if (!foreignSealingKeys) await generateKeyFile(paths.sealingKey, secrets.sealingPassphrase)
  await generateReceiptKeyFile(paths.receiptKey)
  const publicKey = await generateCheckpointKeyFile(paths.checkpointKey, secrets.checkpointPassphrase)
  // Random, so that the logs of two deployments are never taken for one another.
  const name = `reseal-${randomBytes(6).toString('hex')}`
  const pin = (log: string): { origin: string; verifierKey: string } => {
    const origin = `${name}/${log}`
    return { origin, verifierKey: encodeVerifierKey({ name: origin, publicKey }) }
  }
  const config: ConfigFile = {
    version: 1,
    host,
    ingest: { port: ports.ingest },
    viewer: { port: ports.viewer },
    replay: { port: ports.replay },
    ...(ports.operator && { operator: ports.operator }),
    database: externalDatabase ? { kind: 'external' } : { kind: 'embedded', port: ports.postgres },
    trustedProxies: 0,
    objects: { kind: 'folder' },
    anchor: { kind: 'folder' },
    logs: { recordings: pin('recordings'), audit: pin('audit') },
  }
  // Last, because it is what makes the folder a deployment.
  await writeFile(paths.config, formatConfig(config), { flag: 'wx', mode: 0o644 })
}

/** The id and raw public point of the first sealing key. */
export async function readSealingKey(
  config: DeploymentConfig,
): Promise<{ keyId: string; publicKey: string }> {
  const [keyId] = await listSealingKeys(config)
  if (keyId === undefined)
    throw new CliError('invalid_configuration', `${describeSealingKeys(config)} holds no key.`)
  return { keyId, publicKey: await readPublicKey(config, keyId) }
}

/** What pages of an app are configured with. */
export async function initValues(
  config: DeploymentConfig,
  app: Pick<App, 'appKey' | 'sealingKeyId'> | undefined,
): Promise<InitValues> {
  const [sealingKey, receipt] = await Promise.all([
    app === undefined ? readSealingKey(config).then(({ publicKey }) => publicKey) : sealingKeyOf(config, app),
    readReceiptKeyFile(config.paths.receiptKey),
  ])
  return {
    endpoint: originOf(config, 'ingest'),
    ...(app === undefined ? {} : { appKey: app.appKey }),
    sealingKey,
    receiptKey: receipt.publicKey,
    viewerUrl: originOf(config, 'viewer'),
  }
}

/** The public half of the key of receipts; undefined where only ingest has it, and init.json is not here. */
export async function findReceiptKey({ paths }: DeploymentConfig): Promise<string | undefined> {
  try {
    const { receiptKey } = JSON.parse(await readFile(paths.init, 'utf8')) as Partial<InitValues>
    if (receiptKey !== undefined) return receiptKey
  } catch {
    // No such file, or none of ours: the key file says it too.
  }
  return await readReceiptKeyFile(paths.receiptKey).then(
    ({ publicKey }) => publicKey,
    () => undefined,
  )
}

/** Writes init.json: the values for the page, for tools that read files. */
export async function writeInitFile(config: DeploymentConfig, values: InitValues): Promise<void> {
  const text = `${JSON.stringify(values, undefined, 2)}\n`
  const current = await readFile(config.paths.init, 'utf8').catch(() => undefined)
  if (current !== text) await writeFile(config.paths.init, text)
}
