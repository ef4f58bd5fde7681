// A deployment's settings: config.json in the data folder, overridden by environment variables, parsed once.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { CliError } from '../cli-error.ts'

/** Where sealed objects or anchored checkpoints lie. */
export type StorageConfig =
  | { readonly kind: 'folder' }
  | {
      readonly kind: 's3'
      readonly bucket: string
      readonly region?: string | undefined
      readonly endpoint?: string | undefined
      readonly forcePathStyle?: boolean | undefined
      /** Keys begin with it; ends with a slash. */
      readonly prefix?: string | undefined
    }

/** Where a service listens. */
export interface ListenerConfig {
  readonly port: number
  /** Origin under which browsers reach it; behind a proxy it differs from host and port. */
  readonly publicOrigin?: string | undefined
}

/** A log's name, and the key that verifies its checkpoints. */
export interface PinnedLogConfig {
  readonly origin: string
  readonly verifierKey: string
}

/** What config.json holds. Nothing in it is secret. */
export interface ConfigFile {
  readonly version: 1
  readonly host: string
  readonly ingest: ListenerConfig
  readonly viewer: ListenerConfig
  readonly replay: ListenerConfig
  readonly database: { readonly kind: 'embedded'; readonly port: number } | { readonly kind: 'external' }
  /** Proxies of the operator's own in front that append to X-Forwarded-For. */
  readonly trustedProxies: number
  readonly objects: StorageConfig
  readonly anchor: StorageConfig
  readonly logs: { readonly recordings: PinnedLogConfig; readonly audit: PinnedLogConfig }
}

const port = z.number().int().min(0).max(65_535)
const storage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder') }),
  z.strictObject({
    kind: z.literal('s3'),
    bucket: z.string().min(3),
    region: z.string().min(1).optional(),
    endpoint: z.url().optional(),
    forcePathStyle: z.boolean().optional(),
    prefix: z.string().endsWith('/').optional(),
  }),
])
const listener = z.strictObject({ port, publicOrigin: z.url({ protocol: /^https?$/ }).optional() })
const pinnedLog = z.strictObject({ origin: z.string().min(1), verifierKey: z.string().min(1) })
const schema: z.ZodType<ConfigFile> = z.strictObject({
  version: z.literal(1),
  host: z.string().min(1),
  ingest: listener,
  viewer: listener,
  replay: listener,
  database: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('embedded'), port }),
    z.strictObject({ kind: z.literal('external') }),
  ]),
  trustedProxies: z.number().int().min(0).max(8),
  objects: storage,
  anchor: storage,
  logs: z.strictObject({ recordings: pinnedLog, audit: pinnedLog }),
})

/** The files and folders of a deployment. */
export interface DeploymentPaths {
  readonly data: string
  readonly config: string
  readonly init: string
  readonly keys: string
  readonly sealingKey: string
  readonly receiptKey: string
  readonly checkpointKey: string
  readonly objects: string
  readonly anchor: string
  readonly postgres: string
}

/** Connection strings of the four roles of an external PostgreSQL; undefined where none was given. */
export interface DatabaseUrls {
  readonly owner: string | undefined
  readonly ingest: string | undefined
  readonly viewer: string | undefined
  readonly worker: string | undefined
}

/** A deployment's settings after parsing. */
export interface DeploymentConfig extends ConfigFile {
  readonly paths: DeploymentPaths
  readonly databaseUrls: DatabaseUrls
}

type Environment = Readonly<Record<string, string | undefined>>

/** The data folder that a command works on: `--data`, else $RESEAL_DATA, else `./.reseal`. */
export function dataFolder(given: string | undefined, context: { env: Environment; cwd: string }): string {
  return resolve(context.cwd, given ?? (context.env['RESEAL_DATA'] || '.reseal'))
}

/** The paths inside a data folder. */
export function deploymentPaths(data: string): DeploymentPaths {
  const keys = join(data, 'keys')
  return {
    data,
    config: join(data, 'config.json'),
    init: join(data, 'init.json'),
    keys,
    sealingKey: join(keys, 'sealing.json'),
    receiptKey: join(keys, 'receipt.json'),
    checkpointKey: join(keys, 'checkpoint.json'),
    objects: join(data, 'objects'),
    anchor: join(data, 'anchor'),
    postgres: join(data, 'postgres'),
  }
}

