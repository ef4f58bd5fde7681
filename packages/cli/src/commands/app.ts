// reseal app add, reseal app list, reseal app command: which front ends may record, and what their recorders are told.
import {
  type App,
  createAppRepository,
  createAppUseRepository,
  type RecorderCommand,
  recorderCommands,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { formatSize } from '../command-line/parse-size.ts'
import { addApp, checkOrigins } from '../deployment/apps.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { initValues, writeInitFile } from '../deployment/create-deployment.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog, recordChange } from '../deployment/logs.ts'

/** `reseal app add` */
export const appAddCommand: Command = {
  name: 'app add',
  summary: 'Register an app with its origins.',
  details: ["Prints the values for the page's Reseal.init, and writes them to init.json."],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'id', value: 'ID', required: true, help: 'id of the app: a-z, 0-9 and dashes' },
    { name: 'origin', value: 'ORIGIN', required: true, multiple: true, help: 'an origin it is served from' },
    { name: 'name', value: 'NAME', help: 'what the viewer shows (default: the id)' },
    {
      name: 'app-key',
      value: 'KEY',
      help: 'the public key that its pages carry already, after a lost database (default: a new one)',
    },
  ],
  examples: [
    'reseal app add --id portal --origin https://portal.example.org',
    'reseal app add --id portal-dev --origin "http://localhost:*"',
  ],
  run: runAdd,
}

/** `reseal app list` */
export const appListCommand: Command = {
  name: 'app list',
  summary: 'List the registered apps, with their limits and what they used today (UTC).',
  options: [commonOptions.data, commonOptions.json],
  run: runList,
}

/** `reseal app command` */
export const appCommandCommand: Command = {
  name: 'app command',
  summary: "Tell an app's recorders to record less, without a deploy.",
  details: [
    'off: recording ends. block: everything is left out but an empty box. sample-less: a tenth of the sessions that ' +
      'would be recorded are, from the next session on. later: what is sealed waits in the browser, ten minutes at a ' +
      'time. none: as the page says.',
    'Each only tightens, and none carries data. A recorder hears it with its next receipt: within seconds while it ' +
      'has something to send. What it has heard holds until a receipt comes without it.',
  ],
  positionals: [
    {
      name: 'command',
      help: 'what the recorders are told',
      choices: [...recorderCommands, 'none'],
      required: true,
    },
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'id', value: 'ID', required: true, help: 'id of the app' },
  ],
  examples: ['reseal app command --id portal off', 'reseal app command --id portal none'],
  run: runCommand,
}

async function runCommand(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const id = input.text('id') ?? ''
    const [word = 'none'] = input.positionals
    const apps = createAppRepository(access.open('owner'))
    const app = await apps.findById(id)
    if (app === undefined) {
      throw new CliError('usage', `There is no app "${id}"; see: reseal app list`)
    }
    // The event first: no recorder changes what it does without one.
    const change = { setting: 'app.command', from: app.command ?? 'none', to: word, app: id } as const
    await recordChange(openAuditLog(config, access, 'worker'), change)
    await apps.setCommand(id, word === 'none' ? undefined : (word as RecorderCommand))
    await anchorAuditLog(config, access)
    const text =
      word === 'none'
        ? `recorders of ${id} are told nothing from now on\n`
        : `recorders of ${id} are told "${word}" with each receipt from now on\n`
    const reply = { app: id, command: word === 'none' ? null : word }
    await context.stdout.write(input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}

async function runAdd(input: CommandInput, context: CommandContext): Promise<number> {
  const origins = checkOrigins(input.texts('origin'))
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const id = input.text('id') ?? ''
    const name = input.text('name')
    const appKey = input.text('app-key')
    const optional = { ...(name === undefined ? {} : { name }), ...(appKey === undefined ? {} : { appKey }) }
    const app = await addApp(config, access, { id, origins, ...optional })
    const values = await initValues(config, app)
    await writeInitFile(config, values)
    const lines = Object.entries(values).map(([key, value]) => `  ${key.padEnd(12)}${value}\n`)
    const text = `registered ${id}; give Reseal.init:\n${lines.join('')}`
    await context.stdout.write(input.has('json') ? `${JSON.stringify(values, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}

async function runList(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const owner = access.open('owner')
    const apps = await createAppRepository(owner).list()
    const used = await createAppUseRepository(owner).today()
    const shown = apps.map(({ dailyQuotaBytes = null, parcelsRefused = false, ...app }) => {
      const { parcels = 0, bytes = 0 } = used.get(app.id) ?? {}
      return { ...app, limits: { dailyQuotaBytes, parcelsRefused }, today: { parcels, bytes } }
    })
    const text =
      shown.length > 0 ? shown.map(lineOf).join('') : 'no app is registered; see: reseal app add --help\n'
    await context.stdout.write(input.has('json') ? `${JSON.stringify(shown, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}

type ShownApp = Pick<App, 'id' | 'appKey' | 'allowedOrigins' | 'command'> & {
  readonly limits: { readonly dailyQuotaBytes: number | null; readonly parcelsRefused: boolean }
  readonly today: { readonly parcels: number; readonly bytes: number }
}

function lineOf({ id, appKey, allowedOrigins, command, limits, today }: ShownApp): string {
  const { dailyQuotaBytes, parcelsRefused } = limits
  const bound = dailyQuotaBytes === null ? '' : ` of ${formatSize(dailyQuotaBytes)}`
  const parts = [
    id,
    appKey,
    allowedOrigins.join(' '),
    `today: ${formatSize(today.bytes)}${bound}`,
    ...(command === undefined ? [] : [`told: ${command}`]),
    ...(parcelsRefused ? ['parcels refused'] : []),
  ]
  return `${parts.join('  ')}\n`
}
