// What there is to filter sessions by, and saved searches, over HTTP.
import { z } from 'zod'
import { replayRoles, sessionListRoles } from '../access/app-access.ts'
import type { FacetsReply, SavedSearchesReply, SavedSearchReply } from '../api-types.ts'
import { defineRoute, type Route } from '../routing/route.ts'
import { listSavedSearches, readFacets, removeSavedSearch, saveSearch } from './search.service.ts'
import { filterQuery } from './search-filter.ts'

const count = z.number().int()
const appId = z.string().regex(/^[a-z0-9-]{1,64}$/u)

const facetsReply: z.ZodType<FacetsReply, FacetsReply> = z.object({
  sessionCount: count,
  isComplete: z.boolean(),
  values: z.array(z.object({ field: z.string(), value: z.string(), count })).readonly(),
})

const savedShape = {
  id: z.string(),
  name: z.string(),
  query: z.string(),
  app: z.exactOptional(z.string()),
  isOwn: z.boolean(),
}
const savedReply: z.ZodType<SavedSearchReply, SavedSearchReply> = z.object(savedShape)
const savedListReply: z.ZodType<SavedSearchesReply, SavedSearchesReply> = z.object({
  searches: z.array(z.object(savedShape)).readonly(),
})

/** Text that the database can hold. */
const text = (longest: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'))

/** Counts of what the newest matching sessions have. */
export const facetsRoute: Route = defineRoute({
  method: 'get',
  path: '/api/sessions/facets',
  summary: 'What sessions can be filtered by, counted over the newest thousand that match',
  permission: sessionListRoles,
  audit: 'session.list',
  query: z.object({ app: z.exactOptional(appId), ...filterQuery }),
  reply: facetsReply,
  handle: ({ actor, query, client, requestId }, deps): Promise<FacetsReply> =>
    readFacets(deps, { actor, client, requestId }, query),
})

/** The searches that a person keeps. */
export const listSavedSearchesRoute: Route = defineRoute({
  method: 'get',
  path: '/api/saved-searches',
  summary: 'The searches that the person keeps, and those that others share in an app of theirs',
  permission: replayRoles,
  audit: 'search.list',
  reply: savedListReply,
  handle: ({ actor, client, requestId }, deps): Promise<SavedSearchesReply> =>
    listSavedSearches(deps, { actor, client, requestId }),
})

/** Keeps a search. */
export const saveSearchRoute: Route = defineRoute({
  method: 'post',
  path: '/api/saved-searches',
  summary: 'Keep a search under a name, for oneself or for everyone of an app',
  permission: replayRoles,
  audit: 'search.save',
  body: z.strictObject({ name: text(80), query: z.string().max(2_000), app: z.exactOptional(appId) }),
  reply: savedReply,
  status: 201,
  handle: ({ actor, body, client, requestId }, deps): Promise<SavedSearchReply> =>
    saveSearch(deps, { actor, client, requestId }, body),
})

/** Keeps a search no longer. */
export const removeSavedSearchRoute: Route = defineRoute({
  method: 'post',
  path: '/api/saved-searches/:id/removal',
  summary: 'Keep a search no longer',
  permission: replayRoles,
  audit: 'search.remove',
  params: z.object({ id: z.uuid() }),
  status: 204,
  handle: async ({ actor, params, client, requestId }, deps): Promise<Response> => {
    await removeSavedSearch(deps, { actor, client, requestId }, params.id)
    return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  },
})
