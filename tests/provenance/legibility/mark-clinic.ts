// Comes before the clinic app's own modules in the build that shows other data (mark-data.ts).
import { exampleResults, seedPatients } from '../../../examples/clinic-intake/src/patients/patient.ts'
import { markInPlace } from './mark-data.ts'

// Pictures have to load.
markInPlace([seedPatients, exampleResults], (key) => (key === 'avatar' ? 'keep' : 'mark'))
