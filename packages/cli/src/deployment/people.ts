// Users of the viewer, made from the command line.
import { randomUUID } from 'node:crypto'
import {
  type AuditLog,
  createIdentityRepository,
  createUserRepository,
  type User,
  type UserRole,
} from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DatabaseAccess } from './database-access.ts'
import { commandActor, commandClient } from './logs.ts'

/** The roles of design.md §8. */
export const userRoles: readonly UserRole[] = ['engineer', 'privacy-officer', 'auditor', 'admin']

/** What a new user is made with. */
export interface NewUser {
  readonly name: string
  readonly roles: readonly UserRole[]
  readonly appIds: readonly string[]
}

// As much as the audit log takes of a person's name and of apps in one event.
const longestName = 256
const mostApps = 64

/**
 * Creates a user; that it is done is committed before.
 * @throws CliError 'usage' when the name is taken, or none
 */
export async function addUser(
  access: DatabaseAccess,
  audit: AuditLog,
  { name, roles, appIds }: NewUser,
): Promise<User> {
  if (name === '' || name.length > longestName || !name.isWellFormed() || name.includes('\0')) {
    throw new CliError('usage', `--name takes 1 to ${longestName} characters.`)
  }
  if (appIds.length > mostApps) throw new CliError('usage', `--app may be given ${mostApps} times.`)
  const users = createUserRepository(access.open('owner'))
  const known = (await users.list()).find((user) => user.name === name)
  if (known) throw new CliError('usage', `There is a user "${name}" already.`)
  if (await createIdentityRepository(access.open('owner')).isFormerName(name)) {
    throw new CliError('usage', `Somebody was called "${name}" before, and the audit log goes by names.`)
  }
  const user = { id: randomUUID(), name, roles, appIds }
  await audit.append({
    action: 'user.add',
    outcome: 'success',
    actor: commandActor(),
    client: commandClient(),
    target: { user: name, roles, apps: appIds },
  })
  await users.create(user)
  return { ...user, disabled: false }
}

/**
 * A user by name or id.
 * @throws CliError 'not_found' naming the users there are
 */
export async function findUser(access: DatabaseAccess, nameOrId: string): Promise<User> {
  const users = await createUserRepository(access.open('owner')).list()
  const user = users.find(({ id, name }) => name === nameOrId || id === nameOrId)
  if (user && !user.disabled) return user
  const names = users.filter(({ disabled }) => !disabled).map(({ name }) => name)
  const known =
    names.length > 0 ? `There are: ${names.join(', ')}.` : 'There is none yet; see: reseal user add --help'
  throw new CliError('not_found', `No user "${nameOrId}" may sign in. ${known}`)
}
