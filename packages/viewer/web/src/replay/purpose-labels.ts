// The purposes of use as people choose them.
import type { Purpose } from '../../../src/replays/purpose.ts'

const labels: Readonly<Record<Purpose, string>> = {
  debugging: 'debugging',
  incident: 'incident',
  quality: 'quality',
  'security-review': 'security review',
  'patient-request': 'patient request',
  'privacy-investigation': 'privacy investigation',
}

/** The label of a purpose; one the web app does not know is shown as the server names it. */
export function purposeLabel(purpose: string): string {
  return (labels as Readonly<Record<string, string>>)[purpose] ?? purpose
}
