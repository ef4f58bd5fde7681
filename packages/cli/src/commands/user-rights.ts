// reseal user list, reseal user change: who may do what, from the command line. It is how a first admin is made, and how a
// deployment without one gets one again.
import { changeUserRights, createUserRepository, type User, type UserRefusal } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import {
  type Command,
  type CommandContext,
  type CommandInput,
  commonOptions,
} from '../command-line/command.ts'
import { dataFolder, loadConfig } from '../deployment/config.ts'
import { openDatabaseAccess } from '../deployment/database-access.ts'
import { anchorAuditLog, commandActor, commandClient, openAuditLog } from '../deployment/logs.ts'
import { userRoles } from '../deployment/people.ts'

/** `reseal user list` */
export const userListCommand: Command = {
  name: 'user list',
  summary: 'List the users of the viewer, with their roles and apps.',
  options: [commonOptions.data, commonOptions.json],
  run: runList,
}

/** `reseal user change` */
export const userChangeCommand: Command = {
  name: 'user change',
  summary: 'Change what a user of the viewer may do, or whether they may sign in.',
  details: [
    'What is given replaces what was: every role and every app that the person is to have. It holds from the next ' +
      'request on, and from the next range of a replay. The last admin stays one.',
  ],
  options: [
    commonOptions.data,
    commonOptions.json,
    { name: 'user', value: 'NAME', required: true, help: 'name or id of the user' },
    { name: 'role', value: 'ROLE', multiple: true, choices: userRoles, help: 'what the user may do' },
    { name: 'app', value: 'ID', multiple: true, help: 'an app whose sessions the user may open' },
    { name: 'email', value: 'ADDRESS', help: 'where notifications go' },
    { name: 'sign-in', value: 'CHOICE', choices: ['allow', 'refuse'], help: 'whether the user may sign in' },
  ],
  examples: [
    'reseal user change --user "Ana Ruiz" --role engineer --app portal --app intake',
    'reseal user change --user "Ana Ruiz" --sign-in refuse',
  ],
  run: runChange,
}

async function runList(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const users = await createUserRepository(access.open('owner')).list()
    const text =
      users.length > 0 ? users.map(lineOf).join('') : 'there is no user; see: reseal user add --help\n'
    await context.stdout.write(input.has('json') ? `${JSON.stringify(users, undefined, 2)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}

function lineOf({ name, roles, appIds, disabled }: User): string {
  const parts = [name, roles.join(' '), appIds.join(' '), ...(disabled ? ['may not sign in'] : [])]
  return `${parts.filter((part) => part !== '').join('  ')}\n`
}

const refusals: Readonly<Record<UserRefusal, string>> = {
  role_not_allowed: 'This command needs the login of the database’s owner.',
  not_found: 'There is no such user, or no such app; see: reseal user list, reseal app list',
  own_roles: 'Nobody changes their own rights.',
  last_admin: 'This is the last admin; make another one first.',
  name_taken: 'There is a user of that name already.',
  provisioned: 'The identity provider says what this person may do; change it there.',
}

async function runChange(input: CommandInput, context: CommandContext): Promise<number> {
  const config = loadConfig(dataFolder(input.text('data'), context), context.env)
  const access = await openDatabaseAccess(config)
  try {
    const wanted = input.text('user') ?? ''
    const users = createUserRepository(access.open('owner'))
    const user = (await users.list()).find(({ id, name }) => name === wanted || id === wanted)
    if (user === undefined) throw new CliError('not_found', refusals.not_found)
    const roles =
      input.texts('role').length > 0
        ? userRoles.filter((role) => input.texts('role').includes(role))
        : undefined
    const appIds = input.texts('app').length > 0 ? input.texts('app') : undefined
    const signIn = input.text('sign-in')
    const email = input.text('email')
    if ([roles, appIds, signIn, email].every((given) => given === undefined)) {
      throw new CliError('usage', 'Say what changes: --role, --app, --email or --sign-in.')
    }
    const audit = openAuditLog(config, access, 'owner')
    let refused: UserRefusal | undefined
    await audit.appendInTransaction(async (transaction) => {
      refused = await changeUserRights(transaction, {
        id: user.id,
        ...(roles !== undefined && { roles }),
        ...(appIds !== undefined && { appIds }),
        ...(signIn !== undefined && { disabled: signIn === 'refuse' }),
        ...(email !== undefined && { email }),
      })
      if (refused !== undefined) return []
      return [
        {
          action: 'user.change',
          outcome: 'success',
          actor: commandActor(),
          client: commandClient(),
          target: { user: user.name, roles: roles ?? user.roles, apps: appIds ?? user.appIds },
          ...(signIn !== undefined && { cause: signIn === 'refuse' ? 'disabled' : 'enabled' }),
        },
      ]
    })
    if (refused !== undefined) throw new CliError('usage', refusals[refused])
    await anchorAuditLog(config, access)
    const changed = await users.find(user.id)
    const text = changed === undefined ? '' : lineOf(changed)
    await context.stdout.write(input.has('json') ? `${JSON.stringify(changed)}\n` : text)
    return 0
  } finally {
    await access.stop()
  }
}
