// What a record shows where a personal field was erased, or may not be shown: the commitment that its leaf holds.
import type { AuditRecord } from '../logs/audit.repository.ts'
import type { PersonalField } from '../logs/audit-event.ts'

/** The commitment (hex) that the leaf holds for a field; undefined where the event has none. */
export function readCommitment({ leaf }: AuditRecord, field: PersonalField): string | undefined {
  let value: unknown = JSON.parse(Buffer.from(leaf).toString('utf8'))
  for (const name of field.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
  }
  return typeof value === 'string' ? value : undefined
}

/** The name of a commitment as an URI, for fields that take one. */
export function commitmentUri(commitment: string): string {
  return `urn:reseal:commitment:${commitment}`
}
