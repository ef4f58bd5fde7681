// Lost focus: the field is a component that each render makes anew, so React replaces the input with every key.
import type { Parts } from '../parts.ts'
import type { PatientsHeadProps } from '../patients/patients-head.tsx'

function PatientsHead({ filter, onFilter }: PatientsHeadProps) {
  const FilterField = () => (
    <input
      id="patient-filter"
      className="input input-filter"
      type="search"
      placeholder="Name or record number"
      value={filter}
      onChange={(event) => onFilter(event.target.value)}
    />
  )
  return (
    <header className="page-head">
      <h1 className="page-title interface-text">Patients</h1>
      <FilterField />
    </header>
  )
}

export const plant = (): Partial<Parts> => ({ PatientsHead })
