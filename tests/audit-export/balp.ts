// IHE's Basic Audit Log Patterns (BALP, FHIR R4: https://profiles.ihe.net/ITI/BALP/) as far as we claim them: Read, Query
// and Delete, for events without a patient. Said here in our own words, clause by clause, over the official definition of
// AuditEvent, so that an ordinary validator of profiles can check them; members of slices, which it does not look at, are
// checked here.
import type { AuditEvent, ElementDefinition, StructureDefinition } from '@medplum/fhirtypes'

interface Code {
  readonly system: string
  readonly code: string
}

interface Slice {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly type: Code
  /** Members below the element: how often, or a fixed value. */
  readonly members: Readonly<
    Record<string, { readonly min?: number; readonly max?: number; readonly is?: boolean | Code }>
  >
}

interface Pattern {
  readonly kind: 'Read' | 'Query' | 'Delete'
  readonly action: string
  /** BALP binds a few codes to the slice; this is the one that we write. */
  readonly interaction: string
  readonly client: Code
  readonly server: Code
  readonly user: Code
  readonly entity: Slice
}

const terminology = 'http://terminology.hl7.org/CodeSystem/'
const dicom = (code: string): Code => ({ system: 'http://dicom.nema.org/resources/ontology/DCM', code })
const participant = (code: string): Code => ({ system: `${terminology}v3-ParticipationType`, code })
const systemObject: Code = { system: `${terminology}audit-entity-type`, code: '2' }
const role = (code: string): Code => ({ system: `${terminology}object-role`, code })

const data: Slice = {
  name: 'data',
  min: 1,
  max: 1,
  type: systemObject,
  members: { what: { min: 1 }, role: { min: 1, is: role('4') } },
}

const patterns: readonly Pattern[] = [
  {
    kind: 'Read',
    action: 'R',
    interaction: 'read',
    client: dicom('110152'),
    server: dicom('110153'),
    user: participant('IRCP'),
    entity: data,
  },
  {
    kind: 'Query',
    action: 'E',
    interaction: 'search-type',
    client: dicom('110153'),
    server: dicom('110152'),
    user: participant('IRCP'),
    entity: {
      name: 'query',
      min: 1,
      max: 1,
      type: systemObject,
      members: {
        role: { min: 1, is: role('24') },
        what: { max: 0 },
        lifecycle: { max: 0 },
        query: { min: 1 },
        detail: { max: 0 },
      },
    },
  },
  {
    kind: 'Delete',
    action: 'D',
    interaction: 'delete',
    client: dicom('110150'),
    server: { system: `${terminology}provenance-participant-type`, code: 'custodian' },
    user: participant('CST'),
    entity: data,
  },
]

/** Where a pattern's definition is published. */
export function balpUrl(kind: Pattern['kind']): string {
  return `https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.${kind}`
}

/** The patterns as profiles of the official definition of AuditEvent. */
export function balpProfiles(auditEvent: StructureDefinition): ReadonlyMap<string, StructureDefinition> {
  return new Map(patterns.map((pattern) => [balpUrl(pattern.kind), profileOf(auditEvent, pattern)]))
}

const machine = { who: { min: 1 }, network: { min: 1 }, media: { max: 0 } }

function agentSlices({ client, server, user }: Pattern): readonly Slice[] {
  return [
    { name: 'client', min: 1, max: 1, type: client, members: machine },
    { name: 'server', min: 1, max: 1, type: server, members: machine },
    {
      name: 'user',
      min: 0,
      max: 1,
      type: user,
      members: { who: { min: 1 }, requestor: { min: 1, is: true }, media: { max: 0 }, network: { max: 0 } },
    },
  ]
}

const transaction: Slice = {
  name: 'transaction',
  min: 0,
  max: 1,
  type: { system: 'https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType', code: 'XrequestId' },
  members: { what: { min: 1 } },
}

/** What is wrong with the members of a resource's slices. */
export function sliceProblems(
  { agent, entity = [] }: AuditEvent,
  profile: StructureDefinition,
): readonly string[] {
  const pattern = patterns.find(({ kind }) => balpUrl(kind) === profile.url)
  if (pattern === undefined) throw new Error('not a pattern that we claim')
  return [
    ...agentSlices(pattern).flatMap((slice) =>
      memberProblems(
        slice,
        agent.filter(({ type }) => isCode(type?.coding?.[0], slice.type)),
      ),
    ),
    ...[transaction, pattern.entity].flatMap((slice) =>
      memberProblems(
        slice,
        entity.filter(({ type }) => isCode(type, slice.type)),
      ),
    ),
  ]
}

