// Audit events and their leaves (design.md §7): RFC 8785 JSON in which every personal or free-text field is a
// commitment, HMAC-SHA-256 (RFC 2104) under a random salt of its own, so that erasing clear value and salt erases
// the person and keeps every proof valid.
import { randomUUID, timingSafeEqual } from 'node:crypto'
import type { JsonValue } from '@reseal/protocol'
import { StoreError } from '../store-error.ts'
import type { AuditAction } from './audit-catalogue.ts'
import type {
  AuditCause,
  AuditDenyReason,
  AuditFilterName,
  AuditOutcome,
  AuditSetting,
  AuditVerdict,
} from './audit-fields.ts'
import { hmacSha256Hex } from './hmac-sha256.ts'
import { isCatalogued } from './is-catalogued.ts'
import type { SaltSource } from './salt-source.ts'
import { type UnstampedLeaf, unstampedLeaf } from './unstamped-leaf.ts'
import { wireNames } from './wire-names.ts'

/** Who did it. */
export interface AuditActor {
  /** Who vouches for the subject: an identity provider, `reseal`, or `os` for the command line. */
  readonly issuer: string
  /** Personal. */
  readonly subject?: string
  readonly roles: readonly string[]
  /** How the actor proved who they are. */
  readonly method: string
}

/** An audit event as services write and read it. */
export interface AuditEvent<A extends AuditAction = AuditAction> {
  /** UUID. */
  readonly id: string
  /** When it was appended, by the database's clock; never decreases along the log. */
  readonly timeMs: number
  readonly action: A
  readonly outcome: AuditOutcome
  /** There exactly where the outcome is `denied`. */
  readonly denyReason?: AuditDenyReason
  readonly actor: AuditActor
  /** Personal. */
  readonly client?: { readonly ip?: string; readonly userAgent?: string }
  /** Purpose of use. */
  readonly purpose?: string
  /** Personal. */
  readonly note?: string
  /** Personal. */
  readonly ticket?: string
  readonly target?: {
    readonly app?: string
    readonly session?: string
    readonly stream?: string
    readonly replay?: string
    readonly note?: string
    readonly hold?: string
    readonly fromMs?: number
    readonly toMs?: number
    readonly fromIndex?: number
    readonly toIndex?: number
    readonly key?: string
    /** Personal. */
    readonly user?: string
    readonly roles?: readonly string[]
    readonly apps?: readonly string[]
    readonly purposes?: readonly string[]
    readonly untilMs?: number
    readonly scope?: string
    /** Lower-case hex. */
    readonly root?: string
  }
  readonly extent?: {
    readonly replayMs?: number
    /** What was played: `from-to`, milliseconds since 1970. */
    readonly spans?: readonly string[]
    readonly notes?: number
    readonly segments?: number
    readonly bytes?: number
    readonly sessions?: number
    readonly events?: number
    readonly values?: number
    readonly objects?: number
    readonly requests?: number
    readonly unrecorded?: number
    readonly findings?: number
    readonly streams?: number
    readonly held?: number
    readonly busy?: number
    readonly durationMs?: number
  }
  readonly ruleSetVersion?: string
  /** UUID. */
  readonly grant?: string
  /** Personal. */
  readonly approver?: string
  readonly change?: { readonly setting: AuditSetting; readonly from?: string; readonly to?: string }
  readonly cause?: AuditCause
  readonly filters?: readonly AuditFilterName[]
  readonly verdict?: AuditVerdict
  readonly requestId?: string
  readonly traceId?: string
}

/** An event before it is appended: the log gives it time, and an id unless it has one. */
export type AuditEventInput<A extends AuditAction = AuditAction> = Omit<AuditEvent<A>, 'id' | 'timeMs'> &
  Partial<Pick<AuditEvent, 'id'>>

/** Names of personal fields, as paths in the leaf. */
export const personalFields = [
  'actor.subject',
  'client.ip',
  'client.user_agent',
  'note',
  'ticket',
  'target.user',
  'approver',
] as const

/** One personal field. */
export type PersonalField = (typeof personalFields)[number]

