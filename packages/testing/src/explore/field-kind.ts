// Which canary suits a field: by type and autocomplete (HTML §4.10.18.7), else by the words around it.
import type { CanaryKind } from '../canaries/canary.ts'

/** What can be told of a field without filling it. */
export interface FieldHints {
  /** `text`, `email`, …; `textarea`, `select`, `editable`. */
  readonly type: string
  readonly autocomplete: string
  /** Name, id, label, placeholder, joined. */
  readonly words: string
}

type Made = Exclude<CanaryKind, 'custom' | 'probe'>

const byType: Readonly<Record<string, Made>> = {
  email: 'email',
  tel: 'phone',
  url: 'url',
  password: 'password',
  number: 'number',
  date: 'birthDate',
  'datetime-local': 'birthDate',
  file: 'fileName',
  textarea: 'note',
  editable: 'note',
}

const byAutocomplete: Readonly<Record<string, Made>> = {
  name: 'fullName',
  'given-name': 'firstName',
  'family-name': 'lastName',
  nickname: 'userName',
  username: 'userName',
  bday: 'birthDate',
  'street-address': 'street',
  'address-line1': 'street',
  'address-level2': 'city',
  'postal-code': 'postalCode',
  organization: 'employer',
  'current-password': 'password',
  'new-password': 'password',
}

const byWords: readonly (readonly [RegExp, Made])[] = [
  [/e-?mail/, 'email'],
  [/phone|mobile|\btel\b|fax/, 'phone'],
  [/birth|\bdob\b|born/, 'birthDate'],
  [/ssn|social.?sec/, 'ssn'],
  [/mrn|record.?(no|num)|chart.?(no|num)|patient.?id/, 'mrn'],
  [/member|policy|subscriber|insurance.?id|group/, 'memberId'],
  [/\bzip|postal|post.?code/, 'postalCode'],
  [/city|town/, 'city'],
  [/street|address/, 'street'],
  [/employer|company|organi[sz]ation/, 'employer'],
  [/diagnos|condition|problem/, 'diagnosis'],
  [/medic(ation|ine)|drug|prescri/, 'medication'],
  [/first.?name|given/, 'firstName'],
  [/last.?name|family.?name|surname/, 'lastName'],
  [/user.?name|login/, 'userName'],
  [/\bname|contact|patient/, 'fullName'],
  [/note|comment|reason|message|description|symptom/, 'note'],
]

/** The kind of canary for a field. */
export function kindOfField({ type, autocomplete, words }: FieldHints): Made {
  const said = autocomplete.split(' ').at(-1) ?? ''
  const typed = byType[type]
  if (typed !== undefined) return typed
  const named = byAutocomplete[said]
  if (named !== undefined) return named
  const lower = words.toLowerCase()
  return byWords.find(([pattern]) => pattern.test(lower))?.[1] ?? 'word'
}

/** The kind of canary for a member of a JSON response, or undefined where its name does not speak of a person. */
export function kindOfMember(name: string): Made | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
  return byWords.find(([pattern]) => pattern.test(words))?.[1]
}
