// Every setting that the environment can give, in one table: variable, field of config.json, what is expected.
// A new one is a row here; what it means is said in docs/operations.md.
import { readFileSync } from 'node:fs'
import { suggest } from '../command-line/suggest.ts'
import { identitySettings, oidcSecretVariable } from './identity-settings.ts'
import { keySecretVariables, sealingSettings } from './sealing-settings.ts'
import {
  bucket,
  file,
  flag,
  oneOf,
  origin,
  port,
  prefix,
  type Setting,
  someOf,
  text,
  timeZone,
  url,
  whole,
} from './setting-kinds.ts'

export type { Setting } from './setting-kinds.ts'

const mebibyte = 2 ** 20

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

function listenerSettings(name: 'ingest' | 'viewer' | 'replay'): Setting[] {
  const variable = `RESEAL_${name.toUpperCase()}`
  return [
    { variable: `${variable}_PORT`, field: `${name}.port`, ...port },
    { variable: `${variable}_ORIGIN`, field: `${name}.publicOrigin`, ...origin },
  ]
}

function storageSettings(name: 'objects' | 'anchor' | 'anchoring.s3', variable: string): Setting[] {
  return [
    { variable: `${variable}_BUCKET`, field: `${name}.bucket`, ...bucket },
    { variable: `${variable}_REGION`, field: `${name}.region`, ...text },
    { variable: `${variable}_ENDPOINT`, field: `${name}.endpoint`, ...url },
    { variable: `${variable}_PREFIX`, field: `${name}.prefix`, ...prefix },
    { variable: `${variable}_FORCE_PATH_STYLE`, field: `${name}.forcePathStyle`, ...flag },
  ]
}

/** Places beyond the first, and what is made of anchors. The sink's secret is no setting: it is never in config.json. */
const anchoringSettings: readonly Setting[] = [
  // Of an account of its own, which the other services know nothing of.
  { variable: 'RESEAL_ANCHOR_S3_PROFILE', field: 'anchor.profile', ...text },
  { variable: 'RESEAL_ANCHOR_COPY_FOLDER', field: 'anchoring.folder', ...file },
  ...storageSettings('anchoring.s3', 'RESEAL_ANCHOR_COPY_S3'),
  { variable: 'RESEAL_ANCHOR_COPY_S3_PROFILE', field: 'anchoring.s3.profile', ...text },
  { variable: 'RESEAL_ANCHOR_SINK_URL', field: 'anchoring.sink.url', ...url },
  { variable: 'RESEAL_ANCHOR_SINK_AUTH', field: 'anchoring.sink.auth', ...oneOf(['hmac', 'bearer']) },
  { variable: 'RESEAL_ANCHOR_PRINT_FOLDER', field: 'anchoring.printFolder', ...file },
  { variable: 'RESEAL_ANCHOR_REQUIRED', field: 'anchoring.required', ...someOf(['folder', 's3', 'sink']) },
  { variable: 'RESEAL_ANCHOR_MAX_AGE_MS', field: 'anchoring.maxAgeMs', ...whole(5000, 86_400_000) },
  { variable: 'RESEAL_ANCHOR_STRICT', field: 'anchoring.strict', ...flag },
  { variable: 'RESEAL_ANCHOR_STRICT_WAIT_MS', field: 'anchoring.strictWaitMs', ...whole(1000, 60_000) },
]

