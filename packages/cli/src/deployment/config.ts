// A deployment's settings: config.json in the data folder, overridden by environment variables, parsed once and frozen.
// Problems name the variable or field and what is expected there, all of them at once, and never the value.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defaultLimits, type IngestLimits } from '@reseal/ingest'
import type { z } from 'zod'
import { CliError } from '../cli-error.ts'
import { suggest } from '../command-line/suggest.ts'
import { type ConfigFile, configSchema, settingOf } from './config-file.ts'
import { readOidcSecret } from './identity-settings.ts'
import { type KeySecrets, readKeySecrets } from './sealing-settings.ts'
import { databaseVariables, type Environment, readDatabaseUrl, readSinkSecret, settings } from './settings.ts'

/** The files and folders of a deployment. */
export interface DeploymentPaths {
  readonly data: string
  readonly config: string
  readonly init: string
  readonly keys: string
  readonly sealingKey: string
  readonly receiptKey: string
  readonly checkpointKey: string
  /** Folder of what sinks of audit events are reached with. */
  readonly sinkSecrets: string
  /** Private file of the webhook and the mail server that notifications go to. */
  readonly notifications: string
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
export interface DeploymentConfig
  extends Omit<ConfigFile, 'limits' | 'stopGraceMs' | 'sweepGraceHours' | 'logRetentionYears'> {
  readonly limits: IngestLimits
  readonly stopGraceMs: number
  readonly sweepGraceHours: number
  readonly logRetentionYears: number
  readonly paths: DeploymentPaths
  readonly databaseUrls: DatabaseUrls
  /** What the sink for checkpoints knows the worker by. */
  readonly anchorSinkSecret: string | undefined
  /** What the identity provider knows the viewer by. */
  readonly oidcClientSecret: string | undefined
  readonly keySecrets: KeySecrets
}

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
    sinkSecrets: join(keys, 'sinks'),
    notifications: join(keys, 'notifications.json'),
    objects: join(data, 'objects'),
    anchor: join(data, 'anchor'),
    postgres: join(data, 'postgres'),
  }
}

/** The file's settings with those of the environment over them. */
function withEnvironment(file: ConfigFile, env: Environment, problems: string[]): unknown {
  const merged = structuredClone(file) as unknown as Record<string, unknown>
  if (roles.some((role) => env[databaseVariables[role]] || env[`${databaseVariables[role]}_FILE`])) {
    merged['database'] = { kind: 'external' }
  }
  const idle = new Set<string>()
  for (const name of ['objects', 'anchor'] as const) {
    const { variable } = settingOf(`${name}.bucket`)
    // A bucket of the environment's has nothing in common with the file's.
    if (env[variable]) merged[name] = { kind: 's3' }
    else if (file[name].kind === 'folder') {
      for (const setting of settings.filter(({ field }) => field.startsWith(`${name}.`))) {
        if (!env[setting.variable]) continue
        problems.push(`${setting.variable}: means nothing without ${variable}; set that too`)
        idle.add(setting.variable)
      }
    }
  }
  for (const { variable, field, fromText } of settings) {
    const text = env[variable]
    if (text && !idle.has(variable)) setField(merged, field.split('.'), fromText(text))
  }
  return merged
}

function setField(target: Record<string, unknown>, [first = '', ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    target[first] = value
    return
  }
  const inner = { ...(target[first] as Record<string, unknown> | undefined) }
  setField(inner, rest, value)
  target[first] = inner
}

// Longer than the longest that a batch may be under way, with much to spare.
const defaultSweepGraceHours = 24
const defaultLogRetentionYears = 6

const roles = ['owner', 'ingest', 'viewer', 'worker'] as const

/** One line for each thing that is wrong, by field of the file or, where that is right, by variable. */
function problemsOf(error: z.ZodError, file: string, source: 'file' | 'environment'): string[] {
  const lines = error.issues.flatMap((issue) => {
    const field = issue.path.join('.')
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownField(field === '' ? key : `${field}.${key}`, file))
    }
    const setting = settings.find((known) => known.field === field)
    const where =
      setting && source === 'environment' ? setting.variable : `${file}, field ${field || '(all)'}`
    return `${where}: ${setting ? `expected ${setting.expects}` : issue.message}`
  })
  // A field may break several rules; what is expected there is said once.
  return [...new Set(lines)]
}

