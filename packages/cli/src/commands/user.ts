// reseal user add: who may sign in to the viewer.
import type { UserRole } from '@reseal/store'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { openAuditLog } from '../deployment/logs.ts'
import { addUser, userRoles } from '../deployment/people.ts'

/** `reseal user add` */
export const userAddCommand: Command = {
  name: 'user add',
  summary: 'Create a user of the viewer.',
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'name', value: 'NAME', required: true, help: 'what the viewer and the audit log show' },
    {
      name: 'role',
      value: 'ROLE',
      required: true,
      multiple: true,
      choices: userRoles,
      help: 'what the user may do',
    },
    { name: 'app', value: 'ID', multiple: true, help: 'an app whose sessions the user may open' },
  ],
  examples: ['reseal user add --name "Ana Ruiz" --role engineer --app portal'],
  run: runAdd,
}

async function runAdd(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const roles = userRoles.filter((role: UserRole) => input.texts('role').includes(role))
    const name = input.text('name') ?? ''
    const audit = openAuditLog(config, access, 'worker')
    const user = await addUser(access, audit, { name, roles, appIds: input.texts('app') })
    const text = `added ${name}; sign in with: reseal link --user "${name}"\n`
    await context.stdout.write(input.has('json') ? `${JSON.stringify(user)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}
