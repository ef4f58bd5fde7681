// What there is to filter sessions by, and the searches that a person keeps. That someone saw it is committed before it leaves.
import { randomUUID } from 'node:crypto'
import type { FacetsReply, SavedSearchesReply, SavedSearchReply } from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { searchedApps } from '../sessions/searched-apps.ts'
import type { Reader } from '../sessions/session.service.ts'
import { ViewerError } from '../viewer-error.ts'
import {
  type FilterRequest,
  filterNamesOf,
  parseTerms,
  planRequest,
  requestNamesOf,
} from './search-filter.ts'
import { planNamesOf, planOf } from './search-plan.ts'

/** Counts what the newest matching sessions have. @throws ViewerError `not_found` */
export async function readFacets(
  deps: ViewerDeps,
  reader: Reader,
  query: FilterRequest,
): Promise<FacetsReply> {
  const { app, ...plan } = planRequest(query, Date.now())
  const event = {
    action: 'session.list',
    ...reader,
    filters: requestNamesOf(query),
    ...(app === undefined ? {} : { target: { app } }),
  } as const
  const appIds = await searchedApps(deps, reader.actor, app)
  if (appIds === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_a_member' })
    throw new ViewerError('not_a_member')
  }
  const facets = await deps.search.countFacets({ ...plan, appIds })
  await recordEvent(deps, { ...event, outcome: 'success', extent: { sessions: facets.sessionCount } })
  return facets
}

/** The searches that a person keeps, and those that others share with them. */
export async function listSavedSearches(deps: ViewerDeps, reader: Reader): Promise<SavedSearchesReply> {
  const searches = await deps.search.listSaved(
    reader.actor.userId,
    (await searchedApps(deps, reader.actor, undefined)) ?? [],
  )
  await recordEvent(deps, { action: 'search.list', ...reader, outcome: 'success' })
  return {
    searches: searches.map(({ id, name, query, app, isOwn }) => ({
      id,
      name,
      query,
      isOwn,
      ...(app === undefined ? {} : { app }),
    })),
  }
}

/** Keeps a search. @throws ViewerError `bad_request` where there are too many, or the query is none; `not_a_member` */
export async function saveSearch(
  deps: ViewerDeps,
  reader: Reader,
  { name, query, app }: { readonly name: string; readonly query: string; readonly app?: string },
): Promise<SavedSearchReply> {
  const filter = new URLSearchParams(query).get('filter')
  const terms = filter === null ? [] : parseTerms(filter)
  const syntax = new URLSearchParams(query).get('q') ?? ''
  if (terms === undefined || planOf(syntax, 0) === undefined) throw new ViewerError('bad_request')
  const event = {
    action: 'search.save',
    ...reader,
    ...(app === undefined ? {} : { target: { app } }),
  } as const
  if (app !== undefined && (await searchedApps(deps, reader.actor, app)) === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_a_member' })
    throw new ViewerError('not_a_member')
  }
  await recordEvent(deps, {
    ...event,
    outcome: 'success',
    filters: [...new Set([...filterNamesOf(terms), ...planNamesOf(syntax)])],
  })
  const id = randomUUID()
  const search = { id, name, query, ...(app === undefined ? {} : { app }) }
  if (!(await deps.search.save(reader.actor.userId, search))) throw new ViewerError('bad_request')
  return { ...search, isOwn: true }
}

/** Keeps a search no longer. @throws ViewerError `not_found` */
export async function removeSavedSearch(deps: ViewerDeps, reader: Reader, id: string): Promise<void> {
  const event = { action: 'search.remove', ...reader } as const
  const kept = await deps.search.listSaved(reader.actor.userId, [])
  if (!kept.some((search) => search.id === id)) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  await recordEvent(deps, { ...event, outcome: 'success' })
  await deps.search.removeSaved(reader.actor.userId, id)
}
