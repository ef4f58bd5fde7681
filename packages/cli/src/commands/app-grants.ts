// reseal app grants: whether membership of an app suffices to watch its sessions (design.md §8).
import { createAppRepository } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, openAuditLog, recordChange } from '../deployment/logs.ts'

/** `reseal app grants` */
export const appGrantsCommand: Command = {
  name: 'app grants',
  summary: "Say whether an app's engineers need a grant to watch its sessions.",
  details: [
    'required: from the next range on an engineer of the app watches nothing without a grant, which is asked for in ' +
      'the viewer with a reason, approved by a privacy officer, and over after some hours; or, in an emergency, with ' +
      'break-glass, which alerts and has to be reviewed. optional: membership of the app suffices, as for a new app.',
  ],
  positionals: [
    { name: 'choice', help: 'what it takes to watch', choices: ['required', 'optional'], required: true },
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'id', value: 'ID', required: true, help: 'id of the app' },
  ],
  examples: ['reseal app grants --id portal required'],
  run: runGrants,
}

async function runGrants(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const id = input.text('id') ?? ''
    const isRequired = input.positionals[0] === 'required'
    const apps = createAppRepository(access.open('owner'))
    const app = await apps.findById(id)
    if (app === undefined) throw new CliError('usage', `There is no app "${id}"; see: reseal app list`)
    const word = (required: boolean): string => (required ? 'required' : 'optional')
    const change = { from: word(app.grantsRequired ?? false), to: word(isRequired) }
    // The event first: nothing changes who may watch without one.
    await recordChange(openAuditLog(config, access, 'worker'), { setting: 'app.grants', app: id, ...change })
    await apps.setGrantsRequired(id, isRequired)
    await anchorAuditLog(config, access)
    const reply = { app: id, grants: change.to }
    const text = `grants are ${change.to} to watch sessions of ${id} from now on\n`
    await context.stdout.write(input.has('json') ? `${JSON.stringify(reply, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}
