// Any event that the catalogue allows, for property tests.
import fc from 'fast-check'
import {
  type AuditAction,
  auditActions,
  auditCatalogue,
  commonAuditFields,
} from '../src/logs/audit-catalogue.ts'
import type { AuditEventInput } from '../src/logs/audit-event.ts'
import { type AuditField, auditFields } from '../src/logs/audit-fields.ts'
import { wireNames } from '../src/logs/wire-names.ts'

const codeNames = new Map([...wireNames].map(([name, wire]) => [wire, name]))
const required: readonly AuditField[] = ['actor.issuer', 'actor.roles', 'actor.method', 'change.setting']
const setByOutcome: readonly AuditField[] = ['action', 'outcome', 'deny_reason']

/** Events of one action. */
export function anyEventOf(action: AuditAction): fc.Arbitrary<AuditEventInput> {
  return arbitraries[action]
}

/** Events of any action. */
export function anyAuditEvent(): fc.Arbitrary<AuditEventInput> {
  return fc.oneof(...Object.values(arbitraries))
}

function eventOf(action: AuditAction): fc.Arbitrary<AuditEventInput> {
  const { fields, outcomes, denyReasons } = auditCatalogue[action]
  const values = [...commonAuditFields, ...fields].filter((field) => !setByOutcome.includes(field))
  const members = Object.fromEntries(
    [...new Set(values)].map((field) => {
      const value = valueOf(field)
      return [field, required.includes(field) ? value : fc.option(value, { nil: undefined })]
    }),
  )
  const ending = fc.constantFrom(...outcomes).chain((outcome) =>
    fc.record({
      outcome: fc.constant(outcome),
      ...(outcome === 'denied' && { denyReason: fc.constantFrom(...denyReasons) }),
    }),
  )
  return fc
    .tuple(fc.record(members), ending)
    .map(([flat, ended]) => ({ action, ...ended, ...nested(flat) }) as unknown as AuditEventInput)
}

/** Members by path, as an event has them; those that are undefined are left out. */
function nested(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const event: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(flat)) {
    if (value === undefined) continue
    const [outer = '', inner] = path.split('.').map((name) => codeNames.get(name) ?? name)
    if (inner === undefined) event[outer] = value
    else event[outer] = { ...(event[outer] as object | undefined), [inner]: value }
  }
  return event
}

const text = (unit: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...unit.split('')), minLength, maxLength, size: 'max' })

const patterns: Readonly<Record<string, fc.Arbitrary<string>>> = {
  UUID: fc.uuid(),
  'id of an app': text('az09-', 1, 64),
  'scope of a grant': fc.constantFrom('app', 'session', 'page:/intake/**', 'label:beta'),
  'SHA-256, hex': text('09af', 64, 64),
  'one word': fc.constantFrom('one-time-link', 'os-user', 'service', 'none'),
}

const anySpan = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).map(([from, to]) => `${from}-${to}`)

function valueOf(field: AuditField): fc.Arbitrary<unknown> {
  const { format } = auditFields[field]
  switch (format.kind) {
    case 'text':
      return fc.oneof(
        fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replaceAll('\0', ' ')),
        fc.constant('é'.repeat(format.most)),
      )
    case 'pattern':
      return patterns[format.says] ?? text('aZ09_.:+/=-', 1, 64)
    case 'word':
      return fc.constantFrom(...format.words)
    case 'words':
      return fc.array(fc.constantFrom(...format.words), { maxLength: format.most })
    case 'ids':
      return fc.array(format.pattern.test('az') ? text('az09-', 1, 64) : anySpan, { maxLength: format.most })
    case 'count':
      return fc.maxSafeNat()
  }
}

const arbitraries = Object.fromEntries(auditActions.map((action) => [action, eventOf(action)])) as Readonly<
  Record<AuditAction, fc.Arbitrary<AuditEventInput>>
>
