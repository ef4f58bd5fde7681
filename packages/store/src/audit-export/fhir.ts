// Audit events as FHIR R4 AuditEvent resources in the shape of IHE's Basic Audit Log Patterns (BALP 1.1.4). A successful
// read, list or deletion claims its pattern in `meta.profile`. Recordings name no patient, so that the patterns with one are
// not claimed; the patterns are of successes alone, so that a refusal has the shape and claims none.
import type { AuditRecord } from '../logs/audit.repository.ts'
import type { AuditEvent } from '../logs/audit-event.ts'
import { commitmentUri, readCommitment } from './commitments.ts'
import { type AuditPattern, patternOf } from './patterns.ts'

/** What records say of where they come from. */
export interface AuditSite {
  /** The audit log's origin, which leaf 0 pins. */
  readonly origin: string
  /** Where browsers reach the viewer. */
  readonly address: string
}

interface Coding {
  readonly system: string
  readonly code: string
  readonly display?: string
}

type Json = Readonly<Record<string, unknown>>

const profiles = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.'
const entityTypes = 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType'
const dicom = 'http://dicom.nema.org/resources/ontology/DCM'
const terminology = 'http://terminology.hl7.org/CodeSystem/'
const interactions = 'http://hl7.org/fhir/restful-interaction'

/** One resource. Its id is the event's. */
export function toFhirAuditEvent(record: AuditRecord, site: AuditSite): Json {
  const { event, index, leafHash } = record
  const pattern = patternOf(event.action)
  const { purpose } = event
  return {
    resourceType: 'AuditEvent',
    id: event.id,
    ...(claimsProfile(event, pattern) && { meta: { profile: [profiles + pattern.kind] } }),
    extension: [
      {
        url: 'urn:reseal:fhir:leaf',
        extension: [
          { url: 'origin', valueString: site.origin },
          { url: 'index', valueString: String(index) },
          { url: 'hash', valueString: Buffer.from(leafHash).toString('hex') },
        ],
      },
    ],
    type: typeOf(pattern),
    subtype: [...subtypeOf(pattern), { system: 'urn:reseal:audit-action', code: event.action }],
    action: pattern.crud,
    recorded: new Date(event.timeMs).toISOString(),
    outcome: event.outcome === 'success' ? '0' : '8',
    ...(event.outcome !== 'success' && { outcomeDesc: event.denyReason ?? event.outcome }),
    ...(purpose !== undefined && { purposeOfEvent: [purposeConcept(purpose)] }),
    agent: agentsOf(record, site, pattern),
    source: {
      site: site.origin,
      observer: { identifier: { system: 'urn:reseal:log', value: site.origin }, display: 'Reseal' },
      type: [{ system: `${terminology}security-source-type`, code: '4', display: 'Application Server' }],
    },
    entity: entitiesOf(record, site, pattern),
  }
}

function claimsProfile(event: AuditEvent, { kind }: AuditPattern): boolean {
  return event.outcome === 'success' && (kind === 'Read' || kind === 'Query' || kind === 'Delete')
}

function typeOf({ kind }: AuditPattern): Coding {
  switch (kind) {
    case 'Read':
    case 'Query':
    case 'Delete':
      return { system: `${terminology}audit-event-type`, code: 'rest', display: 'RESTful Operation' }
    case 'Authentication':
      return { system: dicom, code: '110114', display: 'User Authentication' }
    case 'AuditLog':
      return { system: dicom, code: '110101', display: 'Audit Log Used' }
    case 'Export':
      return { system: dicom, code: '110106', display: 'Export' }
    case 'Security':
      return { system: dicom, code: '110113', display: 'Security Alert' }
    case 'Activity':
      return { system: dicom, code: '110100', display: 'Application Activity' }
  }
}

function subtypeOf({ kind, subtype }: AuditPattern): readonly Coding[] {
  switch (kind) {
    case 'Read':
      return [{ system: interactions, code: 'read', display: 'read' }]
    case 'Query':
      return [{ system: interactions, code: 'search-type', display: 'search-type' }]
    case 'Delete':
      return [{ system: interactions, code: 'delete', display: 'delete' }]
    default:
      return subtype === undefined ? [] : [{ system: dicom, ...subtype }]
  }
}

const sourceRole: Coding = { system: dicom, code: '110153', display: 'Source Role ID' }
const destinationRole: Coding = { system: dicom, code: '110152', display: 'Destination Role ID' }
const recipient: Coding = {
  system: `${terminology}v3-ParticipationType`,
  code: 'IRCP',
  display: 'information recipient',
}
// Of the three that BALP's deletion takes, the one for who keeps data and did not write it.
const keeper: Coding = { system: `${terminology}v3-ParticipationType`, code: 'CST', display: 'custodian' }
const application: Coding = { system: dicom, code: '110150', display: 'Application' }
const custodian: Coding = {
  system: `${terminology}provenance-participant-type`,
  code: 'custodian',
  display: 'Custodian',
}

/** The roles of client and server: an answer flows to the client, a query's parameters to the server. */
function rolesOf({ kind }: AuditPattern): readonly [client: Coding, server: Coding] {
  switch (kind) {
    case 'Query':
      return [sourceRole, destinationRole]
    case 'Delete':
      return [application, custodian]
    default:
      return [destinationRole, sourceRole]
  }
}

