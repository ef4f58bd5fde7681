// A patient's chart: who, vitals, results, medication, and the visit note.
import { ResealErrorBoundary } from '@reseal/react'
import { useState } from 'react'
import { Link } from '../link.tsx'
import { useParts } from '../parts.ts'
import type { LabResult, Patient } from '../patients/patient.ts'
import { ResultTrend } from './result-trend.tsx'
import { VitalsChart } from './vitals-chart.tsx'

export function ChartPage({ patient }: { readonly patient: Patient | undefined }) {
  if (patient === undefined) return <UnknownPatient />
  return (
    <div className="page">
      <PatientBanner patient={patient} />
      <div className="chart-grid">
        <section className="card card-vitals">
          <h2 className="card-title">Blood pressure and pulse</h2>
          <VitalsChart vitals={patient.vitals} />
        </section>
        <section className="card">
          <h2 className="card-title">Medication</h2>
          <ul className="list">
            {patient.medications.map((medication) => (
              <li key={medication} className="list-item">
                {medication}
              </li>
            ))}
          </ul>
          <h2 className="card-title">Allergies</h2>
          <ul className="chips">
            {patient.allergies.map((allergy) => (
              <li key={allergy} className="chip">
                {allergy}
              </li>
            ))}
          </ul>
        </section>
        <section className="card card-wide">
          <h2 className="card-title">Results</h2>
          <ResultsTable patient={patient} />
          <ResealErrorBoundary
            fallback={<p className="empty interface-text">This part could not be shown.</p>}
          >
            <Trend results={patient.results} />
          </ResealErrorBoundary>
        </section>
        <VisitNote patient={patient} />
      </div>
    </div>
  )
}

function Trend({ results }: { readonly results: readonly LabResult[] }) {
  const [isShown, setShown] = useState(false)
  if (isShown) return <ResultTrend results={results} />
  return (
    <div className="actions">
      <button id="compare-results" type="button" className="button" onClick={() => setShown(true)}>
        Compare with earlier results
      </button>
    </div>
  )
}

function PatientBanner({ patient }: { readonly patient: Patient }) {
  return (
    <header id="patient-banner" className="patient">
      <img
        className="face face-large"
        src={patient.avatar}
        alt={`${patient.firstName} ${patient.lastName}`}
        width="72"
        height="72"
      />
      <div className="patient-who">
        <h1 id="patient-name" className="page-title patient-name" title={`MRN ${patient.id}`}>
          {patient.firstName} {patient.lastName}
        </h1>
        <p className="patient-address">{patient.address}</p>
      </div>
      <dl className="facts">
        <Fact term="Born" value={patient.birthDate} />
        <Fact term="Record number" value={patient.id} />
        <Fact term="Social security" value={patient.ssn} />
        <Fact term="Member id" value={patient.memberId} />
        <Fact term="Phone" value={patient.phone} />
        <Fact term="Email" value={patient.email} />
      </dl>
    </header>
  )
}

function Fact({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt className="fact-term">{term}</dt>
      <dd className="fact-value">{value}</dd>
    </div>
  )
}

function ResultsTable({ patient }: { readonly patient: Patient }) {
  const { useResults } = useParts()
  const results = useResults(patient)
  return (
    <table id="results-table" className="table table-results">
      <thead>
        <tr>
          <th>Test</th>
          <th>Value</th>
          <th>Unit</th>
          <th>Reference</th>
          <th>Collected</th>
          <th>Flag</th>
        </tr>
      </thead>
      <tbody>
        {results.map((result) => (
          <tr key={result.test}>
            <td className="strong">{result.test}</td>
            <td>{result.value}</td>
            <td>{result.unit}</td>
            <td>{result.range}</td>
            <td>{result.collected}</td>
            <td>
              <span className={`flag flag-${result.flag}`}>{result.flag}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function VisitNote({ patient }: { readonly patient: Patient }) {
  const [saved, setSaved] = useState(false)
  return (
    <section className="card card-wide">
      <h2 className="card-title">Visit note</h2>
      <div
        id="visit-note"
        className="note"
        contentEditable="true"
        suppressContentEditableWarning
        role="textbox"
        aria-label={`Visit note for ${patient.firstName} ${patient.lastName}`}
        onInput={() => setSaved(false)}
      >
        {patient.note}
      </div>
      <div className="actions">
        <button id="save-note" type="button" className="button button-primary" onClick={() => setSaved(true)}>
          Save note
        </button>
        <button id="print-wristband" type="button" className="button" onClick={() => printWristband(patient)}>
          Print wristband
        </button>
        <span className="actions-status">{saved ? 'Saved' : ''}</span>
      </div>
    </section>
  )
}

// Throws on purpose: the printer service is not there. The record number in the message is what careless apps do.
function printWristband(patient: Patient): void {
  const printer = (window as { wristbandPrinter?: { print(id: string): void } }).wristbandPrinter
  if (printer === undefined) throw new TypeError(`No wristband printer for MRN ${patient.id}`)
  printer.print(patient.id)
}

function UnknownPatient() {
  return (
    <div className="page">
      <h1 className="page-title interface-text">No such record</h1>
      <p className="empty">
        <Link to="/patients">Back to the patients</Link>
      </p>
    </div>
  )
}
