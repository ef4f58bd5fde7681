// What is withheld and what is not: the examples that decide how the judge is meant, and what every text is promised.
import { interfaceWords } from '@reseal/redaction-rules/presets'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '../../../../tests/support/properties.ts'
import { judgeText } from './judge-text.ts'

describe('judgeText withholds', () => {
  test.each([
    [
      'clinical: condition',
      ['Diabetes', 'HIV test result', 'Type 2 diabetes', 'COPD', 'Heart failure', 'Asthma'],
    ],
    [
      'clinical: condition',
      ['Penicillin allergy', 'Suicidal thoughts', 'Broken arm', 'Hypertriglyceridemia'],
    ],
    [
      'clinical: condition',
      ['Raynaud disease', 'Disorders of zinc metabolism', 'Crohn’s disease', 'Chest pain'],
    ],
    [
      'clinical: drug',
      ['Ozempic', 'Metformin 500 mg', 'lisinopril', 'Vitamin D', 'Flu shot', 'Take 10 mg daily'],
    ],
    // No list has these; their endings tell.
    [
      'clinical: drug',
      ['Zanubrutinib', 'Fezolinetant hydrochloride', 'Mirikizumab', 'Aprocitentan sartan', 'Ibrexafungin'],
    ],
    [
      'clinical: procedure',
      ['Colonoscopy', 'Chemotherapy', 'Knee replacement', 'MRI', 'Septoplasty', 'Surgery'],
    ],
    ['clinical: test', ['Cholesterol', 'Hemoglobin', 'HbA1c', 'Viral load']],
    ['clinical: result', ['Positive', 'Not detected', 'Abnormal', 'High', 'Normal', 'Very low']],
    ['clinical: anatomy', ['Prostate', 'Left breast']],
    ['clinical: allergen', ['Peanuts', 'Latex']],
    [
      'personal: name',
      ['Mark', 'Grace', 'May', 'Will Case', 'Jane Anderson', 'Dr. Ramirez', 'Welcome back, Maria'],
    ],
    ['personal: place', ['Northfield', 'Minneapolis']],
    ['personal: background', ['Transgender', 'Have you been a victim of a crime?']],
    [
      'unknown word',
      ['Wegrolix', 'Xyntharo', 'Tomomi Nishiyama', 'Speichern', 'Zgłoś się do lekarza przed wizytą'],
    ],
    ['identifier', ['Call 612-555-0143', 'MRN 00123456', '12 March 2024', 'jane@example.org']],
  ])('%s: %j', (reason, texts) => {
    expect(texts.map((text) => [text, judgeText(text)])).toEqual(texts.map((text) => [text, reason]))
  })

  test('a condition, a drug or a procedure in a long text too', () => {
    expect(judgeText('Have you ever been told that you have diabetes?')).toBe('clinical: condition')
    expect(judgeText('Do you feel pain in your chest when you climb stairs?')).toBe('clinical: condition')
    expect(judgeText('Tell us whether you take warfarin or another medicine')).toBe('clinical: drug')
    expect(judgeText('How to get ready for your colonoscopy')).toBe('clinical: procedure')
    expect(judgeText('When was the removal of your gallbladder?')).toBe('clinical: procedure')
    expect(judgeText('Bring the discharge summary of Jane Anderson')).toBe('personal: name')
  })

  test('one of several alternatives, unless something worse is to be said', () => {
    expect(judgeText('Ready', { isAnswer: true })).toBe('answer')
    expect(judgeText('Diabetes', { isAnswer: true })).toBe('clinical: condition')
    expect(judgeText('Ready')).toBeUndefined()
  })
})

describe('judgeText lets through', () => {
  test.each([
    [
      'labels',
      [
        'Date of birth',
        'Allergies',
        'Medications',
        'Blood pressure',
        'Heart rate',
        'Sex at birth',
        'Conditions',
      ],
    ],
    [
      'sections',
      ['Medical history', 'Test results', 'Lab results', 'Side effects', 'Emergency contact', 'Add allergy'],
    ],
    ['buttons', ['Save', 'Save draft', 'Mark as read', 'Grant access', 'Go back', 'OK']],
    [
      'words in other forms',
      [
        'Mothers',
        'Unpinned items',
        'Rescheduled visits',
        'Don’t ask again',
        'Deliveries',
        'Record number (MRN)',
      ],
    ],
    ['everyday words', ['Case', 'Home', 'Close', 'Search', 'Sunday', 'English']],
    [
      'help',
      [
        'Your results appear here as soon as the laboratory has sent them.',
        'Tell us about any condition that a doctor has told you about.',
        'Go back to the head of the page, the link is broken.',
        'Upload a picture of both sides of your insurance card.',
        'The status stays pending until a clinician has looked at it.',
        'What brings you in today?',
        'Scan the front of your card',
        'For security purposes a session closes after the time that your clinic chooses.',
        'Hearing aids and our allies in the front office: spots on the list.',
        'After the scan of your insurance card the picture is positive at first.',
        'Please accept the terms; except for this we have no concept of a session.',
      ],
    ],
  ])('%s: %j', (_, texts) => {
    expect(texts.map((text) => [text, judgeText(text)])).toEqual(texts.map((text) => [text, undefined]))
  })

  test('what a package calls itself, where no file of the app says it too', () => {
    expect(judgeText('Medplum logo', { from: ['@medplum/react'] })).toBeUndefined()
    expect(judgeText('Medplum logo', { from: ['@medplum/react', 'src/app.tsx'] })).toBe('unknown word')
    expect(judgeText('Medplum logo', { from: ['src/medplum.tsx'] })).toBe('unknown word')
    expect(judgeText('Ozempic logo', { from: ['ozempic'] })).toBe('clinical: drug')
  })

  test('every word of the preset readable', () => {
    const words = interfaceWords.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    expect(words.filter((word) => judgeText(word) !== undefined)).toEqual([])
  })
})

const conditions = ['Diabetes', 'Asthma', 'lung cancer', 'HIV', 'schizophrenia', 'Hepatitis C']
const frames = [
  '',
  'Save',
  'Please tell us about',
  'of the',
  'patient',
  'history:',
  'No',
  'and other things that we ask',
]

describe('for any text', () => {
  test('a condition is seen whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...conditions),
        fc.constantFrom(...frames),
        fc.constantFrom(...frames),
        (condition, before, after) => {
          const text = `${before} ${condition} ${after}`.trim()
          expect(judgeText(text)).toBe('clinical: condition')
          expect(judgeText(text.replaceAll(' ', '  '))).toBe('clinical: condition')
        },
      ),
    )
  })

  test('the reason is one of those documented', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.boolean(), (text, isAnswer) => {
        expect(judgeText(text, { isAnswer }) ?? 'none').toMatch(
          /^(?:none|answer|identifier|unknown word|personal: (?:name|place|background)|clinical: (?:condition|drug|procedure|test|result|allergen|anatomy))$/,
        )
      }),
    )
  })
})
