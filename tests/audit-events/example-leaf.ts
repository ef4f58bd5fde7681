// An example of each action's leaf, the same whenever it is made.
import {
  type AuditAction,
  type AuditEventInput,
  type AuditField,
  auditCatalogue,
  commonAuditFields,
} from '@reseal/store'
import { encodeAuditEvent } from '../../packages/store/src/logs/audit-event.ts'

const values: Readonly<Partial<Record<AuditField, unknown>>> = {
  id: '6f0d7a52-33c1-4f7e-9b1e-2f5a4c8d9e10',
  'actor.issuer': 'reseal',
  'actor.subject': 'Ana Ruiz',
  'actor.roles': ['engineer'],
  'actor.method': 'one-time-link',
  'client.ip': '203.0.113.9',
  'client.user_agent': 'Firefox',
  request_id: '0b9c6d1e-4a57-4c1a-8f4e-7d2b1a3c5e6f',
  purpose: 'incident',
  ticket: 'OPS-12',
  note: 'the form froze',
  'target.app': 'portal',
  'target.session': '7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11',
  'target.stream': '2c8e4b19-5d07-4e3c-b6aa-91f0d2c3e475',
  'target.replay': 'c41d90a7-8e52-49b8-a7f3-60b8e1d2f394',
  'target.from_ms': 1_767_225_600_000,
  'target.to_ms': 1_767_225_629_999,
  'target.from_index': 0,
  'target.to_index': 5,
  'target.key': '992c2c582e8a2d95',
  'target.user': 'Ana Ruiz',
  'target.roles': ['engineer'],
  'target.apps': ['portal'],
  'extent.replay_ms': 29_999,
  'extent.segments': 6,
  'extent.bytes': 73_728,
  'extent.sessions': 50,
  'extent.events': 12,
  'extent.values': 48,
  'extent.objects': 3,
  'extent.requests': 2,
  rule_set_version: 'a2bdc5d259360dd6c4422c3765f7f1c920ea8387f97f2e7f7af26523e2483596',
  'change.setting': 'app.limit',
  'change.from': 'none',
  'change.to': '53687091200',
  cause: 'idle',
  filters: ['app'],
  verdict: 'intact',
}
const byAction: Readonly<Partial<Record<AuditAction, typeof values>>> = {
  'key.create': { 'change.setting': 'key.sealing' },
  'key.rotate': {
    'change.setting': 'key.sealing',
    'change.from': '992c2c582e8a2d95',
    'change.to': '3f1c2d4e5a6b7c8d',
    'target.key': '3f1c2d4e5a6b7c8d',
  },
  'key.retire_request': { cause: 'shred' },
  'key.retire_approve': { cause: 'shred' },
  'key.retire_refuse': { cause: 'shred' },
  'key.retire': { cause: 'shred' },
  'access.denied': { 'extent.unrecorded': 21, 'actor.roles': [], 'actor.method': 'none' },
  'stream.shred': { purpose: 'withdrawal' },
}
const command: typeof values = { 'actor.issuer': 'os', 'actor.roles': [], 'actor.method': 'os-user' }
const worker: typeof values = { 'actor.roles': ['worker'], 'actor.method': 'service' }
const ofPeople: readonly AuditField[] = ['actor.subject', 'client.ip', 'client.user_agent', 'request_id']
// A note and a hash of a rule set stand in other events of the same action than a limit does.
const leftOut: Readonly<Partial<Record<AuditAction, readonly AuditField[]>>> = {
  'configuration.change': ['note', 'rule_set_version'],
  'stream.shred': ['extent.requests'],
  'audit.read': ['target.from_ms', 'target.to_ms', 'target.from_index', 'target.to_index', 'target.key'],
  'audit.export': ['target.from_ms', 'target.to_ms', 'target.from_index', 'target.to_index', 'target.key'],
  'access.denied': ['actor.subject'],
}

/** The exact text of a leaf with this action. */
export function exampleLeaf(action: AuditAction): string {
  const { fields, outcomes, denyReasons, by } = auditCatalogue[action]
  const [outcome = 'success'] = outcomes
  const own = by[0] === 'command' ? command : by[0] === 'worker' ? worker : {}
  const given = { ...values, ...own, ...byAction[action] }
  const event: Record<string, unknown> = { action, outcome }
  if (outcome === 'denied') event['denyReason'] = denyReasons[0]
  const isHidden = (field: AuditField): boolean =>
    (leftOut[action]?.includes(field) ?? false) ||
    (by[0] === 'worker' && ofPeople.includes(field)) ||
    (by[0] === 'command' && (field === 'client.ip' || field === 'request_id'))
  for (const field of [...commonAuditFields, ...fields]) {
    const value = given[field]
    if (value === undefined || isHidden(field)) continue
    const [outer = '', inner] = field.split('.').map(camelCase)
    if (inner === undefined) event[outer] = value
    else event[outer] = { ...(event[outer] as object | undefined), [inner]: value }
  }
  let salts = 0
  const takeSalt = (): Uint8Array => {
    salts += 1
    return new Uint8Array(16).fill(salts)
  }
  const { leaf } = encodeAuditEvent(event as unknown as AuditEventInput, takeSalt)
  return `${leaf.before}1767225630000${leaf.after}`
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase())
}
