// reseal audit sink: where audit events are pushed to. What changes there is an audit event, committed first.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import {
  type AuditSink,
  type AuditSinkRepository,
  type AuditSinkSettings,
  createAuditSinkRepository,
  type HttpsSinkPlace,
  readLogSize,
  type S3SinkPlace,
  writePrivateFile,
} from '@reseal/store'
import { checkSinkUrl, SinkError, sinkSecretFile } from '@reseal/worker'
import { plainFilterOptions, readFilter } from '../audit/filter-options.ts'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatMoment, formatTable } from '../command-line/table.ts'
import { type DeploymentConfig, dataFolder, loadConfig } from '../deployment/config.ts'
import { type DatabaseAccess, openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'

const sinkFormats = ['jsonl', 'fhir', 'ocsf'] as const

/** `reseal audit sink` */
export const auditSinkCommand: Command = {
  name: 'audit sink',
  summary: 'Push audit events to an HTTPS address or a bucket as they happen.',
  details: [
    'add: the worker delivers every event in order, at least once, from the beginning of the log unless --start says otherwise; by their ids receivers tell what they have. An HTTPS sink is sent batches by POST, signed with a key that this command makes in a private file and prints once. A bucket is sent one write-once object a batch; its credentials are the machine’s, or accessKeyId and secretAccessKey in that file.',
    'backfill: everything from a leaf on is delivered again. remove: the cursor is forgotten with it, and the key.',
    'Without --personal nobody is named: what is sent of a person is a commitment.',
  ],
  positionals: [
    { name: 'do', help: 'what', choices: ['add', 'list', 'remove', 'backfill'], required: true },
    { name: 'name', help: 'name of the sink: a-z, 0-9 and dashes' },
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'url', value: 'URL', help: 'add: where batches are posted; https, or http on this machine' },
    { name: 'ca', value: 'FILE', help: 'add: PEM of the authority of its certificate, if that is your own' },
    { name: 'private', help: 'add: it may lie on a private network or on this machine' },
    { name: 'bucket', value: 'NAME', help: 'add: the bucket that objects are put into' },
    { name: 'region', value: 'REGION', help: 'add: of the bucket' },
    { name: 'endpoint', value: 'URL', help: 'add: of a server that speaks S3' },
    { name: 'path-style', help: 'add: the bucket is in the path' },
    { name: 'prefix', value: 'PREFIX', help: 'add: keys begin with it; ends with a slash' },
    {
      name: 'format',
      value: 'FORMAT',
      choices: sinkFormats,
      help: 'add: form of the events (default: jsonl)',
    },
    { name: 'personal', help: 'add: clear values of personal fields are sent' },
    {
      name: 'start',
      value: 'LEAF',
      help: 'add, backfill: index of the first leaf, or now (default of add: 0)',
    },
    ...plainFilterOptions,
  ],
  examples: [
    'reseal audit sink add siem --url https://siem.example.org/reseal --format ocsf --private',
    'reseal audit sink add archive --bucket audit-archive --region eu-central-1 --prefix reseal/',
    'reseal audit sink backfill siem --start 12000',
  ],
  run: runSink,
}

async function runSink(input: CommandInput, context: CommandContext): Promise<number> {
  const [what, name] = input.positionals
  if (what !== 'list' && !/^[a-z0-9][a-z0-9-]{0,39}$/u.test(name ?? '')) {
    throw new CliError('usage', `audit sink ${what} needs the name of the sink: a-z, 0-9 and dashes.`)
  }
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const work: SinkWork = {
      input,
      context,
      config,
      access,
      name: name ?? '',
      sinks: createAuditSinkRepository(access.open('owner')),
    }
    if (what === 'add') await add(work)
    else if (what === 'remove') await remove(work)
    else if (what === 'backfill') await backfill(work)
    else await list(work)
    return 0
  } finally {
    await access.stop()
  }
}

interface SinkWork {
  readonly input: CommandInput
  readonly context: CommandContext
  readonly config: DeploymentConfig
  readonly access: DatabaseAccess
  readonly name: string
  readonly sinks: AuditSinkRepository
}

async function add(work: SinkWork): Promise<void> {
  const { input, context, config, name, sinks } = work
  const settings = await readSettings(input, context)
  if ((await sinks.list()).some((sink) => sink.name === name)) {
    throw new CliError('usage', `There is a sink "${name}" already; see: reseal audit sink list`)
  }
  const start = await readStart(work, 0)
  await record(work, `sink ${name} added`)
  const key = settings.place.kind === 'https' ? await makeKey(config, name) : undefined
  if (!(await sinks.add(name, settings, start))) {
    throw new CliError('usage', `There is a sink "${name}" already; see: reseal audit sink list`)
  }
  await anchorAuditLog(config, work.access)
  const file = sinkSecretFile(config.paths.sinkSecrets, name)
  const text = `the worker pushes audit events to ${name} from leaf ${start} on\n${
    key === undefined ? '' : `key of its signatures, shown this once (kept in ${file}): ${key}\n`
  }`
  const reply = { name, settings, start, ...(key !== undefined && { signingKey: key }) }
  await write(work, reply, text)
}

/** The key of a sink's signatures: one that the operator put there, or a new one. */
async function makeKey(config: DeploymentConfig, name: string): Promise<string | undefined> {
  const file = sinkSecretFile(config.paths.sinkSecrets, name)
  if (existsSync(file)) return undefined
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const signingKey = randomBytes(32).toString('base64')
  await writePrivateFile(file, `${JSON.stringify({ signingKey })}\n`)
  return signingKey
}

