// The purposes of use as people choose them.
import type { Purpose } from '../../../src/replays/purpose.ts'

const labels: Readonly<Record<Purpose, string>> = {
  debugging: 'Debugging',
  incident: 'Incident',
  quality: 'Quality',
  'security-review': 'Security review',
  'patient-request': 'Patient request',
  'privacy-investigation': 'Privacy investigation',
}

/** The label of a purpose; one the web app does not know is shown as the server names it. */
export function purposeLabel(purpose: string): string {
  return (labels as Readonly<Record<string, string>>)[purpose] ?? purpose
}
