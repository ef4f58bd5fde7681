import { expect, it } from 'vitest'
import { kindOfField, kindOfMember } from './field-kind.ts'
import { plantInJson } from './plant-responses.ts'

it.each([
  ['email', '', 'contact', 'email'],
  ['text', 'family-name', 'f2', 'lastName'],
  ['text', 'section-a billing postal-code', '', 'postalCode'],
  ['text', '', 'ssn Social security number', 'ssn'],
  ['text', '', 'mrn Record number (MRN)', 'mrn'],
  ['text', '', 'Date of birth', 'birthDate'],
  ['text', '', 'user-name', 'userName'],
  ['search', '', 'patient-filter Name or record number', 'mrn'],
  ['textarea', '', 'reason', 'note'],
  ['editable', '', '', 'note'],
  ['text', '', 'q', 'word'],
])(
  'a field of type %s, autocomplete %j and words %j takes a canary of kind %4$s',
  (type, autocomplete, words, kind) => {
    expect(kindOfField({ type, autocomplete, words })).toBe(kind)
  },
)

it('plants in members that speak of people, and leaves what steers the app', () => {
  const { value, count } = plantInJson(
    {
      id: 'p-1',
      firstName: 'Ana',
      patient_email: 'a@b.c',
      status: 'active',
      dob: '1970-01-01',
      birth: '01/01/1970',
      notes: ['one', 'two'],
      contact: { name: 'https://clinic.example/x', phone: '' },
      city: null,
    },
    (kind) => kind.toUpperCase(),
  )
  expect(value).toEqual({
    id: 'p-1',
    firstName: 'FIRSTNAME',
    patient_email: 'EMAIL',
    status: 'active',
    dob: 'BIRTHDATE',
    birth: '01/01/1970',
    notes: ['NOTE', 'NOTE'],
    contact: { name: 'https://clinic.example/x', phone: '' },
    city: null,
  })
  expect(count).toBe(5)
  expect(kindOfMember('version')).toBeUndefined()
})
