// Which pattern of FHIR's and which activity of OCSF's an action is. One table, so that a new action is one line; what is
// not in it is plain activity of the application.
import type { AuditEvent } from '../logs/audit-event.ts'

type AuditAction = AuditEvent['action']

/** How an action shows in the standard forms. */
export interface AuditPattern {
  /** `Read`, `Query` and `Delete` are BALP's; the others are DICOM's kinds of audit events. */
  readonly kind:
    | 'Read'
    | 'Query'
    | 'Delete'
    | 'Authentication'
    | 'AuditLog'
    | 'Export'
    | 'Security'
    | 'Activity'
  /** FHIR audit-event-action: create, read, update, delete, execute. */
  readonly crud: 'C' | 'R' | 'U' | 'D' | 'E'
  /** A DICOM code that says more. */
  readonly subtype?: { readonly code: string; readonly display: string }
  /** OCSF's Datastore Activity, where data at rest was opened or handed over; API Activity where absent. */
  readonly datastore?: 'Decrypt' | 'Read'
}

const login = { code: '110122', display: 'Login' }
const logout = { code: '110123', display: 'Logout' }
const userSecurity = { code: '110137', display: 'User Security Attributes Changed' }
const configuration = { code: '110129', display: 'Security Configuration' }

const patterns: Readonly<Partial<Record<AuditAction, AuditPattern>>> = {
  'user.sign_in': { kind: 'Authentication', crud: 'E', subtype: login },
  'user.sign_out': { kind: 'Authentication', crud: 'E', subtype: logout },
  'user.log_off': { kind: 'Authentication', crud: 'E', subtype: logout },
  'access.denied': { kind: 'Security', crud: 'E' },
  'session.list': { kind: 'Query', crud: 'E' },
  'session.view': { kind: 'Read', crud: 'R' },
  'replay.open': { kind: 'Read', crud: 'R' },
  'replay.read': { kind: 'Read', crud: 'R', datastore: 'Decrypt' },
  'replay.delivered': { kind: 'Read', crud: 'R', datastore: 'Read' },
  'recording.export': { kind: 'Export', crud: 'R', datastore: 'Decrypt' },
  'consent.export': { kind: 'Export', crud: 'R' },
  'stream.shred': { kind: 'Delete', crud: 'D' },
  'audit.read': { kind: 'AuditLog', crud: 'R' },
  'audit.export': { kind: 'AuditLog', crud: 'R' },
  'audit.erase': { kind: 'Security', crud: 'D' },
  'evidence.export': { kind: 'AuditLog', crud: 'R' },
  'log.verify': { kind: 'AuditLog', crud: 'E' },
  'object.sweep': { kind: 'Activity', crud: 'D' },
  'batch.remove': { kind: 'Activity', crud: 'D' },
  'batch.rewrite': { kind: 'Activity', crud: 'U' },
  'retention.change': { kind: 'Security', crud: 'U', subtype: configuration },
  'ingest.equivocation': { kind: 'Security', crud: 'E' },
  'ingest.report': { kind: 'Security', crud: 'E' },
  'configuration.change': { kind: 'Security', crud: 'U', subtype: configuration },
  'key.create': { kind: 'Security', crud: 'C', subtype: configuration },
  'key.rotate': { kind: 'Security', crud: 'U', subtype: configuration },
  'key.retire_request': { kind: 'Security', crud: 'E', subtype: configuration },
  'key.retire_approve': { kind: 'Security', crud: 'U', subtype: configuration },
  'key.retire_refuse': { kind: 'Security', crud: 'E', subtype: configuration },
  'key.retire': { kind: 'Security', crud: 'D', subtype: configuration },
  'user.add': { kind: 'Security', crud: 'C', subtype: userSecurity },
  'user.link': { kind: 'Security', crud: 'C', subtype: userSecurity },
}

const activity: AuditPattern = { kind: 'Activity', crud: 'E' }

/** The pattern of an action. */
export function patternOf(action: AuditAction): AuditPattern {
  return patterns[action] ?? activity
}
