// Users, for admins: the list, a new one, what changes of one.
import type { PersonListReply, PersonReply } from '../../../src/api-types.ts'
import { getJson, postJson } from './request.ts'

/** What may be said of a person. */
export type PersonChange = Partial<Pick<PersonReply, 'roles' | 'apps' | 'disabled' | 'email'>>

export function listPeople(signal?: AbortSignal): Promise<PersonListReply> {
  return getJson('/api/users', signal)
}

export function addPerson(
  person: Pick<PersonReply, 'name' | 'roles' | 'apps'> & { readonly email?: string },
): Promise<PersonReply> {
  return postJson('/api/users', person)
}

export function changePerson(id: string, change: PersonChange): Promise<PersonReply> {
  return postJson(`/api/users/${id}`, change)
}
