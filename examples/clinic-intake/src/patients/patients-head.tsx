// Title of the list of patients, and the field that filters it.

export interface PatientsHeadProps {
  readonly filter: string
  readonly onFilter: (filter: string) => void
}

export function PatientsHead({ filter, onFilter }: PatientsHeadProps) {
  return (
    <header className="page-head">
      <h1 className="page-title interface-text">Patients</h1>
      <input
        id="patient-filter"
        className="input input-filter"
        type="search"
        placeholder="Name or record number"
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
      />
    </header>
  )
}
