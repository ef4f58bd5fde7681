// Results of a patient, from the clinic's server.
import type { LabResult } from './patient.ts'

export async function fetchResults(patientId: string): Promise<readonly LabResult[]> {
  const response = await fetch(`/api/patients/${encodeURIComponent(patientId)}/results`)
  if (!response.ok) throw new Error('results did not load')
  return (await response.json()) as readonly LabResult[]
}
