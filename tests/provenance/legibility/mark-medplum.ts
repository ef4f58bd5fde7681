// Comes before Medplum's page in the build that shows other patients (mark-data.ts): every resource of the mock server is another,
// but for what labels come from.
import * as mock from '@medplum/mock'
import { type KeyKind, markInPlace } from './mark-data.ts'

// What programs read: types and addresses.
const kept = new Set(['resourceType', 'url', 'linkId', 'contentType', 'canonical', 'questionnaire'])

function kindOf(key: string): KeyKind {
  if (key === 'reference') return 'reference'
  if (key === 'active') return 'flip'
  return kept.has(key) ? 'keep' : 'mark'
}

const labelled = new Set(['Questionnaire', 'StructureDefinition', 'SearchParameter', 'PlanDefinition'])
const isLabels = (value: object): boolean =>
  labelled.has(String((value as { readonly resourceType?: unknown }).resourceType))

markInPlace(
  Object.values(mock).filter((value) => typeof value === 'object' && !isLabels(value)),
  kindOf,
)
