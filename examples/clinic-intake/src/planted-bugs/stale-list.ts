// Stale list: what was found for a filter is kept for next time, also when there are other patients by then.
import type { Parts } from '../parts.ts'
import { findPatients } from '../patients/find-patients.ts'
import type { Patient } from '../patients/patient.ts'

export function plant(): Partial<Parts> {
  const found = new Map<string, readonly Patient[]>()
  return {
    findPatients(patients, filter) {
      const known = found.get(filter) ?? findPatients(patients, filter)
      found.set(filter, known)
      return known
    },
  }
}
