// The parts of the app that a planted bug can take the place of (planted-bugs/). Without one these are the app.
import { createContext, use } from 'react'
import { IntakeActions } from './intake/intake-actions.tsx'
import { saveDraft } from './intake/intake-api.ts'
import { IntakeStatus } from './intake/intake-status.tsx'
import { Navigation } from './navigation.tsx'
import { findPatients } from './patients/find-patients.ts'
import type { LabResult, Patient } from './patients/patient.ts'
import { PatientsHead } from './patients/patients-head.tsx'

export interface Parts {
  readonly Navigation: typeof Navigation
  readonly IntakeActions: typeof IntakeActions
  readonly IntakeStatus: typeof IntakeStatus
  readonly PatientsHead: typeof PatientsHead
  readonly findPatients: typeof findPatients
  readonly saveDraft: typeof saveDraft
  /** Whether the form may be sent; says at the fields why not. */
  readonly checkIntake: (form: HTMLFormElement) => boolean
  readonly useResults: (patient: Patient) => readonly LabResult[]
  readonly birthDateOf: (patient: Patient) => string
}

export const soundParts: Parts = {
  Navigation,
  IntakeActions,
  IntakeStatus,
  PatientsHead,
  findPatients,
  saveDraft,
  checkIntake: () => true,
  useResults: ({ results }) => results,
  birthDateOf: ({ birthDate }) => birthDate,
}

export const PartsContext = createContext(soundParts)

export function useParts(): Parts {
  return use(PartsContext)
}