function agentsOf(record: AuditRecord, site: AuditSite, pattern: AuditPattern): readonly Json[] {
  const { event } = record
  const [clientRole, serverRole] = rolesOf(pattern)
  const network = networkOf(record)
  const client = {
    type: { coding: [clientRole] },
    who: {
      identifier: { system: 'urn:reseal:client', value: event.actor.method },
      display: event.actor.method,
    },
    requestor: false,
    network,
  }
  const server = {
    type: { coding: [serverRole] },
    who: { identifier: { system: 'urn:reseal:log', value: site.origin }, display: 'Reseal' },
    requestor: false,
    network: { address: site.address, type: '5' },
  }
  const person = personOf(record, pattern.kind === 'Delete' ? keeper : recipient)
  return [client, server, ...(person === undefined ? [] : [person])]
}

function networkOf(record: AuditRecord): Json {
  const { client, actor } = record.event
  if (client?.ip !== undefined) return { address: client.ip, type: '2' }
  const commitment = readCommitment(record, 'client.ip')
  if (commitment !== undefined) return { address: commitmentUri(commitment), type: '5' }
  return { address: actor.issuer === 'os' ? 'localhost' : 'unknown', type: '1' }
}

function personOf(record: AuditRecord, role: Coding): Json | undefined {
  const { actor, purpose } = record.event
  const commitment = actor.subject === undefined ? readCommitment(record, 'actor.subject') : undefined
  if (actor.subject === undefined && commitment === undefined) return undefined
  const identifier =
    actor.subject === undefined
      ? { system: 'urn:reseal:commitment', value: commitment }
      : { system: `urn:reseal:issuer:${encodeURIComponent(actor.issuer)}`, value: actor.subject }
  return {
    type: { coding: [role] },
    who: { identifier },
    ...(actor.subject !== undefined && { name: actor.subject }),
    requestor: true,
    ...(actor.roles.length > 0 && {
      role: actor.roles.map((code) => ({ coding: [{ system: 'urn:reseal:role', code }] })),
    }),
    ...(purpose !== undefined && { purposeOfUse: [purposeConcept(purpose)] }),
  }
}

// HL7 v3 PurposeOfUse has nothing as near as our own word, which is given beside it.
const purposesOfUse: ReadonlyMap<string, Omit<Coding, 'system'>> = new Map([
  ['debugging', { code: 'HSYSADMIN', display: 'health system administration' }],
  ['incident', { code: 'HSYSADMIN', display: 'health system administration' }],
  ['quality', { code: 'HOPERAT', display: 'healthcare operations' }],
  ['security-review', { code: 'HCOMPL', display: 'health compliance' }],
  ['patient-request', { code: 'PATRQT', display: 'patient requested' }],
  ['privacy-investigation', { code: 'HCOMPL', display: 'health compliance' }],
])

function purposeConcept(purpose: string): Json {
  const known = purposesOfUse.get(purpose)
  const ours = { system: 'urn:reseal:purpose', code: purpose }
  return {
    coding: [...(known === undefined ? [] : [{ system: `${terminology}v3-ActReason`, ...known }]), ours],
  }
}

function entitiesOf(record: AuditRecord, site: AuditSite, pattern: AuditPattern): readonly Json[] {
  const { requestId, target } = record.event
  const systemObject = { system: `${terminology}audit-entity-type`, code: '2', display: 'System Object' }
  const transaction = {
    type: { system: entityTypes, code: 'XrequestId' },
    what: { identifier: { value: requestId } },
  }
  const asked = new URLSearchParams({
    ...(target?.app !== undefined && { app: target.app }),
    ...(target?.session !== undefined && { session: target.session }),
  })
  const main =
    pattern.kind === 'Query'
      ? {
          type: systemObject,
          role: { system: `${terminology}object-role`, code: '24', display: 'Query' },
          // What was searched for in words is not logged, only where.
          query: Buffer.from(`${record.event.action}?${asked.toString()}`).toString('base64'),
        }
      : {
          what: { identifier: whatOf(record.event, site) },
          type: systemObject,
          role: { system: `${terminology}object-role`, code: '4', display: 'Domain Resource' },
          ...detailOf(record.event),
        }
  return [main, ...(requestId === undefined ? [] : [transaction])]
}

function whatOf({ target }: AuditEvent, { origin }: AuditSite): Json {
  if (target?.stream !== undefined && target.session === undefined)
    return { system: 'urn:reseal:stream', value: target.stream }
  if (target?.session !== undefined) return { system: 'urn:reseal:session', value: target.session }
  if (target?.app !== undefined) return { system: 'urn:reseal:app', value: target.app }
  return { system: 'urn:reseal:log', value: origin }
}

function detailOf({ target, extent, note, ticket, ruleSetVersion }: AuditEvent): Json {
  const values: Readonly<Record<string, string | number | undefined>> = {
    app: target?.app,
    stream: target?.stream,
    replay: target?.replay,
    from_ms: target?.fromMs,
    to_ms: target?.toMs,
    from_index: target?.fromIndex,
    to_index: target?.toIndex,
    replay_ms: extent?.replayMs,
    segments: extent?.segments,
    bytes: extent?.bytes,
    rule_set_version: ruleSetVersion,
    // FHIR's strings are not empty.
    note: note === '' ? undefined : note,
    ticket: ticket === '' ? undefined : ticket,
  }
  const detail = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([type, value]) => ({ type, valueString: String(value) }))
  return detail.length === 0 ? {} : { detail }
}