function storageFromEnvironment(env: Environment, prefix: string, fallback: StorageConfig): unknown {
  const name = env[`${prefix}_BUCKET`]
  if (!name) return fallback
  return {
    kind: 's3',
    bucket: name,
    ...(env[`${prefix}_REGION`] ? { region: env[`${prefix}_REGION`] } : {}),
    ...(env[`${prefix}_ENDPOINT`] ? { endpoint: env[`${prefix}_ENDPOINT`] } : {}),
    ...(env[`${prefix}_PREFIX`] ? { prefix: env[`${prefix}_PREFIX`] } : {}),
    ...(env[`${prefix}_FORCE_PATH_STYLE`] === 'true' ? { forcePathStyle: true } : {}),
  }
}

function listenerFromEnvironment(env: Environment, prefix: string, fallback: ListenerConfig): unknown {
  const portText = env[`${prefix}_PORT`]
  const originText = env[`${prefix}_ORIGIN`]
  return {
    ...fallback,
    ...(portText ? { port: Number(portText) } : {}),
    ...(originText ? { publicOrigin: originText } : {}),
  }
}

function withEnvironment(file: ConfigFile, env: Environment): unknown {
  const hasDatabaseUrl = databaseVariables.some((name) => env[name])
  return {
    ...file,
    ...(env['RESEAL_HOST'] ? { host: env['RESEAL_HOST'] } : {}),
    ingest: listenerFromEnvironment(env, 'RESEAL_INGEST', file.ingest),
    viewer: listenerFromEnvironment(env, 'RESEAL_VIEWER', file.viewer),
    replay: listenerFromEnvironment(env, 'RESEAL_REPLAY', file.replay),
    database: hasDatabaseUrl ? { kind: 'external' } : file.database,
    ...(env['RESEAL_TRUSTED_PROXY_HOPS'] ? { trustedProxies: Number(env['RESEAL_TRUSTED_PROXY_HOPS']) } : {}),
    objects: storageFromEnvironment(env, 'RESEAL_S3', file.objects),
    anchor: storageFromEnvironment(env, 'RESEAL_ANCHOR_S3', file.anchor),
  }
}

const databaseVariables = [
  'RESEAL_DATABASE_URL',
  'RESEAL_INGEST_DATABASE_URL',
  'RESEAL_VIEWER_DATABASE_URL',
  'RESEAL_WORKER_DATABASE_URL',
] as const

function parse(input: unknown, where: string): ConfigFile {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.') || 'the whole file'
  throw new CliError('invalid_configuration', `${where}: ${path}: ${issue?.message ?? 'not valid'}.`, {
    cause: parsed.error,
  })
}

/**
 * Reads a deployment's settings.
 * @throws CliError 'not_initialised' without config.json, 'invalid_configuration' naming the wrong field
 */
export function loadConfig(data: string, env: Environment): DeploymentConfig {
  const paths = deploymentPaths(data)
  if (!existsSync(paths.config)) {
    throw new CliError('not_initialised', `There is no ${paths.config}. Run: reseal init --data ${data}`)
  }
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(paths.config, 'utf8'))
  } catch (cause) {
    throw new CliError('invalid_configuration', `${paths.config} is not JSON.`, { cause })
  }
  const file = parse(raw, paths.config)
  const config = parse(withEnvironment(file, env), 'An environment variable does not fit')
  return Object.freeze({
    ...config,
    paths,
    databaseUrls: {
      owner: env['RESEAL_DATABASE_URL'],
      ingest: env['RESEAL_INGEST_DATABASE_URL'],
      viewer: env['RESEAL_VIEWER_DATABASE_URL'],
      worker: env['RESEAL_WORKER_DATABASE_URL'],
    },
  })
}

/** A listener's origin: what is configured, else the loopback or host address with its port. */
export function originOf(config: ConfigFile, part: 'ingest' | 'viewer' | 'replay'): string {
  const configured = config[part].publicOrigin
  if (configured) return new URL(configured).origin
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  return `http://${host}:${config[part].port}`
}

/** The text of config.json. */
export function formatConfig(file: ConfigFile): string {
  return `${JSON.stringify(schema.parse(file), undefined, 2)}\n`
}
