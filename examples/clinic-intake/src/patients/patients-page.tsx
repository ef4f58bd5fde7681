// The list of patients, filtered in the page.
import { useState } from 'react'
import { Link } from '../link.tsx'
import { useParts } from '../parts.ts'
import { chartPath } from '../router.ts'
import type { Patient } from './patient.ts'

export function PatientsPage({ patients }: { readonly patients: readonly Patient[] }) {
  const [filter, setFilter] = useState('')
  const { PatientsHead, findPatients } = useParts()
  const shown = findPatients(patients, filter)
  return (
    <div className="page">
      <PatientsHead filter={filter} onFilter={setFilter} />
      <section className="card">
        <table id="patients-table" className="table table-patients">
          <thead>
            <tr>
              <th className="col-face" />
              <th className="col-name">Name</th>
              <th>Born</th>
              <th>Record number</th>
              <th>Phone</th>
              <th>Plan</th>
              <th className="col-action" />
            </tr>
          </thead>
          <tbody>
            {shown.map((patient) => (
              <PatientRow key={patient.id} patient={patient} />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && <p className="empty">No patient matches.</p>}
      </section>
    </div>
  )
}

function PatientRow({ patient }: { readonly patient: Patient }) {
  const { birthDateOf } = useParts()
  const name = `${patient.firstName} ${patient.lastName}`
  return (
    <tr data-patient={patient.id}>
      <td>
        <img className="face face-small" src={patient.avatar} alt={name} width="32" height="32" />
      </td>
      <td className="strong">{name}</td>
      <td>{birthDateOf(patient)}</td>
      <td>{patient.id}</td>
      <td>{patient.phone}</td>
      <td>{patient.plan}</td>
      <td>
        <Link className="button button-small" id={`open-${patient.id}`} to={chartPath(patient.id)}>
          Chart
        </Link>
      </td>
    </tr>
  )
}
