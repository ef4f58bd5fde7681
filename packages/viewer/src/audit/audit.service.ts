// Who saw what: pages of the audit log within a role's reach (design.md §7, §8).
import type { AuditAction, AuditQuery, AuditRecord } from '@reseal/store'
import { type Actor, hasRole } from '../access/actor.ts'
import type { AuditEventReply, AuditListReply } from '../api-types.ts'
import type { ViewerDeps } from '../deps.ts'

/** What a reader asks for; every given condition must hold. */
export interface AuditFilter {
  readonly before?: number
  readonly limit: number
  readonly actor?: string
  readonly action?: AuditAction
  readonly session?: string
  readonly fromMs?: number
  readonly toMs?: number
}

/** Newest first, within what the reader's roles may see. */
export async function listAuditEvents(
  deps: ViewerDeps,
  reader: Actor,
  filter: AuditFilter,
): Promise<Omit<AuditListReply, 'size'>> {
  const reach = reachOf(reader, filter)
  if (reach === undefined) return { events: [], nextBefore: null }
  const { fromMs = 0, toMs } = filter
  const untilTime = toMs === undefined ? undefined : await deps.auditClock.firstIndexAfter(toMs)
  const before = Math.min(filter.before ?? Number.MAX_SAFE_INTEGER, untilTime ?? Number.MAX_SAFE_INTEGER)
  const records = await deps.auditRecords.list({ ...reach, before, limit: filter.limit })
  const inTime = records.filter(({ event }) => event.timeMs >= fromMs)
  const last = inTime.at(-1)
  const isWholePage = inTime.length === filter.limit
  const anchored = await deps.integrity.read('audit')
  return {
    events: inTime.map((record) => toReply(record, anchored.anchoredSize)),
    nextBefore: isWholePage && last !== undefined ? last.index : null,
  }
}

/** The conditions that hold for this reader whatever was asked; undefined where nothing can match. */
function reachOf(
  reader: Actor,
  { actor, action, session }: AuditFilter,
): Omit<AuditQuery, 'limit'> | undefined {
  const asked = {
    ...(actor === undefined ? {} : { subject: actor }),
    ...(action === undefined ? {} : { action }),
    ...(session === undefined ? {} : { session }),
  }
  if (hasRole(reader, ['auditor', 'privacy-officer'])) return asked
  if (hasRole(reader, ['engineer'])) {
    return actor === undefined || actor === reader.name ? { ...asked, subject: reader.name } : undefined
  }
  const ofAdmins: AuditAction = 'configuration.change'
  return action === undefined || action === ofAdmins ? { ...asked, action: ofAdmins } : undefined
}

/** Whether a reader may see this one event. */
export function mayReadEvent(reader: Actor, { event }: AuditRecord): boolean {
  if (hasRole(reader, ['auditor', 'privacy-officer'])) return true
  if (hasRole(reader, ['engineer']) && event.actor.subject === reader.name) return true
  return hasRole(reader, ['admin']) && event.action === 'configuration.change'
}

function toReply({ index, event }: AuditRecord, anchoredSize: number): AuditEventReply {
  const {
    id,
    timeMs,
    action,
    outcome,
    denyReason,
    purpose,
    note,
    ticket,
    requestId,
    extent,
    ruleSetVersion,
  } = event
  return {
    index,
    id,
    timeMs,
    action,
    outcome,
    actor: { ...event.actor, subject: event.actor.subject ?? null },
    client: { ip: event.client?.ip ?? null, userAgent: event.client?.userAgent ?? null },
    anchored: index < anchoredSize,
    ...(denyReason === undefined ? {} : { denyReason }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(note === undefined ? {} : { note }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(event.target === undefined ? {} : { target: event.target }),
    ...(extent === undefined ? {} : { extent }),
    ...(ruleSetVersion === undefined ? {} : { ruleSetVersion }),
    ...(requestId === undefined ? {} : { requestId }),
  }
}
