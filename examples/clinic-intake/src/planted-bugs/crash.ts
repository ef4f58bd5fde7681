// Crash: the date of birth is taken apart as if everyone had told one; a draft may lack it.
import type { Parts } from '../parts.ts'
import type { Patient } from '../patients/patient.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function birthDateOf({ birthDate }: Patient): string {
  const [year, month, day] = birthDate.split('-') as [string, string, string]
  return `${months[Number(month) - 1]} ${day.padStart(2, '0')}, ${year}`
}

export const plant = (): Partial<Parts> => ({ birthDateOf })
