// Users and what they may do, as admins see and change them (design.md §8). The database itself refuses what would let
// somebody raise their own rights, or leave nobody who can change any.
import { randomUUID } from 'node:crypto'
import { addUserRights, changeUserRights, type UserChange, type UserRefusal } from '@reseal/store'
import type { Actor, ClientInfo, Role } from '../access/actor.ts'
import type { PersonReply } from '../api-types.ts'
import { recordEvent, toAuditEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { ViewerError } from '../viewer-error.ts'

/** The admin who asks. */
export interface PeopleRequester {
  readonly actor: Actor
  readonly client: ClientInfo
  readonly requestId: string
}

/** A person to be added. */
export interface NewPerson {
  readonly name: string
  readonly roles: readonly Role[]
  readonly apps: readonly string[]
  readonly email?: string
}

/** What changes of a person. */
export interface PersonChange {
  readonly roles?: readonly Role[]
  readonly apps?: readonly string[]
  readonly disabled?: boolean
  readonly email?: string
}

/** Everyone, by name. */
export async function listPeople(deps: ViewerDeps, who: PeopleRequester): Promise<readonly PersonReply[]> {
  const users = await deps.users.list()
  await recordEvent(deps, { action: 'user.list', outcome: 'success', ...who })
  return users.map(({ id, name, roles, appIds, disabled, email }) => ({
    id,
    name,
    roles,
    apps: appIds,
    disabled,
    isOwn: id === who.actor.userId,
    ...(email === undefined ? {} : { email }),
  }))
}

/** Adds a person, who may then be sent a link or an invitation. @throws ViewerError `name_taken`, `not_found` */
export async function addPerson(
  deps: ViewerDeps,
  who: PeopleRequester,
  { name, roles, apps, email }: NewPerson,
): Promise<PersonReply> {
  const id = randomUUID()
  let refused: UserRefusal | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    const added = { id, name, roles, appIds: apps, ...(email === undefined ? {} : { email }) }
    refused = await addUserRights(transaction, added, who.actor.userId)
    const said = { action: 'user.change', ...who, target: { user: name, roles, apps } } as const
    return [
      refused === undefined
        ? toAuditEvent({ ...said, outcome: 'success', cause: 'enabled' })
        : toAuditEvent({ ...said, outcome: 'denied', denyReason: refused }),
    ]
  })
  if (refused !== undefined) throw new ViewerError(refused)
  return { id, name, roles, apps, disabled: false, isOwn: false, ...(email === undefined ? {} : { email }) }
}

/**
 * Changes a person's roles, apps or address, or whether they may sign in. Whoever may not any more is signed out with
 * the next request.
 * @throws ViewerError `not_found`, `own_roles`, `last_admin`, `provisioned`
 */
export async function changePerson(
  deps: ViewerDeps,
  who: PeopleRequester,
  { id, apps, roles, disabled, email }: PersonChange & { readonly id: string },
): Promise<PersonReply> {
  const change: UserChange = {
    ...(roles === undefined ? {} : { roles }),
    ...(apps === undefined ? {} : { appIds: apps }),
    ...(disabled === undefined ? {} : { disabled }),
    ...(email === undefined ? {} : { email }),
  }
  const before = await deps.users.find(id)
  let refused: UserRefusal | undefined
  await deps.audit.appendInTransaction(async (transaction) => {
    refused = await changeUserRights(transaction, { id, ...change }, who.actor.userId)
    const target = {
      ...(before === undefined ? {} : { user: before.name }),
      roles: roles ?? before?.roles ?? [],
      apps: apps ?? before?.appIds ?? [],
    }
    const said = { action: 'user.change', ...who, target, ...causeOf(disabled) } as const
    return [
      refused === undefined
        ? toAuditEvent({ ...said, outcome: 'success' })
        : toAuditEvent({ ...said, outcome: 'denied', denyReason: refused }),
    ]
  })
  if (refused !== undefined) throw new ViewerError(refused)
  const after = await deps.users.find(id)
  if (after === undefined) throw new ViewerError('not_found')
  return {
    id,
    name: after.name,
    roles: after.roles,
    apps: after.appIds,
    disabled: after.disabled,
    isOwn: id === who.actor.userId,
    ...(after.email === undefined ? {} : { email: after.email }),
  }
}

function causeOf(disabled: boolean | undefined): { cause?: 'disabled' | 'enabled' } {
  return disabled === undefined ? {} : { cause: disabled ? 'disabled' : 'enabled' }
}
