// What config.json may hold: its type, and the schema that the table of settings gives.
import type { AnchorPlaceName } from '@reseal/store'
import { z } from 'zod'
import type { IdentityConfig } from './identity-settings.ts'
import { type SealingConfig, sealingSettings } from './sealing-settings.ts'
import { limitSettings, type Setting, settings } from './settings.ts'

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
      /** Of the AWS configuration and credentials files: a credential of its own. Anchors only. */
      readonly profile?: string | undefined
    }

/** A bucket. */
export type BucketConfig = Extract<StorageConfig, { kind: 's3' }>

/** Anchor places beyond the first, and what is made of anchors. */
export interface AnchoringConfig {
  /** A folder that gets what the first place gets. */
  readonly folder?: string | undefined
  readonly s3?: Omit<BucketConfig, 'kind'> | undefined
  readonly sink?: { readonly url: string; readonly auth?: 'hmac' | 'bearer' | undefined } | undefined
  /** Gets a sheet to print each day. */
  readonly printFolder?: string | undefined
  /** Places that have to have a checkpoint, beside the first, before it counts. */
  readonly required?: readonly AnchorPlaceName[] | undefined
  /** Replays stop once a leaf has waited so long; default 60,000. */
  readonly maxAgeMs?: number | undefined
  /** Nothing is released before its audit event is anchored; default false. */
  readonly strict?: boolean | undefined
  /** How long a read waits for that; default 10,000. */
  readonly strictWaitMs?: number | undefined
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

/** Listeners of the operator's. */
export interface OperatorConfig {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  readonly ingest?: number | undefined
  readonly viewer?: number | undefined
  readonly worker?: number | undefined
}

/** What config.json holds. Nothing in it is secret. */
export interface ConfigFile {
  readonly version: 1
  readonly host: string
  /** Certificate and key, PEM: services speak HTTPS themselves. Without it a proxy does, or they listen on loopback. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string } | undefined
  readonly ingest: ListenerConfig
  readonly viewer: ListenerConfig
  readonly replay: ListenerConfig
  readonly database: { readonly kind: 'embedded'; readonly port: number } | { readonly kind: 'external' }
  /** Where each service answers its operator: health and metrics. A service without a port does not. */
  readonly operator?: OperatorConfig | undefined
  /** Proxies of the operator's own in front that append to X-Forwarded-For. */
  readonly trustedProxies: number
  /** After a signal, how long a service that calls itself not ready still takes requests; default 0. */
  readonly stopGraceMs?: number | undefined
  /** From the start of a round of the worker to the start of the next; default 1,000. */
  readonly workerRoundMs?: number | undefined
  /** How old an object that no batch names has to be before the worker removes it; default 24. */
  readonly sweepGraceHours?: number | undefined
  /** How much of a batch is dead before the worker writes it anew, in percent; 100 never does. Default 75. */
  readonly rewriteDeadPercent?: number | undefined
  /** How long both logs are kept, in years; nothing deletes a leaf before or after. Default 6. */
  readonly logRetentionYears?: number | undefined
  /** How old backups of `stream_keys` get at most. */
  readonly backupMaxAgeDays?: number | undefined
  /** How many privacy officers a shred takes; default 2. */
  readonly shredOfficers?: 1 | 2 | undefined
  /** IANA name of the time zone by which the access review tells office hours; default UTC. */
  readonly reviewTimeZone?: string | undefined
  /** Bounds of ingest that differ from the defaults. */
  readonly limits?: Readonly<Record<string, unknown>> | undefined
  readonly objects: StorageConfig
  readonly anchor: StorageConfig
  readonly anchoring?: AnchoringConfig | undefined
  /** The collector that the worker sends redacted signals to; none without it. */
  readonly otlp?: { readonly endpoint: string; readonly authorizationFile?: string | undefined } | undefined
  readonly identity?: IdentityConfig | undefined
  /** Where sealing keys are; the key file without it. */
  readonly sealing?: SealingConfig | undefined
  readonly logs: { readonly recordings: PinnedLogConfig; readonly audit: PinnedLogConfig }
}

const listener = strictFields(['port', 'publicOrigin'], 'ingest', ['port'])
const bucketFields = ['bucket', 'region', 'endpoint', 'forcePathStyle', 'prefix'] as const
const storage = (name: 'objects' | 'anchor'): z.ZodType =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('folder') }),
    z.strictObject({
      kind: z.literal('s3'),
      ...fieldsOf(name, name === 'anchor' ? [...bucketFields, 'profile'] : bucketFields, ['bucket']),
    }),
  ])
