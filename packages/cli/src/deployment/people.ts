// Users of the viewer, made from the command line.
import { randomUUID } from 'node:crypto'
import { createUserRepository, type User, type UserRole } from '@reseal/store'
import { CliError } from '../cli-error.ts'
import type { DatabaseAccess } from './database-access.ts'

/** The roles of design.md §8. */
export const userRoles: readonly UserRole[] = ['engineer', 'privacy-officer', 'auditor', 'admin']

/** What a new user is made with. */
export interface NewUser {
  readonly name: string
  readonly roles: readonly UserRole[]
  readonly appIds: readonly string[]
}

/**
 * Creates a user.
 * @throws CliError 'usage' when the name is taken
 */
export async function addUser(access: DatabaseAccess, { name, roles, appIds }: NewUser): Promise<User> {
  const users = createUserRepository(access.open('owner'))
  const known = (await users.list()).find((user) => user.name === name)
  if (known) throw new CliError('usage', `There is a user "${name}" already.`)
  const user = { id: randomUUID(), name, roles, appIds }
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
