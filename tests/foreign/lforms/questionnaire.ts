// A FHIR R4 questionnaire of the size health forms have, with made-up answers: PHQ-9, a history, vital signs, a table of
// relatives after the Surgeon General's family health portrait, medications, and free text.

interface Coding {
  readonly code: string
  readonly display: string
}

interface Item {
  readonly linkId: string
  readonly text: string
  readonly type: string
  readonly required?: boolean
  readonly repeats?: boolean
  readonly extension?: readonly object[]
  readonly answerOption?: readonly { readonly valueCoding: Coding }[]
  readonly initial?: readonly object[]
  readonly item?: readonly Item[]
}

/** Values that must not appear in a recording; some are typed in by the tests, the others are answers already given. */
export const lformsSecrets = {
  patient: 'Zephyrine Quillbottom',
  motherName: 'Ottoline Varnsworth',
  memberId: 'QX7730914482',
  occupation: 'Cooper at Brindlewick Yard',
  typedName: 'Thaddeus Wimblecroft',
  typedNote: 'Fainted beside Marlowe fountain',
} as const

const codings = (texts: readonly string[]): { readonly valueCoding: Coding }[] =>
  texts.map((display, index) => ({ valueCoding: { code: `LA${index}`, display } }))

const control = (code: string): object => ({
  url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl',
  valueCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/questionnaire-item-control', code }] },
})

const horizontal: object = {
  url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-choiceOrientation',
  valueCode: 'horizontal',
}

const unit = (display: string): object => ({
  url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unit',
  valueCoding: { system: 'http://unitsofmeasure.org', code: display, display },
})

const frequency = ['Not at all', 'Several days', 'More than half the days', 'Nearly every day']

const phq9 = [
  'Little interest or pleasure in doing things',
  'Feeling down, depressed, or hopeless',
  'Trouble falling or staying asleep, or sleeping too much',
  'Feeling tired or having little energy',
  'Poor appetite or overeating',
  'Feeling bad about yourself, or that you are a failure or have let yourself or your family down',
  'Trouble concentrating on things, such as reading the newspaper or watching television',
  'Moving or speaking so slowly that other people could have noticed, or the opposite',
  'Thoughts that you would be better off dead or of hurting yourself in some way',
]

const conditions = [
  'High blood pressure',
  'Heart disease',
  'Stroke',
  'Diabetes',
  'Asthma',
  'Chronic lung disease',
  'Kidney disease',
  'Liver disease',
  'Thyroid disorder',
  'Breast cancer',
  'Colon cancer',
  'Ovarian cancer',
  'Depression',
  'Anxiety',
  'Migraine',
  'Epilepsy',
  'Arthritis',
  'Osteoporosis',
  'HIV infection',
  'Hepatitis C',
]

const relatives = ['Mother', 'Father', 'Sister', 'Brother', 'Maternal grandmother', 'Paternal grandfather']

const yesNo = ['Yes', 'No', 'Not known']

function group(linkId: string, text: string, item: readonly Item[], more: Partial<Item> = {}): Item {
  return { linkId, text, type: 'group', item, ...more }
}

function history(prefix: string): Item[] {
  return conditions.map((text, index) => ({
    linkId: `${prefix}.${index + 1}`,
    text,
    type: 'choice',
    answerOption: codings(yesNo),
  }))
}

/** The questionnaire, a FHIR R4 resource. */
export const questionnaire: object = {
  resourceType: 'Questionnaire',
  status: 'active',
  title: 'New patient questionnaire',
  item: [
    group('1', 'About you', [
      {
        linkId: '1.1',
        text: 'Full name',
        type: 'string',
        required: true,
        initial: [{ valueString: lformsSecrets.patient }],
      },
      { linkId: '1.2', text: 'Date of birth', type: 'date', initial: [{ valueDate: '1931-07-19' }] },
      {
        linkId: '1.3',
        text: 'Member number',
        type: 'string',
        initial: [{ valueString: lformsSecrets.memberId }],
      },
      {
        linkId: '1.4',
        text: 'Occupation',
        type: 'string',
        initial: [{ valueString: lformsSecrets.occupation }],
      },
      {
        linkId: '1.5',
        text: 'Sex at birth',
        type: 'choice',
        answerOption: codings(['Female', 'Male', 'Intersex']),
        extension: [control('radio-button'), horizontal],
      },
      { linkId: '1.6', text: 'Person to call in an emergency', type: 'string' },
      { linkId: '1.7', text: 'What brings you here today?', type: 'text' },
    ]),
    group(
      '2',
      'Patient health questionnaire (PHQ-9): over the last two weeks, how often have you been bothered by',
      phq9.map((text, index) => ({
        linkId: `2.${index + 1}`,
        text,
        type: 'choice',
        answerOption: codings(frequency),
        extension: [control('radio-button'), horizontal],
        initial: [{ valueCoding: codings(frequency)[index % 4]?.valueCoding }],
      })),
    ),
    group('3', 'Vital signs', [
      { linkId: '3.1', text: 'Height', type: 'decimal', extension: [unit('cm')] },
      {
        linkId: '3.2',
        text: 'Weight',
        type: 'decimal',
        extension: [unit('kg')],
        initial: [{ valueDecimal: 71.3 }],
      },
      { linkId: '3.3', text: 'Systolic blood pressure', type: 'integer', extension: [unit('mm[Hg]')] },
      { linkId: '3.4', text: 'Number of pregnancies', type: 'integer', initial: [{ valueInteger: 3 }] },
      { linkId: '3.5', text: 'Temperature', type: 'decimal' },
    ]),
    group('4', 'Have you ever had', history('4')),
    group(
      '5',
      'Family history',
      [
        { linkId: '5.1', text: 'Relative', type: 'choice', answerOption: codings(relatives) },
        { linkId: '5.2', text: 'Name', type: 'string', initial: [{ valueString: lformsSecrets.motherName }] },
        { linkId: '5.3', text: 'Age', type: 'integer' },
        { linkId: '5.4', text: 'Disease', type: 'open-choice', answerOption: codings(conditions) },
        { linkId: '5.5', text: 'Living', type: 'boolean' },
      ],
      { repeats: true, extension: [control('gtable')] },
    ),
    group(
      '6',
      'Medications',
      [
        {
          linkId: '6.1',
          text: 'Medication',
          type: 'open-choice',
          answerOption: codings(['Lisinopril 10 mg', 'Metformin 500 mg', 'Sertraline 50 mg']),
          extension: [control('autocomplete')],
        },
        { linkId: '6.2', text: 'Times a day', type: 'integer' },
        { linkId: '6.3', text: 'Remarks', type: 'text' },
      ],
      { repeats: true },
    ),
    ...relatives.map((relative, index) => group(`7.${index}`, `${relative}: has had`, history(`7.${index}`))),
    group('8', 'Consent', [
      {
        linkId: '8.0',
        text: 'Your answers are read by your care team and become part of your record.',
        type: 'display',
      },
      { linkId: '8.1', text: 'I have answered truthfully', type: 'boolean' },
      { linkId: '8.2', text: 'Anything else', type: 'text' },
    ]),
  ],
}