const anchoring = z.strictObject({
  ...fieldsOf('anchoring', ['folder', 'printFolder', 'required', 'maxAgeMs', 'strict', 'strictWaitMs'], []),
  s3: strictFields([...bucketFields, 'profile'], 'anchoring.s3', ['bucket']).optional(),
  sink: strictFields(['url', 'auth'], 'anchoring.sink', ['url']).optional(),
})
const oidcFields = [
  'issuer',
  'clientId',
  'label',
  'scopes',
  'nameClaim',
  'groupsClaim',
  'groupRoles',
  'groupApps',
  'requiredAmr',
  'requiredAcr',
]
const identity = z.strictObject({
  ...fieldsOf('identity', ['links', 'idleMs', 'sessionMs'], []),
  oidc: strictFields(oidcFields, 'identity.oidc', ['issuer', 'clientId']).optional(),
})
const pinnedLog = z.strictObject({ origin: z.string().min(1), verifierKey: z.string().min(1) })
/** Parses config.json, and config.json with the environment's settings over it. */
export const configSchema: z.ZodType<ConfigFile> = z.strictObject({
  version: z.literal(1),
  ...fieldsOf(
    '',
    [
      'host',
      'trustedProxies',
      'stopGraceMs',
      'workerRoundMs',
      'sweepGraceHours',
      'rewriteDeadPercent',
      'logRetentionYears',
      'backupMaxAgeDays',
      'shredOfficers',
      'reviewTimeZone',
    ],
    ['host', 'trustedProxies'],
  ),
  tls: strictFields(['certFile', 'keyFile'], 'tls', ['certFile', 'keyFile']).optional(),
  ingest: listener,
  viewer: listener,
  replay: listener,
  operator: strictFields(['host', 'ingest', 'viewer', 'worker'], 'operator', []).optional(),
  database: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('embedded'), port: settingOf('ingest.port').schema }),
    z.strictObject({ kind: z.literal('external') }),
  ]),
  limits: nestedObject(limitSettings, 'limits').optional(),
  objects: storage('objects'),
  anchor: storage('anchor'),
  anchoring: anchoring.optional(),
  otlp: strictFields(['endpoint', 'authorizationFile'], 'otlp', ['endpoint']).optional(),
  identity: identity.optional(),
  sealing: nestedObject(sealingSettings, 'sealing').optional(),
  logs: z.strictObject({ recordings: pinnedLog, audit: pinnedLog }),
}) as unknown as z.ZodType<ConfigFile>

/** The setting of a field that there is. */
export function settingOf(field: string): Setting {
  const setting = settings.find((known) => known.field === field)
  if (setting === undefined) throw new RangeError('no such setting')
  return setting
}

/** Schemas of neighbouring fields; those not listed as needed may be absent. */
function fieldsOf(parent: string, names: readonly string[], needed: readonly string[]): z.ZodRawShape {
  const shape: Record<string, z.ZodType> = {}
  for (const name of names) {
    const { schema: field } = settingOf(parent === '' ? name : `${parent}.${name}`)
    shape[name] = needed.includes(name) ? field : field.optional()
  }
  return shape
}

function strictFields(names: readonly string[], parent: string, needed: readonly string[]): z.ZodObject {
  return z.strictObject(fieldsOf(parent, names, needed))
}

/** An object in which every field may be absent, made from dotted fields. */
function nestedObject(rows: readonly Setting[], parent: string): z.ZodObject {
  const shape: Record<string, z.ZodType> = {}
  for (const { field, schema: leaf } of rows) {
    const [name = '', ...rest] = field.slice(parent.length + 1).split('.')
    const within = `${parent}.${name}`
    const inner = rows.filter((row) => row.field.startsWith(`${within}.`))
    shape[name] = rest.length === 0 ? leaf.optional() : nestedObject(inner, within).optional()
  }
  return z.strictObject(shape)
}
