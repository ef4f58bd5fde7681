// What the log takes: every event that the catalogue allows, whole and bounded; of everything else nothing.
import { canonicalize } from '@reseal/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyAuditEvent, anyEventOf } from '../../test/any-audit-event.ts'
import { auditActions, auditCatalogue, commonAuditFields } from './audit-catalogue.ts'
import {
  type AuditEventInput,
  commitmentOf,
  decodeAuditEvent,
  encodeAuditEvent,
  personalFields,
} from './audit-event.ts'
import { type AuditField, auditFields } from './audit-fields.ts'
import { createSaltSource } from './salt-source.ts'

const takeSalt = createSaltSource()
const timeMs = 1_767_225_600_000
// An entry bundle of tlog-tiles gives a leaf's length in 16 bits.
const longestLeaf = 65_535

function leafOf(event: AuditEventInput) {
  const { leaf, personal } = encodeAuditEvent(event, takeSalt)
  return { text: `${leaf.before}${timeMs}${leaf.after}`, personal }
}

test.each(auditActions)(
  '%s, with whatever its entry allows, is canonical, shows nothing personal and reads back',
  (action) => {
    fc.assert(
      fc.property(anyEventOf(action), (event) => {
        const { text, personal } = leafOf(event)
        const leaf = JSON.parse(text)
        expect(canonicalize(leaf)).toBe(text)
        expect(decodeAuditEvent(Buffer.from(text), personal)).toEqual({ ...event, id: leaf.id, timeMs })
        const erased = JSON.stringify(decodeAuditEvent(Buffer.from(text), []))
        for (const { field, salt, value } of personal) {
          expect(field.split('.').reduce((found, name) => found[name], leaf)).toBe(commitmentOf(salt, value))
          // A short one stands in some hash by chance.
          if (value.length < 8) continue
          expect(text).not.toContain(value)
          expect(erased).not.toContain(value)
        }
      }),
      { numRuns: 15 },
    )
  },
)

const event: AuditEventInput = {
  action: 'replay.open',
  outcome: 'success',
  actor: { issuer: 'reseal', subject: 'ada', roles: ['engineer'], method: 'one-time-link' },
  client: { ip: '203.0.113.9', userAgent: 'Firefox' },
  purpose: 'debugging',
  target: { app: 'clinic', session: '00000000-0000-4000-8000-000000000001' },
}
const message = 'the audit event is none that the catalogue of audit events allows'

function refused(input: unknown): void {
  expect(() => encodeAuditEvent(input as AuditEventInput, takeSalt)).toThrow(
    expect.objectContaining({ code: 'bad_audit_event', message }),
  )
}

describe('refused with one constant message', () => {
  test.each<[string, object]>([
    ['an action that is none', { action: 'replay.watch' }],
    ['an inherited name as the action', { action: 'constructor' }],
    ['a field of another action', { verdict: 'intact' }],
    ['a field that is none', { patient: 'Ada' }],
    ['a field that is none, within another', { target: { patient: 'Ada' } }],
    ['a field by its name in the leaf', { request_id: 'r' }],
    ['a time of its own', { timeMs: 1 }],
    ['an outcome that the action does not have', { action: 'user.sign_out', outcome: 'denied' }],
    ['a refusal without a reason', { outcome: 'denied' }],
    ['a reason without a refusal', { denyReason: 'shredded' }],
    ['a reason of another action', { outcome: 'denied', denyReason: 'link_used' }],
    ['no actor', { actor: undefined }],
    ['an actor without roles', { actor: { issuer: 'reseal', method: 'none' } }],
    ['a role that is none', { actor: { issuer: 'reseal', roles: ['Ada'], method: 'none' } }],
    ['a list with holes', { actor: { issuer: 'reseal', roles: Array.from({ length: 2 }), method: 'none' } }],
    ['an issuer with control characters', { actor: { issuer: 'a\nb', roles: [], method: 'none' } }],
    ['a purpose in words of one’s own', { purpose: 'Ada asked me' }],
    ['a session that is no UUID', { target: { session: 'Ada' } }],
    ['an app in words of one’s own', { target: { app: 'Ada Okonkwo' } }],
    ['a negative count', { action: 'replay.read', extent: { bytes: -1 } }],
    ['a fraction', { action: 'replay.read', extent: { bytes: 0.5 } }],
    ['a number that is not finite', { action: 'replay.read', extent: { replayMs: Number.NaN } }],
    ['a number for a text', { note: 7 }],
    ['a note that is too long', { note: 'x'.repeat(2_001) }],
    ['NUL in a note', { note: 'a\0b' }],
    ['half of a surrogate pair', { ticket: '\ud800' }],
    ['an object of a class', { target: new Map() }],
    ['a list for an object', { target: [] }],
  ])('%s', (_, bad) => refused({ ...event, ...bad }))

  test.each([[undefined], [null], ['replay.open'], [[]], [new Date(0)], [() => undefined]])('%s', refused)

  test('any field that the action does not list, whatever is in it', () => {
    const paths = Object.keys(auditFields) as AuditField[]
    fc.assert(
      fc.property(anyAuditEvent(), fc.constantFrom(...paths), anyAuditEvent(), (given, path, other) => {
        const { fields } = auditCatalogue[given.action]
        if ([...commonAuditFields, ...fields].includes(path)) return
        const [outer = ''] = path.split('.')
        const stranger = (other as unknown as Record<string, unknown>)[outer] ?? { [outer]: 'x' }
        if ([...commonAuditFields, ...fields].some((field) => field.split('.')[0] === outer)) return
        refused({ ...given, [outer]: stranger })
      }),
      { numRuns: 200 },
    )
  })

  test('anything at all that is not an event', () => {
    fc.assert(fc.property(fc.anything(), refused), { numRuns: 300 })
  })
})

describe('the catalogue', () => {
  test('bounds a leaf', () => {
    for (const action of auditActions) {
      const fields = [...commonAuditFields, ...auditCatalogue[action].fields]
      const longest = fields.reduce((sum, field) => sum + field.length + 8 + lengthOf(field), 200)
      expect(longest, action).toBeLessThan(longestLeaf)
    }
  })

  test('knows a column for each personal field, and no other', () => {
    const personal = Object.entries(auditFields).filter(([, field]) => field.personal)
    expect(personal.map(([name]) => name).sort()).toEqual([...personalFields].sort())
  })

  test('keeps everything that a person could write into to personal fields', () => {
    for (const [name, { format, personal }] of Object.entries(auditFields))
      expect(format.kind === 'text', name).toBe(personal)
  })

  test('has reasons exactly for actions that can be denied, and names no field twice', () => {
    for (const action of auditActions) {
      const { outcomes, denyReasons, fields, by } = auditCatalogue[action]
      expect(denyReasons.length > 0, action).toBe(outcomes.includes('denied'))
      expect(new Set(fields).size, action).toBe(fields.length)
      expect(by.length, action).toBeGreaterThan(0)
    }
  })
})

/** Of a value in canonical JSON, at most; a commitment has 64 digits. */
function lengthOf(field: AuditField): number {
  const { format, personal } = auditFields[field]
  if (personal) return 66
  switch (format.kind) {
    case 'word':
      return Math.max(...format.words.map((word) => word.length)) + 2
    case 'words':
      return format.most * (Math.max(...format.words.map((word) => word.length)) + 3)
    case 'ids':
      return format.most * 67
    case 'count':
      return 16
    case 'pattern':
    case 'text':
      // A quotation mark or backslash takes two characters.
      return 514
  }
}