function unknownField(field: string, file: string): string {
  const known = settings.map((setting) => setting.field)
  const lower = known.map((name) => name.toLowerCase())
  const near = suggest(field.toLowerCase(), lower)
  const meant = near === undefined ? '' : `; is ${known[lower.indexOf(near)]} meant?`
  return `${file}, field ${field}: is no setting${meant}`
}

/** @throws CliError 'invalid_configuration' that lists them, where there are any */
export function refuseProblems(problems: readonly string[], cause?: unknown): void {
  if (problems.length > 0) refuse(problems, cause)
}

function refuse(problems: readonly string[], cause: unknown): never {
  throw new CliError('invalid_configuration', problems.map((problem) => `\n  ${problem}`).join(''), { cause })
}

/**
 * Reads a deployment's settings.
 * @throws CliError 'not_initialised' without config.json, 'invalid_configuration' naming everything that is wrong
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
  const problems: string[] = []
  const [owner, ingest, viewer, worker] = roles.map((role) => readDatabaseUrl(env, role, problems))
  const anchorSinkSecret = readSinkSecret(env, problems)
  const oidcClientSecret = readOidcSecret(env, problems)
  const keySecrets = readKeySecrets(env, problems)
  const file = configSchema.safeParse(raw)
  if (!file.success) {
    refuse([...problemsOf(file.error, paths.config, 'file'), ...problems], file.error)
  }
  const parsed = configSchema.safeParse(withEnvironment(file.data, env, problems))
  if (!parsed.success) {
    // The file by itself is right.
    problems.push(...problemsOf(parsed.error, paths.config, 'environment'))
  } else {
    const { required = [], ...places } = parsed.data.anchoring ?? {}
    for (const place of required.filter((name) => places[name] === undefined)) {
      problems.push(`RESEAL_ANCHOR_REQUIRED: there is no place "${place}"; give that too`)
    }
  }
  if (!parsed.success || problems.length > 0) refuse(problems, parsed.error)
  return Object.freeze({
    ...parsed.data,
    stopGraceMs: parsed.data.stopGraceMs ?? 0,
    sweepGraceHours: parsed.data.sweepGraceHours ?? defaultSweepGraceHours,
    logRetentionYears: parsed.data.logRetentionYears ?? defaultLogRetentionYears,
    limits: Object.freeze(mergeLimits(defaultLimits, parsed.data.limits ?? {})),
    paths,
    databaseUrls: { owner, ingest, viewer, worker },
    anchorSinkSecret,
    oidcClientSecret,
    keySecrets,
  })
}

/** The defaults with what is given over them; the schema has made sure that both have the same shape. */
function mergeLimits<Limits extends object>(
  defaults: Limits,
  given: Readonly<Record<string, unknown>>,
): Limits {
  const merged = { ...defaults } as Record<string, unknown>
  for (const [name, value] of Object.entries(given)) {
    const before = merged[name]
    merged[name] =
      typeof before === 'object' && before !== null
        ? Object.freeze(mergeLimits(before, value as Readonly<Record<string, unknown>>))
        : value
  }
  return merged as Limits
}

/** A listener's origin: what is configured, else the loopback or host address with its port. */
export function originOf(
  config: Pick<ConfigFile, 'host' | 'tls' | 'ingest' | 'viewer' | 'replay'>,
  part: 'ingest' | 'viewer' | 'replay',
): string {
  const configured = config[part].publicOrigin
  if (configured) return new URL(configured).origin
  const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
  return `${config.tls ? 'https' : 'http'}://${host}:${config[part].port}`
}

/** The text of config.json. */
export function formatConfig(file: ConfigFile): string {
  return `${JSON.stringify(configSchema.parse(file), undefined, 2)}\n`
}
