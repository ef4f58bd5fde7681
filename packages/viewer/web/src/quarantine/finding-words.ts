// Detectors, places and causes as people read them.
import type { FindingReply, QuarantineReply, QuarantineSummary } from '../../../src/api-types.ts'

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

/** Every detector by its id, in the order of its words. */
export const detectorNames: readonly (readonly [string, string])[] = Object.entries(detectors).toSorted(
  ([, one], [, other]) => one.localeCompare(other),
)

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

/** What a ticket says: where the rules fall short and what would mend it, without what was found. */
export function suggestionText(quarantine: QuarantineReply, rules: string): string {
  const { app, session, findings } = quarantine
  const releases = new Set(findings.flatMap(({ release }) => release ?? []))
  const places = new Set(
    findings.map(
      ({ detector, place, path }) => `- ${detectorLabel(detector)} in ${placeLabel(place)}: \`${path}\``,
    ),
  )
  return [
    `The rules of ${app}${releases.size === 0 ? '' : ` (${[...releases].join(', ')})`} let through what looks like identifiers.`,
    '',
    ...places,
    '',
    'Rules that would have masked it, for the list `mask`:',
    '',
    rules,
    '',
    `Quarantined session: ${session}`,
    '',
  ].join('\n')
}