/** Bounds of ingest; each field below `limits` is the field of `IngestLimits`. */
export const limitSettings: readonly Setting[] = [
  { variable: 'RESEAL_INGEST_COMMIT_WINDOW_MS', field: 'limits.commitWindowMs', ...whole(0, 2000) },
  {
    variable: 'RESEAL_INGEST_MAX_BATCH_BYTES',
    field: 'limits.maxBatchBytes',
    ...whole(mebibyte, 64 * mebibyte),
  },
  {
    variable: 'RESEAL_INGEST_MAX_IN_FLIGHT_BYTES',
    field: 'limits.maxInFlightBytes',
    ...whole(16 * mebibyte, 16_384 * mebibyte),
  },
  {
    variable: 'RESEAL_INGEST_MAX_COMMITS_IN_FLIGHT',
    field: 'limits.maxCommitsInFlight',
    ...whole(1, 64),
  },
  { variable: 'RESEAL_INGEST_MAX_CHAINS', field: 'limits.maxChains', ...whole(100, 10_000_000) },
  ...quotaSettings('APP', 'appQuota'),
  ...quotaSettings('CLIENT', 'clientQuota'),
  ...quotaSettings('STREAM', 'streamQuota'),
  ...quotaSettings('SESSION', 'sessionQuota'),
  {
    variable: 'RESEAL_INGEST_MAX_ANNOUNCED_BYTES',
    field: 'limits.maxAnnouncedBytes',
    ...whole(8 * mebibyte, 16_384 * mebibyte),
  },
  { variable: 'RESEAL_INGEST_MAX_CONNECTIONS', field: 'limits.maxConnections', ...whole(10, 1_000_000) },
  {
    variable: 'RESEAL_INGEST_MAX_CONNECTIONS_PER_ADDRESS',
    field: 'limits.maxConnectionsPerAddress',
    ...whole(1, 1_000_000),
  },
]

function quotaSettings(name: string, field: string): Setting[] {
  const variable = `RESEAL_INGEST_${name}`
  return [
    {
      variable: `${variable}_BYTES_PER_SECOND`,
      field: `limits.${field}.bytesPerSecond`,
      ...whole(1024, 2 ** 40),
    },
    { variable: `${variable}_BURST_BYTES`, field: `limits.${field}.burstBytes`, ...whole(mebibyte, 2 ** 40) },
  ]
}

/** All settings that config.json has fields for. */
export const settings: readonly Setting[] = [
  { variable: 'RESEAL_HOST', field: 'host', ...text },
  { variable: 'RESEAL_TLS_CERT_FILE', field: 'tls.certFile', ...file },
  { variable: 'RESEAL_TLS_KEY_FILE', field: 'tls.keyFile', ...file },
  ...listenerSettings('ingest'),
  ...listenerSettings('viewer'),
  ...listenerSettings('replay'),
  { variable: 'RESEAL_OPERATOR_HOST', field: 'operator.host', ...text },
  { variable: 'RESEAL_INGEST_OPERATOR_PORT', field: 'operator.ingest', ...port },
  { variable: 'RESEAL_VIEWER_OPERATOR_PORT', field: 'operator.viewer', ...port },
  { variable: 'RESEAL_WORKER_OPERATOR_PORT', field: 'operator.worker', ...port },
  { variable: 'RESEAL_TRUSTED_PROXY_HOPS', field: 'trustedProxies', ...whole(0, 8) },
  { variable: 'RESEAL_STOP_GRACE_MS', field: 'stopGraceMs', ...whole(0, 300_000) },
  // Replays stop when the newest anchor is 60 s old.
  { variable: 'RESEAL_WORKER_ROUND_MS', field: 'workerRoundMs', ...whole(1000, 30_000) },
  { variable: 'RESEAL_SWEEP_GRACE_HOURS', field: 'sweepGraceHours', ...whole(1, 8760) },
  { variable: 'RESEAL_REWRITE_DEAD_PERCENT', field: 'rewriteDeadPercent', ...whole(50, 100) },
  // 45 CFR 164.316(b)(2)(i): six years from when a document was made, or was last in effect.
  { variable: 'RESEAL_LOG_RETENTION_YEARS', field: 'logRetentionYears', ...whole(6, 10) },
  { variable: 'RESEAL_BACKUP_MAX_AGE_DAYS', field: 'backupMaxAgeDays', ...whole(1, 3650) },
  { variable: 'RESEAL_SHRED_OFFICERS', field: 'shredOfficers', ...whole(1, 2) },
  { variable: 'RESEAL_REVIEW_TIME_ZONE', field: 'reviewTimeZone', ...timeZone },
  ...storageSettings('objects', 'RESEAL_S3'),
  ...storageSettings('anchor', 'RESEAL_ANCHOR_S3'),
  ...anchoringSettings,
  { variable: 'RESEAL_OTLP_ENDPOINT', field: 'otlp.endpoint', ...url },
  { variable: 'RESEAL_OTLP_AUTHORIZATION_FILE', field: 'otlp.authorizationFile', ...file },
  ...sealingSettings,
  ...identitySettings,
  ...limitSettings,
]

