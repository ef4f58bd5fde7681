// reseal app limit, reseal app parcels: what ingest takes of an app, and whether it takes anything.
import { type App, type AppLimits, createAppRepository } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatSize, parseSize } from '../command-line/parse-size.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog, type RecordedChange, recordChange } from '../deployment/logs.ts'

const idOption = { name: 'id', value: 'ID', required: true, help: 'id of the app' } as const

/** `reseal app limit` */
export const appLimitCommand: Command = {
  name: 'app limit',
  summary: 'Bound what ingest takes of an app in a day (UTC), over all processes.',
  details: [
    'Above it ingest answers 429 until the day ends, and recorders keep what they have (32 MiB, three days). ' +
      'Processes tell one another every 5 seconds, so that a little more than the bound may pass.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    idOption,
    {
      name: 'bytes-per-day',
      value: 'SIZE',
      required: true,
      help: 'bytes, or such as 50GiB; none takes the bound away',
    },
  ],
  examples: [
    'reseal app limit --id portal --bytes-per-day 50GiB',
    'reseal app limit --id portal --bytes-per-day none',
  ],
  run: runLimit,
}

/** `reseal app parcels` */
export const appParcelsCommand: Command = {
  name: 'app parcels',
  summary: "Have ingest refuse an app's parcels at once, or take them again.",
  details: [
    'refuse: within a second every ingest process answers 401 and stores nothing more. Recorders that hear it stop ' +
      'for that page load and keep what they have queued for three days; withdrawals of consent are taken on. To have ' +
      'recorders stop before they send, say: reseal app command off.',
  ],
  positionals: [{ name: 'choice', help: 'what ingest does', choices: ['refuse', 'take'], required: true }],
  options: [commonOptions.data, commonOptions.json, idOption],
  examples: ['reseal app parcels --id portal refuse', 'reseal app parcels --id portal take'],
  run: runParcels,
}

async function runLimit(input: CommandInput, context: CommandContext): Promise<number> {
  const given = input.text('bytes-per-day') ?? ''
  const dailyQuotaBytes = given === 'none' ? null : parseSize('bytes-per-day', given)
  const what = dailyQuotaBytes === null ? 'no bound a day' : `${formatSize(dailyQuotaBytes)} a day`
  return change(input, context, {
    limits: { dailyQuotaBytes },
    describeChange: (app) => ({
      setting: 'app.limit',
      from: String(app.dailyQuotaBytes ?? 'none'),
      to: String(dailyQuotaBytes ?? 'none'),
    }),
    text: (id) => `ingest takes ${what} of ${id} from now on\n`,
  })
}

async function runParcels(input: CommandInput, context: CommandContext): Promise<number> {
  const parcelsRefused = input.positionals[0] === 'refuse'
  return change(input, context, {
    limits: { parcelsRefused },
    describeChange: (app) => ({
      setting: 'app.parcels',
      from: app.parcelsRefused ? 'refuse' : 'take',
      to: parcelsRefused ? 'refuse' : 'take',
    }),
    text: (id) => `ingest ${parcelsRefused ? 'refuses' : 'takes'} the parcels of ${id} within a second\n`,
  })
}

interface Change {
  readonly limits: AppLimits
  /** What the audit log says. */
  describeChange(before: App): Omit<RecordedChange, 'app'>
  text(id: string): string
}

async function change(
  input: CommandInput,
  context: CommandContext,
  { limits, describeChange, text }: Change,
): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const id = input.text('id') ?? ''
    const apps = createAppRepository(access.open('owner'))
    const app = await apps.findById(id)
    if (app === undefined) {
      throw new CliError('usage', `There is no app "${id}"; see: reseal app list`)
    }
    // The event first: nothing changes what is taken without one.
    await recordChange(openAuditLog(config, access, 'worker'), { ...describeChange(app), app: id })
    await apps.setLimits(id, limits)
    await anchorAuditLog(config, access)
    const reply = { app: id, ...limits }
    await context.stdout.write(input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : text(id))
    return 0
  } finally {
    await access.stop()
  }
}
