// Whether an event is one that the catalogue allows: its action, each of its fields, and what stands in them. Runs on
// every append, so the catalogue is turned into look-ups once.
import { type AuditAction, auditActions, auditCatalogue, commonAuditFields } from './audit-catalogue.ts'
import { type AuditField, type AuditFieldFormat, auditFields } from './audit-fields.ts'
import { wireNames } from './wire-names.ts'

type Check = (value: unknown) => boolean

/** By the members' names in the code. */
interface Shape {
  readonly checks: ReadonlyMap<string, Check>
  readonly required: readonly string[]
}

/** Whether the log may take it. */
export function isCatalogued(event: unknown): boolean {
  if (!isPlainObject(event)) return false
  const { action, outcome, denyReason } = event
  const shape = typeof action === 'string' ? shapes.get(action) : undefined
  return shape !== undefined && fits(event, shape) && (outcome === 'denied') === (denyReason !== undefined)
}

const commonRequired = ['action', 'outcome', 'actor']
const requiredMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ['actor', ['issuer', 'roles', 'method']],
  ['change', ['setting']],
])

const codeNames = new Map([...wireNames].map(([name, wire]) => [wire, name]))

const shapes: ReadonlyMap<string, Shape> = new Map(auditActions.map((action) => [action, shapeOf(action)]))

function shapeOf(action: AuditAction): Shape {
  const { fields, outcomes, denyReasons } = auditCatalogue[action]
  const top = new Map<string, Check>()
  const inner = new Map<string, Map<string, Check>>()
  for (const field of [...commonAuditFields, ...fields]) {
    const [outerName = '', innerName] = field.split('.').map((name) => codeNames.get(name) ?? name)
    const check = checkOf(field)
    if (innerName === undefined) top.set(outerName, check)
    else inner.set(outerName, (inner.get(outerName) ?? new Map<string, Check>()).set(innerName, check))
  }
  for (const [name, checks] of inner) {
    const shape = { checks, required: requiredMembers.get(name) ?? [] }
    top.set(name, (value) => isPlainObject(value) && fits(value, shape))
  }
  top.set('outcome', oneOf(outcomes))
  top.set('denyReason', oneOf(denyReasons))
  return { checks: top, required: commonRequired }
}

function fits(value: Readonly<Record<string, unknown>>, { checks, required }: Shape): boolean {
  for (const name of Object.keys(value)) {
    const member = value[name]
    // A member that is undefined is not written.
    if (member !== undefined && checks.get(name)?.(member) !== true) return false
  }
  return required.every((name) => value[name] !== undefined)
}

function checkOf(field: AuditField): Check {
  return checkFormat(auditFields[field].format)
}

function checkFormat(format: AuditFieldFormat): Check {
  switch (format.kind) {
    case 'text':
      // PostgreSQL's text cannot hold NUL; found there, it would fail the whole commit that others wait in.
      return (value) =>
        typeof value === 'string' &&
        value.length <= format.most &&
        value.isWellFormed() &&
        !value.includes('\0')
    case 'pattern':
      return (value) => typeof value === 'string' && format.pattern.test(value)
    case 'word':
      return oneOf(format.words)
    case 'words':
      return listOf(oneOf(format.words), format.most)
    case 'ids':
      return listOf((value) => typeof value === 'string' && format.pattern.test(value), format.most)
    case 'count':
      return (value) => Number.isSafeInteger(value) && (value as number) >= 0
  }
}

function oneOf(words: readonly string[]): Check {
  const known = new Set<unknown>(words)
  return (value) => known.has(value)
}

function listOf(check: Check, most: number): Check {
  // `every` passes over holes.
  return (value) =>
    Array.isArray(value) && value.length <= most && value.every(check) && !value.includes(undefined)
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
