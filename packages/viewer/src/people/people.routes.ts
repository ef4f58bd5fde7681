// Users over HTTP, for admins: who there is, and what each may do (design.md §8).
import { z } from 'zod'
import { roles } from '../access/actor.ts'
import type { PersonListReply, PersonReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { addPerson, changePerson, listPeople } from './people.service.ts'

const personReply: z.ZodType<PersonReply, PersonReply> = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)).readonly(),
  apps: z.array(z.string()).readonly(),
  disabled: z.boolean(),
  isOwn: z.boolean(),
  email: z.exactOptional(z.string()),
})

const listReply: z.ZodType<PersonListReply, PersonListReply> = z.object({
  people: z.array(personReply).readonly(),
  apps: z.array(z.string()).readonly(),
})

const given = {
  roles: z.array(z.enum(roles)).max(roles.length),
  apps: z.array(z.string().regex(/^[a-z0-9-]{1,64}$/u)).max(64),
  email: z.email().max(254),
}

/** Text that the log can hold: no NUL, no half of a surrogate pair. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(240)
  .refine((value) => value.isWellFormed() && !value.includes('\0'))

/** Everyone who may sign in, or might again. */
const listPeopleRoute: Route = defineRoute({
  method: 'get',
  path: '/api/users',
  summary: 'Users with their roles and apps',
  permission: ['admin'],
  audit: 'user.list',
  reply: listReply,
  handle: async ({ actor, client, requestId }, deps): Promise<PersonListReply> => ({
    people: await listPeople(deps, { actor, client, requestId }),
    apps: (await deps.apps.list()).map(({ id }) => id),
  }),
})

/** Adds a user. */
const addPersonRoute: Route = defineRoute({
  method: 'post',
  path: '/api/users',
  summary: 'Add a user',
  permission: ['admin'],
  audit: 'user.change',
  body: z.strictObject({ name, roles: given.roles, apps: given.apps, email: z.exactOptional(given.email) }),
  reply: personReply,
  status: 201,
  handle: ({ actor, body, client, requestId }, deps): Promise<PersonReply> =>
    addPerson(deps, { actor, client, requestId }, body),
})

/** Changes another user. */
const changePersonRoute: Route = defineRoute({
  method: 'post',
  path: '/api/users/:id',
  summary: 'Change what another user may do, or whether they may sign in',
  permission: ['admin'],
  audit: 'user.change',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    roles: z.exactOptional(given.roles),
    apps: z.exactOptional(given.apps),
    disabled: z.exactOptional(z.boolean()),
    email: z.exactOptional(given.email),
  }),
  reply: personReply,
  handle: ({ actor, params, body, client, requestId }, deps): Promise<PersonReply> =>
    changePerson(deps, { actor, client, requestId }, { id: params.id, ...body }),
})

/** All of them. */
export const peopleRoutes: readonly Route[] = [listPeopleRoute, addPersonRoute, changePersonRoute]