function memberProblems({ name, members }: Slice, elements: readonly object[]): readonly string[] {
  return elements.flatMap((element) =>
    Object.entries(members).flatMap(([member, { min = 0, max = 1, is }]) => {
      const value = (element as Readonly<Record<string, unknown>>)[member]
      const count = value === undefined ? 0 : 1
      const fits = typeof is === 'object' ? isCode(value, is) : is === undefined || value === is
      return count >= min && count <= max && (count === 0 || fits) ? [] : [`${name}.${member}`]
    }),
  )
}

function isCode(value: unknown, { system, code }: Code): boolean {
  if (typeof value !== 'object' || value === null) return false
  const coding = value as { readonly system?: string; readonly code?: string }
  return coding.system === system && coding.code === code
}

function profileOf(base: StructureDefinition, pattern: Pattern): StructureDefinition {
  const { kind, entity } = pattern
  const agents = agentSlices(pattern)
  const element = (base.snapshot?.element ?? []).flatMap((each): ElementDefinition[] => {
    switch (each.path) {
      case 'AuditEvent.type':
        return [{ ...each, patternCoding: { system: `${terminology}audit-event-type`, code: 'rest' } }]
      case 'AuditEvent.subtype':
        return [
          { ...each, min: 1, slicing: slicing('$this') },
          {
            ...each,
            id: 'AuditEvent.subtype:interaction',
            sliceName: 'interaction',
            min: 1,
            max: '1',
            patternCoding: { system: 'http://hl7.org/fhir/restful-interaction', code: pattern.interaction },
          },
        ]
      case 'AuditEvent.action':
        return [{ ...each, min: 1, fixedCode: pattern.action }]
      case 'AuditEvent.outcome':
        return [{ ...each, min: 1, fixedCode: '0' }]
      case 'AuditEvent.agent':
        return [{ ...each, min: 2, slicing: slicing('type') }]
      case 'AuditEvent.entity':
        return [{ ...each, min: 1, slicing: slicing('type') }]
      case 'AuditEvent.agent.purposeOfUse':
        return [each, ...agents.flatMap((slice) => sliceElements(base, 'AuditEvent.agent', slice))]
      case 'AuditEvent.entity.detail.value[x]':
        return [
          each,
          ...[transaction, entity].flatMap((slice) => sliceElements(base, 'AuditEvent.entity', slice)),
        ]
      default:
        return [each]
    }
  })
  return {
    ...base,
    id: `IHE.BasicAudit.${kind}`,
    url: balpUrl(kind),
    derivation: 'constraint',
    snapshot: { element },
  }
}

function slicing(path: string): NonNullable<ElementDefinition['slicing']> {
  return { discriminator: [{ type: 'value', path }], rules: 'open' }
}

function sliceElements(base: StructureDefinition, path: string, slice: Slice): ElementDefinition[] {
  const find = (name: string): ElementDefinition => {
    const found = base.snapshot?.element.find((element) => element.path === name)
    if (found === undefined) throw new Error(`no element ${name}`)
    return found
  }
  const isCoding = path === 'AuditEvent.entity'
  const type = { system: slice.type.system, code: slice.type.code }
  const id = (name: string) => `${path}:${slice.name}${name}`
  return [
    { ...find(path), id: id(''), sliceName: slice.name, min: slice.min, max: String(slice.max) },
    {
      ...find(`${path}.type`),
      id: id('.type'),
      min: 1,
      ...(isCoding ? { patternCoding: type } : { patternCodeableConcept: { coding: [type] } }),
    },
    ...Object.entries(slice.members).map(([name, { min, max, is }]): ElementDefinition => {
      const element = find(`${path}.${name}`)
      return {
        ...element,
        id: id(`.${name}`),
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max: String(max) }),
        ...(is === true && { patternBoolean: true }),
        ...(typeof is === 'object' && { patternCoding: { ...is } }),
      }
    }),
  ]
}
