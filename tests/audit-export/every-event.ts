// One event of each action and outcome, with everything that the catalogue lets it hold, and each as bare as it may be.
import {
  type AuditEventInput,
  type AuditField,
  type AuditFieldFormat,
  type AuditRecord,
  auditActions,
  auditCatalogue,
  auditFields,
  createAuditLog,
  createAuditRepository,
} from '@reseal/store'
import { startTestAnchor, startTestPostgres } from '@reseal/store/testing'

const values: Readonly<Partial<Record<AuditField, unknown>>> = {
  'actor.subject': 'Ada "=cmd" Lovelace',
  'client.ip': '2001:db8::7',
  'client.user_agent': '=HYPERLINK("https://example.org")',
  note: '@SUM(1+1)*cmd|" /C calc"!A0',
  ticket: 'RES-214',
  'actor.issuer': 'https://id.example.org/realms/a b',
  'target.app': 'clinic',
  'target.user': '+49 30 1234',
}
const uuid = '7f1a5e0e-6a53-4a0e-8a6e-0d4a8a3c9b11'

function valueOf(field: AuditField): unknown {
  return values[field] ?? filled(auditFields[field].format, field)
}

function filled(format: AuditFieldFormat, field: AuditField): unknown {
  switch (format.kind) {
    case 'text':
      return 'some text'
    case 'pattern':
      return [uuid, 'a'.repeat(64), 'clinic'].find((text) => format.pattern.test(text))
    case 'word':
      return format.words[0]
    case 'words':
      return format.words.slice(0, 1)
    case 'ids':
      return ['clinic', '1700000000000-1700000004000'].filter((text) => format.pattern.test(text))
    case 'count':
      return field.endsWith('_ms') ? 1_700_000_000_000 : 3
  }
}

const actor = { issuer: 'reseal', roles: [], method: 'none' }

function fill(fields: readonly AuditField[]): Record<string, unknown> {
  const event: Record<string, unknown> = {}
  for (const field of fields) {
    const [outer = '', inner] = field.split('.').map(camelCase)
    if (inner === undefined) event[outer] = valueOf(field)
    else event[outer] = { ...(event[outer] as object | undefined), [inner]: valueOf(field) }
  }
  return event
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/gu, (_, letter: string) => letter.toUpperCase())
}

const common: readonly AuditField[] = [
  'actor.issuer',
  'actor.subject',
  'actor.roles',
  'actor.method',
  'client.ip',
  'client.user_agent',
  'request_id',
  'trace_id',
]

/** The inputs: full ones, and bare ones without a person. */
function everyEvent(): readonly AuditEventInput[] {
  return auditActions.flatMap((action) => {
    const { fields, outcomes, denyReasons } = auditCatalogue[action]
    return outcomes.flatMap((outcome) => {
      const denyReason = outcome === 'denied' ? denyReasons[0] : undefined
      const same = { action, outcome, ...(denyReason !== undefined && { denyReason }) }
      return [
        { ...fill([...common, ...fields]), ...same } as AuditEventInput,
        { ...same, actor } as AuditEventInput,
      ]
    })
  })
}

/** All of them out of a real log: with clear values, and as they are once these are erased. */
export async function everyRecord(): Promise<readonly AuditRecord[]> {
  const postgres = await startTestPostgres()
  const anchor = await startTestAnchor()
  try {
    const db = postgres.database('viewer')
    const log = createAuditLog(db, anchor)
    for (const event of everyEvent()) await log.append(event)
    const records: AuditRecord[] = []
    for (const personal of [true, false]) {
      for await (const record of createAuditRepository(db).readAll({ personal })) records.push(record)
    }
    return records
  } finally {
    await postgres.stop()
    await anchor.stop()
  }
}