/** A clear value and the salt that opens its commitment. */
export interface PersonalValue {
  readonly field: PersonalField
  /** 16 bytes. */
  readonly salt: Uint8Array
  readonly value: string
}

/** What an append stores for one event. */
export interface EncodedAuditEvent<A extends AuditAction = AuditAction> {
  readonly event: Omit<AuditEvent<A>, 'timeMs'>
  readonly leaf: UnstampedLeaf
  readonly personal: readonly PersonalValue[]
}

/**
 * Completes an event and makes its leaf. Nothing but what the catalogue allows becomes one, so that nothing personal
 * stands in a leaf by mistake, and none is larger than an entry bundle of tlog-tiles can hold.
 * @throws StoreError bad_audit_event
 */
export function encodeAuditEvent<A extends AuditAction>(
  input: AuditEventInput<A>,
  takeSalt: SaltSource,
): EncodedAuditEvent<A> {
  if (!isCatalogued(input)) throw new StoreError('bad_audit_event')
  const event = { ...input, id: input.id ?? randomUUID() }
  const json = rename(event, wireNames)
  const personal: PersonalValue[] = []
  for (const field of personalFields) {
    const value = readField(json, field)
    if (typeof value !== 'string') continue
    const salt = takeSalt()
    personal.push({ field, salt, value })
    writeField(json, field, commitmentOf(salt, value))
  }
  return { event, leaf: unstampedLeaf(json as JsonObject & { [key: string]: JsonValue }), personal }
}

/** Lower-case hex of HMAC-SHA-256 with the salt as key over the value's UTF-8. */
export function commitmentOf(salt: Uint8Array, value: string): string {
  return hmacSha256Hex(salt, Buffer.from(value, 'utf8'))
}

/**
 * Reads a leaf back. Personal fields carry their clear values where these open the commitment, and are absent
 * where they were erased or do not.
 * @throws StoreError bad_leaf when the bytes are not an audit event
 */
export function decodeAuditEvent(leaf: Uint8Array, personal: readonly PersonalValue[]): AuditEvent {
  const json = parseLeaf(leaf)
  for (const field of personalFields) {
    const commitment = readField(json, field)
    if (commitment === undefined) continue
    const clear = personal.find((entry) => entry.field === field)
    writeField(json, field, clear && opens(clear, commitment) ? clear.value : undefined)
  }
  return rename(json, eventNames) as unknown as AuditEvent
}

function opens({ salt, value }: PersonalValue, commitment: unknown): boolean {
  if (typeof commitment !== 'string') return false
  const expected = Buffer.from(commitmentOf(salt, value))
  const found = Buffer.from(commitment)
  return expected.length === found.length && timingSafeEqual(expected, found)
}

function parseLeaf(leaf: Uint8Array): JsonObject {
  try {
    const json: unknown = JSON.parse(Buffer.from(leaf).toString('utf8'))
    if (isJsonObject(json) && typeof json['action'] === 'string' && isJsonObject(json['actor'])) return json
  } catch (cause) {
    throw new StoreError('bad_leaf', cause)
  }
  throw new StoreError('bad_leaf')
}

type JsonObject = Record<string, unknown>

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readField(json: JsonObject, field: PersonalField): unknown {
  const [outer = '', inner] = field.split('.')
  const value = json[outer]
  if (inner === undefined) return value
  return isJsonObject(value) ? value[inner] : undefined
}

function writeField(json: JsonObject, field: PersonalField, value: string | undefined): void {
  const [outer = '', inner] = field.split('.')
  const holder = inner === undefined ? json : json[outer]
  if (!isJsonObject(holder)) return
  if (value === undefined) delete holder[inner ?? outer]
  else holder[inner ?? outer] = value
}

const eventNames: ReadonlyMap<string, string> = new Map([...wireNames].map(([name, wire]) => [wire, name]))

/** Copies plain data under other names, without members that are undefined. */
function rename(value: object, names: ReadonlyMap<string, string>): JsonObject {
  const renamed: JsonObject = {}
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined)
      renamed[names.get(key) ?? key] = isJsonObject(member) ? rename(member, names) : member
  }
  return renamed
}
