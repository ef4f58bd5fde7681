// What sessions can be filtered by, saved searches, and errors by group.
import type {
  ErrorGroupListReply,
  FacetsReply,
  SavedSearchesReply,
  SavedSearchReply,
} from '../../../src/api-types.ts'
import { getJson, postJson, withParameters } from './request.ts'

type Optional = string | undefined

export function getFacets(
  query: { readonly app?: Optional; readonly q?: Optional },
  signal?: AbortSignal,
): Promise<FacetsReply> {
  return getJson(withParameters('/api/sessions/facets', query), signal)
}

export function listErrors(
  query: {
    readonly app?: Optional
    readonly q?: Optional
    readonly error?: Optional
    readonly cursor?: Optional
    readonly limit: number
  },
  signal?: AbortSignal,
): Promise<ErrorGroupListReply> {
  return getJson(withParameters('/api/errors', query), signal)
}

export function listSavedSearches(signal?: AbortSignal): Promise<SavedSearchesReply> {
  return getJson('/api/saved-searches', signal)
}

export function saveSearch(search: {
  readonly name: string
  readonly query: string
  readonly app?: string
}): Promise<SavedSearchReply> {
  return postJson('/api/saved-searches', search)
}

export function removeSavedSearch(id: string): Promise<void> {
  return postJson(`/api/saved-searches/${id}/removal`, {})
}
