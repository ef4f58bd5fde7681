// reseal app add, reseal app list: which front ends may record.
import { createAppRepository } from '@reseal/store'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { addApp, checkOrigins } from '../deployment/apps.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { initValues, writeInitFile } from '../deployment/create-deployment.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { openAuditLog, recordChange } from '../deployment/logs.ts'

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
  summary: 'List the registered apps.',
  options: [commonOptions.data, commonOptions.json],
  run: runList,
}

async function runAdd(input: CommandInput, context: CommandContext): Promise<number> {
  const origins = checkOrigins(input.texts('origin'))
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const id = input.text('id') ?? ''
    const name = input.text('name')
    const app = await addApp(config, access, { id, origins, ...(name === undefined ? {} : { name }) })
    await recordChange(openAuditLog(config, access, 'worker'), `app ${id} added`, { app: id })
    const values = await initValues(config, app.appKey)
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
    const apps = await createAppRepository(access.open('owner')).list()
    const lines = apps.map(
      ({ id, appKey, allowedOrigins }) => `${id}  ${appKey}  ${allowedOrigins.join(' ')}\n`,
    )
    const text = lines.length > 0 ? lines.join('') : 'no app is registered; see: reseal app add --help\n'
    await context.stdout.write(input.has('json') ? `${JSON.stringify(apps, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}
