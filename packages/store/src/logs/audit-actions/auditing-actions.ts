// Audit actions of the class "audit" (design.md §7): who read, exported, erased from and verified the log itself.
import type { AuditActionSpec } from './action-spec.ts'
import { range, recording } from './field-groups.ts'

/** Actions of the class "audit". */
export type AuditingAction = 'audit.read' | 'audit.export' | 'audit.erase' | 'log.verify' | 'evidence.export'

/** What the catalogue says of them. */
export const auditingActions: Readonly<Record<AuditingAction, AuditActionSpec>> = {
  'audit.read': {
    meaning: 'Someone read the audit log, or took a receipt of an event.',
    committed: 'Before anything of it leaves.',
    by: ['viewer', 'command'],
    fields: ['filters', 'purpose', ...recording, ...range, 'target.key', 'target.user', 'extent.events'],
    outcomes: ['success', 'denied'],
    denyReasons: ['role_not_allowed', 'not_found'],
  },
  'audit.export': {
    meaning: 'The audit log, or a part of it, was written to a file.',
    committed: 'Before its first line; where everything is exported it is the last line itself.',
    by: ['viewer', 'command'],
    fields: ['filters', 'purpose', ...recording, ...range, 'target.key', 'target.user', 'extent.events'],
    outcomes: ['success', 'denied', 'error'],
    denyReasons: ['role_not_allowed'],
  },
  'audit.erase': {
    meaning:
      'Clear values beside the log were erased with their salts: those of one person, who is not named, or those of single events. It says of how many events, and how many values.',
    committed: 'In one transaction with the erasure.',
    by: ['command'],
    fields: ['ticket', 'extent.events', 'extent.values'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'evidence.export': {
    meaning:
      'A signed evidence pack of a period was written: configuration, roles, reviews, verifications, retention, holds, keys and counts, without recordings.',
    committed: 'Before its first file.',
    by: ['command'],
    fields: ['filters'],
    outcomes: ['success'],
    denyReasons: [],
  },
  'log.verify': {
    meaning:
      'Someone verified the deployment with `reseal verify`. A copy that was verified elsewhere leaves no event.',
    committed:
      'After the verification, before its report is printed. A log that does not continue its anchor takes no event: then the report alone says so.',
    by: ['command'],
    fields: ['verdict'],
    outcomes: ['success', 'error'],
    denyReasons: [],
  },
}
