// The intake form. Saving a draft works; submitting fails with the server's 500, for a replay to show.
import { useRecorder } from '@reseal/react'
import { type FormEvent, useRef, useState } from 'react'
import { useParts } from '../parts.ts'
import { exampleResults, exampleVitals, type Patient } from '../patients/patient.ts'
import { submitIntake } from './intake-api.ts'
import { ContactSection, HealthSection, InsuranceSection, PatientSection } from './intake-sections.tsx'
import type { Status } from './intake-status.tsx'

export function IntakePage({ onSaved }: { readonly onSaved: (patient: Patient) => void }) {
  const form = useRef<HTMLFormElement>(null)
  const [status, setStatus] = useState<Status>({ kind: 'editing' })
  const recorder = useRecorder()
  const { IntakeActions, IntakeStatus, checkIntake, saveDraft } = useParts()

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!checkIntake(event.currentTarget)) return
    setStatus({ kind: 'sending' })
    const fields = readFields(form.current)
    const startedMs = performance.now()
    const httpStatus = await submitIntake(fields)
    recorder.event('intake.submitted', {
      result: httpStatus < 400 ? 'saved' : 'failed',
      took: performance.now() - startedMs,
    })
    if (httpStatus < 400) return setStatus({ kind: 'editing' })
    console.error('intake submit failed', httpStatus, fields)
    setStatus({ kind: 'failed', message: 'The intake could not be submitted. Nothing was lost, try again.' })
  }
  const save = async () => {
    const fields = readFields(form.current)
    await saveDraft(fields)
    const patient = draftPatient(fields)
    onSaved(patient)
    setStatus({ kind: 'saved', patientId: patient.id })
  }

  return (
    <form id="intake-form" ref={form} className="page" onSubmit={submit} autoComplete="off">
      <header className="page-head">
        <h1 className="page-title interface-text">New patient intake</h1>
      </header>
      <IntakeStatus status={status} />
      <PatientSection />
      <ContactSection />
      <InsuranceSection />
      <HealthSection />
      <IntakeActions status={status} onSave={save} />
    </form>
  )
}

function readFields(form: HTMLFormElement | null): Record<string, string> {
  if (form === null) return {}
  const fields: Record<string, string> = {}
  for (const [name, value] of new FormData(form)) {
    const text = typeof value === 'string' ? value : value.name
    fields[name] = fields[name] === undefined ? text : `${fields[name]}, ${text}`
  }
  fields['desk-note'] = form.querySelector('#desk-note')?.textContent ?? ''
  return fields
}

function draftPatient(fields: Record<string, string>): Patient {
  const of = (name: string, fallback: string) => fields[name] || fallback
  return {
    id: of('mrn', `draft-${Date.now().toString(36)}`),
    firstName: of('first-name', 'New'),
    lastName: of('last-name', 'Patient'),
    birthDate: of('birth-date', '–'),
    ssn: of('ssn', '–'),
    phone: of('phone', '–'),
    email: of('email', '–'),
    address: [fields['street'], fields['city']].filter(Boolean).join(', '),
    plan: of('plan', '–'),
    memberId: of('member-id', '–'),
    avatar: '/avatars/3.svg',
    allergies: [of('condition', 'None known')],
    medications: [of('medication', 'None')],
    note: of('reason', ''),
    vitals: exampleVitals(5),
    results: exampleResults,
  }
}
