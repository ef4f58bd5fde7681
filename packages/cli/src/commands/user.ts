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
import { hasPasskeys, inviteUser, nameHint } from '../deployment/invitations.ts'
import { openAuditLog } from '../deployment/logs.ts'
import { addUser, userRoles } from '../deployment/people.ts'
import { invitationMinutes } from './user-invite.ts'

/** `reseal user add` */
export const userAddCommand: Command = {
  name: 'user add',
  summary: 'Create a user of the viewer.',
  details: [
    'Prints a one-time invitation, good for an hour, with which the user makes a passkey. Where an identity provider signs people in nobody needs it.',
  ],
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
    const invited = hasPasskeys(config)
      ? await inviteUser(config, access, { user, minutes: invitationMinutes })
      : undefined
    const json = { ...user, ...(invited === undefined ? {} : { invitation: invited.url }) }
    const next =
      invited === undefined
        ? `${nameHint} For a demo: reseal link --user "${name}"`
        : `invitation to make a passkey, once and within an hour: ${invited.url}`
    await context.stdout.write(input.has('json') ? `${JSON.stringify(json)}\n` : `added ${name}\n${next}\n`)
    return 0
  } finally {
    await access.stop()
  }
}
