// Comes before Medplum's page in the build that shows other labels (mark-data.ts): those of its questionnaires. Those that Medplum
// makes of the names of fields come from marked-core.ts.
import * as mock from '@medplum/mock'
import { markInPlace } from './mark-data.ts'

const labels = new Set(['text', 'title', 'prefix', 'display', 'valueString'])

markInPlace(
  Object.values(mock).filter(
    (value) => (value as { readonly resourceType?: unknown }).resourceType === 'Questionnaire',
  ),
  (key) => (labels.has(key) ? 'mark' : 'keep'),
)
