// Audit events by the Open Cybersecurity Schema Framework 1.8: Datastore Activity (6005) where data at rest was opened or
// handed over, API Activity (6003) for everything else.
import type { AuditRecord } from '../logs/audit.repository.ts'
import type { AuditEvent } from '../logs/audit-event.ts'
import { readCommitment } from './commitments.ts'
import type { AuditSite } from './fhir.ts'
import { type AuditPattern, patternOf } from './patterns.ts'
import { productVersion } from './product-version.ts'

type Json = Readonly<Record<string, unknown>>

const schemaVersion = '1.8.0'

/** One event. `metadata.uid` is the event's id; `raw_data` is the leaf, of which `unmapped` has index and hash. */
export function toOcsfEvent(record: AuditRecord, site: AuditSite): Json {
  const { event, index, leaf, leafHash } = record
  const { category, ...activity } = activityOf(patternOf(event.action))
  const [statusId, status] = event.outcome === 'success' ? [1, 'Success'] : [2, 'Failure']
  const [severityId, severity] = event.outcome === 'success' ? [1, 'Informational'] : [2, 'Low']
  const { requestId, traceId } = event
  return {
    ...activity,
    category_uid: 6,
    category_name: category,
    severity_id: severityId,
    severity,
    status_id: statusId,
    status,
    ...(event.denyReason !== undefined && { status_code: event.denyReason }),
    time: event.timeMs,
    metadata: {
      version: schemaVersion,
      product: { name: 'Reseal', vendor_name: 'Reseal', version: productVersion },
      uid: event.id,
      event_code: event.action,
      log_name: site.origin,
      sequence: index,
      ...(requestId !== undefined && { correlation_uid: requestId }),
    },
    actor: actorOf(record),
    src_endpoint: endpointOf(record),
    ...(event.client?.userAgent !== undefined && { http_request: { user_agent: event.client.userAgent } }),
    ...(activity.class_uid === datastoreClass ? datastoreOf(event) : apiOf(event, site)),
    raw_data: Buffer.from(leaf).toString('utf8'),
    unmapped: {
      index,
      leaf_hash: Buffer.from(leafHash).toString('hex'),
      ...(traceId !== undefined && { trace_id: traceId }),
      ...(event.purpose !== undefined && { purpose: event.purpose }),
      ...(event.note !== undefined && { note: event.note }),
      ...(event.ticket !== undefined && { ticket: event.ticket }),
      ...(event.target !== undefined && { target: event.target }),
      ...(event.extent !== undefined && { extent: event.extent }),
    },
  }
}

const apiClass = 6003
const datastoreClass = 6005

const apiActivities = {
  C: [1, 'Create'],
  R: [2, 'Read'],
  U: [3, 'Update'],
  D: [4, 'Delete'],
  E: [99, 'Other'],
} as const
const datastoreActivities = { Read: [1, 'Read'], Decrypt: [10, 'Decrypt'] } as const

interface Activity {
  readonly class_uid: number
  readonly class_name: string
  readonly activity_id: number
  readonly activity_name: string
  readonly type_uid: number
  readonly type_name: string
  readonly category: string
}

function activityOf({ crud, datastore }: AuditPattern): Activity {
  const [classUid, className] =
    datastore === undefined
      ? ([apiClass, 'API Activity'] as const)
      : ([datastoreClass, 'Datastore Activity'] as const)
  const [id, name] = datastore === undefined ? apiActivities[crud] : datastoreActivities[datastore]
  return {
    class_uid: classUid,
    class_name: className,
    activity_id: id,
    activity_name: name,
    // OCSF: class_uid * 100 + activity_id.
    type_uid: classUid * 100 + id,
    type_name: `${className}: ${name}`,
    category: 'Application Activity',
  }
}

function actorOf(record: AuditRecord): Json {
  const { actor } = record.event
  const commitment = actor.subject === undefined ? readCommitment(record, 'actor.subject') : undefined
  const uid = actor.subject ?? commitment
  if (uid === undefined) return { app_name: ['reseal', ...actor.roles].join(' ') }
  return {
    user: {
      uid,
      ...(actor.subject !== undefined && { name: actor.subject }),
      domain: actor.issuer,
      ...(actor.roles.length > 0 && { groups: actor.roles.map((name) => ({ name })) }),
    },
  }
}

function endpointOf(record: AuditRecord): Json {
  const { client, actor } = record.event
  if (client?.ip !== undefined) return { ip: client.ip }
  const commitment = readCommitment(record, 'client.ip')
  if (commitment !== undefined) return { uid: commitment }
  return { name: actor.issuer === 'os' ? 'localhost' : 'unknown' }
}

/** Where the data lies. */
function datastoreOf({ target }: AuditEvent): Json {
  const { app = 'recordings', session } = target ?? {}
  return {
    type: 'Databucket',
    type_id: 2,
    databucket: {
      type: 'Recordings',
      type_id: 99,
      name: app,
      ...(session !== undefined && { uid: session }),
    },
  }
}

/** What was asked of whom, about what. */
function apiOf({ action, requestId, target }: AuditEvent, { address }: AuditSite): Json {
  const { app, session, stream } = target ?? {}
  const resources = [
    ...(app === undefined ? [] : [{ type: 'app', uid: app }]),
    ...(session === undefined ? [] : [{ type: 'session', uid: session }]),
    ...(stream === undefined ? [] : [{ type: 'stream', uid: stream }]),
  ]
  return {
    api: {
      operation: action,
      service: { name: 'reseal', uid: address },
      ...(requestId !== undefined && { request: { uid: requestId } }),
    },
    ...(resources.length > 0 && { resources }),
  }
}
