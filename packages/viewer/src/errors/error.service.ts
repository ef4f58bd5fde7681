// Errors by group, as the API shows them. That someone saw them is committed before they leave.
import type { AuditFilterName, ErrorGroup } from '@reseal/store'
import type { ErrorGroupListReply, ErrorGroupReply } from '../api-types.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { ViewerDeps } from '../deps.ts'
import { searchedApps } from '../sessions/searched-apps.ts'
import type { Reader } from '../sessions/session.service.ts'
import { ViewerError } from '../viewer-error.ts'
import { errorNamesOf, planOfErrors } from './error-plan.ts'

/** Which groups are asked for. */
export interface ErrorQuery {
  readonly app?: string
  /** In the syntax of error groups. */
  readonly q?: string
  /** Fingerprint. */
  readonly error?: string
  readonly cursor?: string
  readonly limit: number
}

/** A page of groups, last seen first. @throws ViewerError `not_a_member` */
export async function listErrors(
  deps: ViewerDeps,
  reader: Reader,
  { app: asked, q = '', error, cursor, limit }: ErrorQuery,
): Promise<ErrorGroupListReply> {
  const plan = planOfErrors(q, Date.now())
  const app = asked ?? plan?.app
  const names: [AuditFilterName, unknown][] = [
    ['app', app],
    ['error', error],
    ['cursor', cursor],
  ]
  const event = {
    action: 'error.list',
    ...reader,
    filters: [
      ...new Set([
        ...names.filter(([, value]) => value !== undefined).map(([name]) => name),
        ...errorNamesOf(q),
      ]),
    ],
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
    conditions: plan?.conditions ?? [],
    ...(error === undefined ? {} : { fingerprint: error }),
    ...(cursor === undefined ? {} : { cursor }),
  })
  await recordEvent(deps, { ...event, outcome: 'success' })
  const placed: ErrorGroupReply[] = []
  for (const group of groups) placed.push({ ...group, ...(await placeOf(deps, group)) })
  return { groups: placed, nextCursor: nextCursor ?? null }
}

/** Where the group's innermost frame is in the app's own source, by the maps of the release that it was first seen in. */
async function placeOf(
  deps: ViewerDeps,
  { app, firstRelease: release, frames }: ErrorGroup,
): Promise<Pick<ErrorGroupReply, 'place'>> {
  const built = frames.map((frame) => ({ ...frame, source: String(frame.source) }))
  const resolved = await deps.resolveStack({ app, release, frames: built.slice(0, 1), withSource: false })
  const [top] = resolved
  if (top === undefined || !top.isResolved) return {}
  const { file, line, column, name } = top
  return { place: { file, line, column, ...(name === undefined ? {} : { name }) } }
}