async function remove(work: SinkWork): Promise<void> {
  const { config, name, sinks } = work
  await known(work)
  await record(work, `sink ${name} removed`)
  await sinks.remove(name)
  await rm(sinkSecretFile(config.paths.sinkSecrets, name), { force: true })
  await anchorAuditLog(config, work.access)
  await write(work, { name, removed: true }, `nothing is pushed to ${name} any more\n`)
}

async function backfill(work: SinkWork): Promise<void> {
  const { input, name, sinks } = work
  if (input.text('start') === undefined) {
    throw new CliError('usage', '--start LEAF is needed: from where on events are delivered again.')
  }
  await known(work)
  const start = await readStart(work, 0)
  await record(work, `sink ${name} from leaf ${start} again`)
  await sinks.rewind(name, start)
  await anchorAuditLog(work.config, work.access)
  await write(work, { name, start }, `the worker pushes to ${name} from leaf ${start} on\n`)
}

async function list(work: SinkWork): Promise<void> {
  const sinks = await work.sinks.list()
  const size = await readLogSize(work.access.open('worker'), 'audit')
  const text =
    sinks.length === 0
      ? 'There is no sink; see: reseal audit sink --help\n'
      : formatTable(
          [
            { title: 'Sink' },
            { title: 'Form' },
            { title: 'Where' },
            { title: 'Waiting', align: 'right' },
            { title: 'Delivered (UTC)' },
            { title: 'State' },
          ],
          sinks.map((sink) => [
            sink.name,
            sink.settings.format,
            placeText(sink.settings.place),
            String(Math.max(0, size - sink.nextIndex)),
            sink.deliveredAtMs === undefined ? '–' : formatMoment(sink.deliveredAtMs),
            stateText(sink),
          ]),
        )
  await write(work, { size, sinks }, text)
}

function placeText(place: HttpsSinkPlace | S3SinkPlace): string {
  return place.kind === 's3' ? `s3://${place.bucket}/${place.prefix ?? ''}` : new URL(place.url).origin
}

function stateText({ failing, failures }: AuditSink): string {
  return failing === undefined ? 'ok' : `${failing}, ${failures} ${failures === 1 ? 'try' : 'tries'}`
}

async function known({ sinks, name }: SinkWork): Promise<void> {
  const names = (await sinks.list()).map((sink) => sink.name)
  if (names.includes(name)) return
  const there = names.length === 0 ? 'There is none.' : `There are: ${names.join(', ')}.`
  throw new CliError('not_found', `There is no sink "${name}". ${there}`)
}

async function readStart({ input, access }: SinkWork, fallback: number): Promise<number> {
  const text = input.text('start')
  if (text === undefined) return fallback
  if (text === 'now') return readLogSize(access.open('worker'), 'audit')
  if (!/^\d{1,15}$/u.test(text)) throw new CliError('usage', '--start takes the index of a leaf, or now.')
  return Number(text)
}

async function record({ config, access }: SinkWork, note: string): Promise<void> {
  await openAuditLog(config, access, 'worker').append({
    action: 'configuration.change',
    outcome: 'success',
    actor: commandActor(),
    client: commandClient(),
    note,
    change: { setting: 'sink' },
  })
}

async function write({ input, context }: SinkWork, reply: object, text: string): Promise<void> {
  await context.stdout.write(input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : text)
}

async function readSettings(input: CommandInput, context: CommandContext): Promise<AuditSinkSettings> {
  const { app, actions, purpose, outcome } = readFilter(input)
  return {
    place: await readPlace(input, context),
    format: sinkFormats.find((format) => format === input.text('format')) ?? 'jsonl',
    personal: input.has('personal'),
    filter: {
      ...(app !== undefined && { app }),
      ...(actions !== undefined && { actions }),
      ...(purpose !== undefined && { purpose }),
      ...(outcome !== undefined && { outcome }),
    },
  }
}

async function readPlace(
  input: CommandInput,
  context: CommandContext,
): Promise<HttpsSinkPlace | S3SinkPlace> {
  const [url, bucket] = [input.text('url'), input.text('bucket')]
  if ((url === undefined) === (bucket === undefined)) {
    throw new CliError('usage', 'audit sink add takes --url for HTTPS or --bucket for S3, one of them.')
  }
  if (bucket !== undefined) return readBucket(input, bucket)
  const isPrivate = input.has('private')
  checkUrl(url ?? '', isPrivate)
  const caFile = input.text('ca')
  const ca = caFile === undefined ? undefined : await readCa(resolve(context.cwd, caFile))
  return { kind: 'https', url: url ?? '', isPrivate, ...(ca !== undefined && { ca }) }
}

function readBucket(input: CommandInput, bucket: string): S3SinkPlace {
  const [region, endpoint, prefix] = [input.text('region'), input.text('endpoint'), input.text('prefix')]
  if (endpoint !== undefined) checkUrl(endpoint, true)
  if (prefix !== undefined && !prefix.endsWith('/')) {
    throw new CliError('usage', '--prefix ends with a slash, such as reseal/.')
  }
  return {
    kind: 's3',
    bucket,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(input.has('path-style') && { forcePathStyle: true }),
    ...(prefix !== undefined && { prefix }),
  }
}

function checkUrl(url: string, isPrivate: boolean): void {
  try {
    checkSinkUrl(url, isPrivate)
  } catch (cause) {
    if (!(cause instanceof SinkError)) throw cause
    throw new CliError(
      'usage',
      cause.code === 'insecure'
        ? 'A sink off this machine is reached over https only.'
        : 'This address is not taken: no password in it, nothing link-local, and private networks or this machine with --private only.',
      { cause },
    )
  }
}

async function readCa(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', '--ca: the file cannot be read.', { cause })
  })
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new CliError('usage', '--ca takes a file in PEM.')
  return pem
}
