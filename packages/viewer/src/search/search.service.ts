// What there is to filter sessions by, and the searches that a person keeps. That someone saw it is committed before it leaves.
import { randomUUID } from 'node:crypto'
import type { SearchTerm } from '@reseal/store'
import type { FacetsReply, SavedSearchesReply, SavedSearchReply } from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { searchedApps } from '../sessions/searched-apps.ts'
import type { Reader } from '../sessions/session.service.ts'
import { ViewerError } from '../viewer-error.ts'
import { filterNamesOf, parseTerms } from './search-filter.ts'

/** Which sessions are counted. */
export interface FacetQuery {
  readonly app?: string
  readonly filter?: readonly SearchTerm[]
  readonly from?: number
  readonly to?: number
}

/** Counts what the newest matching sessions have. @throws ViewerError `not_found` */
export async function readFacets(
  deps: ViewerDeps,
  reader: Reader,
  { app, filter = [], from, to }: FacetQuery,
): Promise<FacetsReply> {
  const filters = [
    ...(app === undefined ? [] : (['app'] as const)),
    ...(from === undefined ? [] : (['from'] as const)),
    ...(to === undefined ? [] : (['to'] as const)),
    ...filterNamesOf(filter),
  ]
  const event = {
    action: 'session.list',
    ...reader,
    filters,
    ...(app === undefined ? {} : { target: { app } }),
  } as const
  const appIds = await searchedApps(deps, reader.actor, app)
  if (appIds === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_a_member' })
    throw new ViewerError('not_a_member')
  }
  const facets = await deps.search.countFacets({
    appIds,
    terms: filter,
    ...(from === undefined ? {} : { fromMs: from }),
    ...(to === undefined ? {} : { toMs: to }),
  })
  await recordEvent(deps, { ...event, outcome: 'success', extent: { sessions: facets.sessionCount } })
  return facets
}

/** The searches that a person keeps. */
export async function listSavedSearches(deps: ViewerDeps, reader: Reader): Promise<SavedSearchesReply> {
  const searches = await deps.search.listSaved(reader.actor.userId)
  await recordEvent(deps, { action: 'search.list', ...reader, outcome: 'success' })
  return { searches: searches.map(({ id, name, query }) => ({ id, name, query })) }
}

/** Keeps a search. @throws ViewerError `bad_request` where there are too many, or the query is none */
export async function saveSearch(
  deps: ViewerDeps,
  reader: Reader,
  { name, query }: { readonly name: string; readonly query: string },
): Promise<SavedSearchReply> {
  const filter = new URLSearchParams(query).get('filter')
  const terms = filter === null ? [] : parseTerms(filter)
  if (terms === undefined) throw new ViewerError('bad_request')
  await recordEvent(deps, {
    action: 'search.save',
    ...reader,
    outcome: 'success',
    filters: filterNamesOf(terms),
  })
  const id = randomUUID()
  if (!(await deps.search.save(reader.actor.userId, { id, name, query })))
    throw new ViewerError('bad_request')
  return { id, name, query }
}

/** Keeps a search no longer. @throws ViewerError `not_found` */
export async function removeSavedSearch(deps: ViewerDeps, reader: Reader, id: string): Promise<void> {
  const event = { action: 'search.remove', ...reader } as const
  const kept = await deps.search.listSaved(reader.actor.userId)
  if (!kept.some((search) => search.id === id)) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_found' })
    throw new ViewerError('not_found')
  }
  await recordEvent(deps, { ...event, outcome: 'success' })
  await deps.search.removeSaved(reader.actor.userId, id)
}
