// Every event as OCSF 1.8, by the published schema: required attributes, types, values and constraints of its class and of each object in it.
import { isIP } from 'node:net'
import { leafHash } from '@reseal/protocol/log'
import { type AuditRecord, createAuditFormatter } from '@reseal/store'
import { beforeAll, expect, test } from 'vitest'
import { everyRecord } from './every-event.ts'
import { type OcsfSchema, type OcsfShape, type OcsfType, readOcsfSchema } from './ocsf-schema.ts'

type Json = Record<string, unknown>

const site = { origin: 'clinic.example/audit', address: 'https://viewer.clinic.example' }
let schema: OcsfSchema
let records: readonly AuditRecord[]
let events: readonly Json[]
beforeAll(async () => {
  schema = await readOcsfSchema()
  records = await everyRecord()
  const { line } = createAuditFormatter('ocsf', { site, isFiltered: false })
  events = records.map((record) => JSON.parse(line(record)) as Json)
})

function problemsOf(value: Json, { required, attributes, atLeastOne }: OcsfShape, path: string): string[] {
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => `${path}.${name} is missing`)
  const none = atLeastOne === undefined || atLeastOne.some((name) => value[name] !== undefined)
  return [
    ...missing,
    ...(none ? [] : [`${path} has none of ${atLeastOne.join()}`]),
    ...Object.entries(value).flatMap(([name, member]) => {
      const type = attributes[name]
      return type === undefined
        ? [`${path}.${name} is no attribute`]
        : checkValue(member, type, `${path}.${name}`)
    }),
  ]
}

function checkValue(value: unknown, type: OcsfType, path: string): string[] {
  const wrong = [`${path} is of another type`]
  if (type === 'open') return []
  if (type === 'string') return typeof value === 'string' && value !== '' ? [] : wrong
  if (type === 'integer') return Number.isSafeInteger(value) ? [] : wrong
  if (type === 'timestamp') return Number.isSafeInteger(value) && Number(value) > 1e12 ? [] : wrong
  if (type === 'ip') return typeof value === 'string' && isIP(value) !== 0 ? [] : wrong
  if ('list' in type) {
    const inner = type.list
    return Array.isArray(value) ? value.flatMap((each) => checkValue(each, inner, path)) : wrong
  }
  if ('object' in type) {
    const shape = schema.objects[type.object]
    if (shape === undefined || typeof value !== 'object' || value === null) return wrong
    return problemsOf(value as Json, shape, path)
  }
  return type.includes(Number(value)) && typeof value === 'number' ? [] : wrong
}

function problemsOfEvent(event: Json): string[] {
  const shape = schema.classes[String(event['class_uid'])]
  if (shape === undefined) return ['no such class']
  const { class_uid: classUid, activity_id: activityId, type_uid: typeUid } = event
  const sum = Number(classUid) * 100 + Number(activityId)
  return [...problemsOf(event, shape, 'event'), ...(sum === typeUid ? [] : ['type_uid is another'])]
}

test('every action and outcome is an event of its class', () => {
  expect(events.length).toBeGreaterThan(80)
  for (const { metadata } of events) expect(metadata).toMatchObject({ version: schema.version })
  for (const event of events) expect(problemsOfEvent(event), JSON.stringify(event)).toEqual([])
})

test('opening what is sealed is a decryption of a datastore, the rest is use of an interface', () => {
  const decrypted = records.filter((_, at) => events[at]?.['type_uid'] === 600_510)
  expect(new Set(decrypted.map(({ event }) => event.action))).toEqual(
    new Set(['replay.read', 'recording.export']),
  )
})

test('the id is the event’s, and the leaf in it has the hash beside it', () => {
  for (const [at, { index, event }] of records.entries()) {
    const {
      metadata,
      raw_data: leaf,
      unmapped,
    } = events[at] as {
      metadata: Json
      raw_data: string
      unmapped: Json
    }
    expect([metadata['uid'], metadata['sequence'], unmapped['index']]).toEqual([event.id, index, index])
    expect(Buffer.from(leafHash(Buffer.from(leaf))).toString('hex')).toBe(unmapped['leaf_hash'])
  }
})

// A check that lets everything pass would let the above pass too.
test.each<[string, (event: Json) => unknown]>([
  ['another class', (event) => (event['class_uid'] = 6004)],
  ['another activity', (event) => (event['activity_id'] = 11)],
  ['no actor', (event) => delete event['actor']],
  ['an actor who is nobody', (event) => (event['actor'] = {})],
  ['no version', (event) => delete (event['metadata'] as Json)['version']],
  ['time in seconds', (event) => (event['time'] = 1_700_000_000)],
  ['an attribute of its own', (event) => (event['leaf_hash'] = 'x')],
  ['an address that is none', (event) => (event['src_endpoint'] = { ip: 'x' })],
  ['no datastore', (event) => delete event['databucket']],
])('an event with %s is found out', (_, spoil) => {
  const spoiled = structuredClone(events.find((event) => event['type_uid'] === 600_510)) as Json
  expect(problemsOfEvent(spoiled)).toEqual([])
  spoil(spoiled)
  expect(problemsOfEvent(spoiled)).not.toEqual([])
})
