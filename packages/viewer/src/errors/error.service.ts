// Errors by group, as the API shows them. That someone saw them is committed before they leave.
import type { AuditFilterName } from '@reseal/store'
import type { ErrorGroupListReply } from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { searchedApps } from '../sessions/searched-apps.ts'
import type { Reader } from '../sessions/session.service.ts'
import { ViewerError } from '../viewer-error.ts'

/** Which groups are asked for. */
export interface ErrorQuery {
  readonly app?: string
  /** Fingerprint. */
  readonly error?: string
  readonly cursor?: string
  readonly limit: number
}

/** A page of groups, last seen first. @throws ViewerError `not_a_member` */
export async function listErrors(
  deps: ViewerDeps,
  reader: Reader,
  { app, error, cursor, limit }: ErrorQuery,
): Promise<ErrorGroupListReply> {
  const names: [AuditFilterName, unknown][] = [
    ['app', app],
    ['error', error],
    ['cursor', cursor],
  ]
  const event = {
    action: 'error.list',
    ...reader,
    filters: names.filter(([, value]) => value !== undefined).map(([name]) => name),
    ...(app === undefined ? {} : { target: { app } }),
  } as const
  const appIds = await searchedApps(deps, reader.actor, app)
  if (appIds === undefined) {
    await recordEvent(deps, { ...event, outcome: 'denied', denyReason: 'not_a_member' })
    throw new ViewerError('not_a_member')
  }
  const { groups, nextCursor } = await deps.search.listErrorGroups({
    appIds,
    limit,
    ...(error === undefined ? {} : { fingerprint: error }),
    ...(cursor === undefined ? {} : { cursor }),
  })
  await recordEvent(deps, { ...event, outcome: 'success' })
  return { groups, nextCursor: nextCursor ?? null }
}
