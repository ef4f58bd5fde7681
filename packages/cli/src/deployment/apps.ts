// Registers the front ends that may record into a deployment.
import { randomBytes } from 'node:crypto'
import { loopbackOrigins } from '@reseal/ingest'
import { type App, createAppRepository } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DeploymentConfig } from './config.ts'
import type { DatabaseAccess } from './database-access.ts'
import { openAuditLog, recordChange } from './logs.ts'
import { keyForNewApp } from './sealing-keys.ts'

/** What a new app is registered with. */
export interface NewApp {
  readonly id: string
  readonly name?: string
  readonly origins: readonly string[]
  /** The public key that its pages carry already; default a fresh one. */
  readonly appKey?: string
}

/**
 * Origins as browsers send them, or `http://localhost:*` for an app under development.
 * @throws CliError 'usage' naming the first that is none
 */
export function checkOrigins(origins: readonly string[]): readonly string[] {
  return origins.map((text) => {
    if (loopbackOrigins.includes(text)) return text
    const url = URL.canParse(text) ? new URL(text) : undefined
    const isOrigin =
      url && (url.protocol === 'https:' || url.protocol === 'http:') && `${url.origin}/` === url.href
    if (isOrigin) return url.origin
    throw new CliError(
      'usage',
      `--origin "${text}" is no origin; write scheme, host and port only, such as https://portal.example.org.`,
    )
  })
}

/**
 * Registers an app under the deployment's sealing key; that it is done is committed before.
 * @throws CliError 'usage' for an id that is malformed or taken
 */
export async function addApp(
  config: DeploymentConfig,
  access: DatabaseAccess,
  { id, name, origins, appKey: given }: NewApp,
): Promise<App> {
  if (!/^[a-z0-9-]{1,64}$/.test(id)) {
    throw new CliError('usage', `"${id}" is no app id; use up to 64 of a-z, 0-9 and dashes.`)
  }
  const apps = createAppRepository(access.open('owner'))
  if (await apps.findById(id))
    throw new CliError('usage', `There is an app "${id}" already; see: reseal app list`)
  const sealingKeyId = await keyForNewApp(config, access)
  if (given !== undefined && !/^[A-Za-z0-9_-]{16,64}$/.test(given)) {
    throw new CliError('usage', '--app-key is no app key; it begins with rsl_ and is in the page.')
  }
  const appKey = given ?? `rsl_${randomBytes(16).toString('base64url')}`
  const app: App = { id, appKey, name: name ?? id, allowedOrigins: origins, sealingKeyId }
  await recordChange(openAuditLog(config, access, 'owner'), { setting: 'app', app: id })
  await apps.create(app)
  return app
}

/**
 * Adds origins to an app that is registered.
 * @returns the app with all its origins, or undefined when there is none of this id
 */
export async function allowOrigins(
  config: DeploymentConfig,
  access: DatabaseAccess,
  { id, origins }: Pick<NewApp, 'id' | 'origins'>,
): Promise<App | undefined> {
  const owner = access.open('owner')
  const app = await createAppRepository(owner).findById(id)
  if (!app) return undefined
  const allowedOrigins = [...new Set([...app.allowedOrigins, ...origins])]
  if (allowedOrigins.length > app.allowedOrigins.length) {
    await recordChange(openAuditLog(config, access, 'owner'), { setting: 'app.origins', app: id })
    await owner.updateTable('apps').set({ allowed_origins: allowedOrigins }).where('id', '=', id).execute()
  }
  return { ...app, allowedOrigins }
}
