// Validation loops: an error of the birth date is set and never cleared. From then on the browser refuses the form before this
// check runs again.
import type { Parts } from '../parts.ts'

function checkIntake(form: HTMLFormElement): boolean {
  const birthDate = form.querySelector<HTMLInputElement>('#birth-date')
  if (birthDate?.value === '') birthDate.setCustomValidity('Enter the date of birth')
  return form.reportValidity()
}

export const plant = (): Partial<Parts> => ({ checkIntake })
