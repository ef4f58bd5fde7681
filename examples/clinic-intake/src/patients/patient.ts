// The patients of the example. All of them are made up.

export interface Vital {
  readonly day: string
  readonly systolic: number
  readonly pulse: number
}

export interface LabResult {
  readonly test: string
  readonly value: string
  readonly unit: string
  readonly range: string
  readonly collected: string
  readonly flag: 'high' | 'low' | 'normal'
}

export interface Patient {
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly birthDate: string
  readonly ssn: string
  readonly phone: string
  readonly email: string
  readonly address: string
  readonly plan: string
  readonly memberId: string
  readonly avatar: string
  readonly allergies: readonly string[]
  readonly medications: readonly string[]
  readonly note: string
  readonly vitals: readonly Vital[]
  readonly results: readonly LabResult[]
}

const vitalDays = ['Mar 02', 'Apr 11', 'May 20', 'Jun 28', 'Aug 06', 'Sep 14', 'Oct 23', 'Nov 18']

/** Eight plausible readings that differ by patient. */
export function exampleVitals(offset: number): readonly Vital[] {
  return vitalDays.map((day, index) => ({
    day,
    systolic: 118 + ((index * 7 + offset * 5) % 23),
    pulse: 64 + ((index * 5 + offset * 9) % 17),
  }))
}

export const exampleResults: readonly LabResult[] = [
  { test: 'Hemoglobin A1c', value: '7.2', unit: '%', range: '4.0 – 5.6', collected: 'Nov 18', flag: 'high' },
  { test: 'LDL cholesterol', value: '131', unit: 'mg/dL', range: '< 100', collected: 'Nov 18', flag: 'high' },
  {
    test: 'Creatinine',
    value: '0.9',
    unit: 'mg/dL',
    range: '0.6 – 1.1',
    collected: 'Nov 18',
    flag: 'normal',
  },
  { test: 'Potassium', value: '3.4', unit: 'mmol/L', range: '3.5 – 5.1', collected: 'Nov 18', flag: 'low' },
  { test: 'TSH', value: '2.1', unit: 'mIU/L', range: '0.4 – 4.0', collected: 'Oct 23', flag: 'normal' },
  {
    test: 'HIV-1/2 antigen',
    value: 'Non-reactive',
    unit: '',
    range: '',
    collected: 'Oct 23',
    flag: 'normal',
  },
]

export const seedPatients: readonly Patient[] = [
  {
    id: '2041877',
    firstName: 'Marguerite',
    lastName: 'Okonkwo-Lindqvist',
    birthDate: '1958-04-17',
    ssn: '912-55-0184',
    phone: '(555) 014-2277',
    email: 'marguerite.ol@example.org',
    address: '418 Alder Court, Northfield, MN 55057',
    plan: 'Cedar PPO Silver',
    memberId: 'CDR884120957',
    avatar: '/avatars/1.svg',
    allergies: ['Penicillin', 'Latex'],
    medications: ['Metformin 500 mg twice daily', 'Lisinopril 10 mg daily', 'Atorvastatin 20 mg at night'],
    note: 'Reports dizziness on standing since the dose was changed. Daughter Ingrid drives her to visits.',
    vitals: exampleVitals(1),
    results: exampleResults,
  },
  {
    id: '2043310',
    firstName: 'Tobias',
    lastName: 'Varga',
    birthDate: '1991-11-03',
    ssn: '934-71-6620',
    phone: '(555) 018-9034',
    email: 'tobias.varga@example.net',
    address: '77 Quarry Road, Dundas, MN 55019',
    plan: 'Harbor HMO Bronze',
    memberId: 'HBR201776403',
    avatar: '/avatars/2.svg',
    allergies: ['None known'],
    medications: ['Sertraline 50 mg daily'],
    note: 'Follow-up for panic attacks. Sleeping better. Wants to stop smoking before the wedding.',
    vitals: exampleVitals(2),
    results: exampleResults.slice(0, 4),
  },
  {
    id: '2044052',
    firstName: 'Annika',
    lastName: 'Brandvold',
    birthDate: '2016-07-29',
    ssn: '955-30-4418',
    phone: '(555) 012-6541',
    email: 'brandvold.family@example.com',
    address: '9 Mill Pond Lane, Northfield, MN 55057',
    plan: 'State Children’s Plan',
    memberId: 'SCP556019238',
    avatar: '/avatars/3.svg',
    allergies: ['Peanuts', 'Tree nuts'],
    medications: ['Albuterol inhaler as needed'],
    note: 'School form for the inhaler signed. Next visit with growth chart.',
    vitals: exampleVitals(3),
    results: exampleResults.slice(2, 5),
  },
  {
    id: '2044907',
    firstName: 'Desmond',
    lastName: 'Achterberg',
    birthDate: '1974-01-12',
    ssn: '987-18-2051',
    phone: '(555) 017-3380',
    email: 'd.achterberg@example.org',
    address: '2210 Sumner Street, Faribault, MN 55021',
    plan: 'Cedar PPO Gold',
    memberId: 'CDR730055126',
    avatar: '/avatars/4.svg',
    allergies: ['Sulfa drugs'],
    medications: ['Apixaban 5 mg twice daily', 'Metoprolol 25 mg daily'],
    note: 'Atrial fibrillation, rate controlled. Asks whether he may fly in December.',
    vitals: exampleVitals(4),
    results: exampleResults,
  },
]