/** Logins of the database's roles: secret, and so never in config.json. */
export const databaseVariables = {
  owner: 'RESEAL_DATABASE_URL',
  ingest: 'RESEAL_INGEST_DATABASE_URL',
  viewer: 'RESEAL_VIEWER_DATABASE_URL',
  worker: 'RESEAL_WORKER_DATABASE_URL',
} as const

/** What the sink for checkpoints knows the worker by: secret, and so never in config.json. */
export const sinkSecretVariable = 'RESEAL_ANCHOR_SINK_SECRET'

const otherVariables = ['RESEAL_DATA', 'RESEAL_DEBUG', 'RESEAL_CHROMIUM']

/** Every variable that means something. */
export const knownVariables: readonly string[] = [
  ...settings.map(({ variable }) => variable),
  ...Object.values(databaseVariables).flatMap((variable) => [variable, `${variable}_FILE`]),
  sinkSecretVariable,
  `${sinkSecretVariable}_FILE`,
  oidcSecretVariable,
  `${oidcSecretVariable}_FILE`,
  ...Object.values(keySecretVariables).flatMap((variable) => [variable, `${variable}_FILE`]),
  ...otherVariables,
]

/** What to say of variables that look like settings and are none. */
export function unknownVariables(env: Environment): readonly string[] {
  const known = knownVariables.map((name) => name.toLowerCase())
  return Object.keys(env)
    .filter((name) => name.startsWith('RESEAL_') && !knownVariables.includes(name))
    .toSorted()
    .map((name) => {
      const near = suggest(name.toLowerCase(), known)
      return `${name} is no setting${near === undefined ? '' : `; is ${near.toUpperCase()} meant?`}`
    })
}

/** The sink's secret, or the one in the file that the variable with `_FILE` behind it names. */
export function readSinkSecret(env: Environment, problems: string[]): string | undefined {
  const path = env[`${sinkSecretVariable}_FILE`]
  if (path && env[sinkSecretVariable]) {
    problems.push(`${sinkSecretVariable}: set it or ${sinkSecretVariable}_FILE, not both`)
    return undefined
  }
  let value = env[sinkSecretVariable] || undefined
  if (path) {
    try {
      value = readFileSync(path, 'utf8').trim()
    } catch {
      problems.push(`${sinkSecretVariable}_FILE: expected the path of a file that this user can read`)
      return undefined
    }
  }
  // It goes into a header.
  if (value === undefined || /^[!-~]{16,512}$/u.test(value)) return value
  problems.push(`${sinkSecretVariable}: expected 16 to 512 letters, digits and signs without spaces`)
  return undefined
}

/** A login that a variable gives, or the file that the variable with `_FILE` behind it names. */
export function readDatabaseUrl(
  env: Environment,
  role: keyof typeof databaseVariables,
  problems: string[],
): string | undefined {
  const variable = databaseVariables[role]
  const path = env[`${variable}_FILE`]
  const expects = `expected postgresql://reseal_${role}:PASSWORD@HOST/DATABASE`
  if (path && env[variable]) {
    problems.push(`${variable}: set it or ${variable}_FILE, not both`)
    return undefined
  }
  let value = env[variable] || undefined
  if (path) {
    try {
      value = readFileSync(path, 'utf8').trim()
    } catch {
      problems.push(`${variable}_FILE: expected the path of a file that this user can read`)
      return undefined
    }
  }
  if (value === undefined || /^postgres(ql)?:\/\/./u.test(value)) return value
  problems.push(path ? `${variable}_FILE: the file is not as ${expects}` : `${variable}: ${expects}`)
  return undefined
}
