// The frame of the clinic app: navigation, the page of the route, and the recorder where /reseal.json configures one.
import { ResealErrorBoundary, ResealProvider } from '@reseal/react'
import { useState } from 'react'
import { ChartPage } from './chart/chart-page.tsx'
import { IntakePage } from './intake/intake-page.tsx'
import { useParts } from './parts.ts'
import { type Patient, seedPatients } from './patients/patient.ts'
import { PatientsPage } from './patients/patients-page.tsx'
import { ConsentBanner } from './replay-consent/consent-banner.tsx'
import { useRecorderOptions } from './replay-consent/recorder.ts'
import { type Route, useRoute } from './router.ts'

export function App() {
  const options = useRecorderOptions()
  const route = useRoute()
  const [patients, setPatients] = useState<readonly Patient[]>(seedPatients)
  const keepPatient = (patient: Patient) =>
    setPatients((known) => [patient, ...known.filter(({ id }) => id !== patient.id)])
  return (
    <ResealProvider options={options}>
      <div className="shell">
        <Sidebar route={route} />
        <main className="main">
          <ResealErrorBoundary key={route.page} fallback={<BrokenPage />}>
            {renderPage(route, patients, keepPatient)}
          </ResealErrorBoundary>
        </main>
        {options !== undefined && <ConsentBanner />}
      </div>
    </ResealProvider>
  )
}

function renderPage(route: Route, patients: readonly Patient[], keepPatient: (patient: Patient) => void) {
  switch (route.page) {
    case 'intake':
      return <IntakePage onSaved={keepPatient} />
    case 'patients':
      return <PatientsPage patients={patients} />
    case 'chart':
      return <ChartPage key={route.patientId} patient={patients.find(({ id }) => id === route.patientId)} />
  }
}

function BrokenPage() {
  return (
    <div className="page">
      <h1 className="page-title interface-text">This page failed</h1>
    </div>
  )
}

function Sidebar({ route }: { readonly route: Route }) {
  const { Navigation } = useParts()
  return (
    <aside className="sidebar">
      <div className="brand">
        <svg className="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
          <rect width="32" height="32" rx="8" className="brand-tile" />
          <path d="M13 7h6v6h6v6h-6v6h-6v-6H7v-6h6z" className="brand-cross" />
        </svg>
        <div className="brand-name">
          Northfield
          <small>Family Clinic</small>
        </div>
      </div>
      <Navigation page={route.page} />
      <div className="desk">
        <div className="desk-name">Front desk 2</div>
        <div className="desk-room">Building A</div>
      </div>
    </aside>
  )
}
