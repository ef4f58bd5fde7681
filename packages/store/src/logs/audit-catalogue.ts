// The catalogue of audit events (design.md §7, §8): every action that the product can record, what it means, when it is
// committed, and all that its event may hold. The log takes nothing else; docs/audit-events.md is written from here.
import { type AccessAction, accessActions } from './audit-actions/access-actions.ts'
import type { AuditActionSpec } from './audit-actions/action-spec.ts'
import { type AuditingAction, auditingActions } from './audit-actions/auditing-actions.ts'
import { type ConfigurationAction, configurationActions } from './audit-actions/configuration-actions.ts'
import {
  type PasskeyAction,
  passkeyActions,
  type TokenAction,
  tokenActions,
} from './audit-actions/credential-actions.ts'
import {
  type GrantAction,
  grantActions,
  type PersonAction,
  personActions,
  type ReviewAction,
  reviewActions,
} from './audit-actions/grant-actions.ts'
import { type IdentityAction, identityActions } from './audit-actions/identity-actions.ts'
import { type RecordingsAction, recordingsActions } from './audit-actions/recordings-actions.ts'
import type { AuditField } from './audit-fields.ts'

/** Kinds of actions; who may see an event in the viewer goes by them. */
export type AuditEventClass = 'identity' | 'access' | 'audit' | 'recordings' | 'configuration'

const byClass: Readonly<Record<AuditEventClass, Readonly<Record<string, AuditActionSpec>>>> = {
  identity: { ...identityActions, ...passkeyActions },
  access: { ...accessActions, ...grantActions },
  audit: { ...auditingActions, ...reviewActions },
  recordings: recordingsActions,
  configuration: { ...configurationActions, ...personActions, ...tokenActions },
}

/** What was done. */
export type AuditAction =
  | IdentityAction
  | AccessAction
  | AuditingAction
  | RecordingsAction
  | ConfigurationAction
  | PasskeyAction
  | TokenAction
  | GrantAction
  | ReviewAction
  | PersonAction

/** The kinds. */
export const auditEventClasses: readonly AuditEventClass[] = [
  'identity',
  'access',
  'audit',
  'recordings',
  'configuration',
]

/** Fields that an event of any action may have. */
export const commonAuditFields: readonly AuditField[] = [
  'id',
  'action',
  'outcome',
  'deny_reason',
  'actor.issuer',
  'actor.subject',
  'actor.roles',
  'actor.method',
  'client.ip',
  'client.user_agent',
  'request_id',
  'trace_id',
]

/** The catalogue. */
export const auditCatalogue: Readonly<
  Record<AuditAction, AuditActionSpec & { readonly class: AuditEventClass }>
> = Object.fromEntries(
  auditEventClasses.flatMap((eventClass) =>
    Object.entries(byClass[eventClass]).map(([action, spec]) => [action, { class: eventClass, ...spec }]),
  ),
) as Record<AuditAction, AuditActionSpec & { class: AuditEventClass }>

/** Everything that is audited. */
export const auditActions: readonly AuditAction[] = Object.keys(auditCatalogue) as AuditAction[]

/** The actions of a class, in the catalogue's order. */
export function auditActionsOf(eventClass: AuditEventClass): readonly AuditAction[] {
  return Object.keys(byClass[eventClass]) as AuditAction[]
}
