// The patients that a filter asks for.
import type { Patient } from './patient.ts'

export function findPatients(patients: readonly Patient[], filter: string): readonly Patient[] {
  const wanted = filter.trim().toLowerCase()
  return patients.filter((patient) =>
    `${patient.firstName} ${patient.lastName} ${patient.id}`.toLowerCase().includes(wanted),
  )
}
