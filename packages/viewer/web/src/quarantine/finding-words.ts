// Detectors, places and causes as people read them.
import type { FindingReply, QuarantineSummary } from '../../../src/api-types.ts'

const detectors: Readonly<Record<string, string>> = {
  account: 'account number',
  age: 'age over 89',
  card: 'card number',
  crypto: 'wallet address',
  date: 'date',
  dea: 'DEA number',
  device: 'device number',
  email: 'mail address',
  fax: 'fax number',
  geo: 'coordinates',
  'health-plan-id': 'health plan number',
  iban: 'IBAN',
  ip: 'network address',
  itin: 'ITIN',
  licence: 'licence number',
  mac: 'hardware address',
  mbi: 'Medicare number',
  mrn: 'record number',
  name: 'name',
  npi: 'NPI',
  number: 'unique number',
  passport: 'passport number',
  pattern: 'pattern of the rules',
  phone: 'telephone number',
  place: 'place',
  plate: 'number plate',
  routing: 'routing number',
  ssn: 'social security number',
  'street-address': 'street address',
  url: 'web address',
  uuid: 'UUID',
  vin: 'vehicle number',
  zip: 'ZIP code',
}

/** What a detector looks for; one that the web app does not know is shown by its id. */
export function detectorLabel(detector: string): string {
  return detectors[detector] ?? detector
}

const places: Readonly<Record<FindingReply['place'], string>> = {
  text: 'text',
  field: 'field',
  attribute: 'attribute',
  title: 'title of the page',
  address: 'address',
  style: 'style',
  console: 'console',
  error: 'error',
  network: 'request',
  signal: 'event or tag',
  other: 'event',
}

/** Where a finding stood. */
export function placeLabel(place: FindingReply['place']): string {
  return places[place]
}

const causes: Readonly<Record<QuarantineSummary['cause'], string>> = {
  finding: 'found by the sentinel',
  'unknown-rule-set': 'unknown rule set',
  'unknown-manifest': 'unknown manifest',
}

/** Why a session was quarantined. */
export function causeLabel(cause: QuarantineSummary['cause']): string {
  return causes[cause]
}

/** A mask rule as it goes into `defineRules`, each selector once. */
export function rulesText(findings: readonly FindingReply[]): string {
  const rules = new Map(
    findings.flatMap(({ proposedRule: rule }) => (rule ? [[rule.selector, rule.id]] : [])),
  )
  return Array.from(
    rules,
    ([selector, id]) => `{ id: ${JSON.stringify(id)}, selector: ${JSON.stringify(selector)} },`,
  ).join('\n')
}
