import { describe, expect, it } from 'vitest'
import { passesWords } from './words.ts'

const known = new Set([
  'save',
  'and',
  'close',
  'follow',
  'up',
  'e-mail',
  "today's",
  'date',
  'of',
  'birth',
  '保存',
])

describe('[R-12.4] passesWords', () => {
  it.each([
    'Save',
    '  SAVE and close…  ',
    'Date of birth:',
    'Date of birth *',
    '(save / close)',
    'Follow-up',
    'E-mail',
    'Today’s date',
    "Today's date",
    '← Save',
    '保存',
    'save\u00a0and\nclose',
  ])('lets %j through', (text) => {
    expect(passesWords(text, known)).toBe(true)
  })

  it.each([
    '',
    '   ',
    '***',
    'Save Ana',
    'Save, Ruiz',
    'saves',
    'Save 2',
    'Save2',
    '2',
    'Save ✓',
    'Save 👍',
    'Save +',
    'sa\u00adve',
    'sa\u200bve',
    'Save\u202e',
    'ｓａｖｅ',
    'Sаve',
    'up-follow-ana',
    'mail',
    '-save-ana',
    'Save\u0000',
    'constructor',
    '\ud83d',
  ])('holds %j back', (text) => {
    expect(passesWords(text, known)).toBe(false)
  })

  it('takes time linear in the text', () => {
    // Each would take hours if the pattern went back over what it has read.
    for (const piece of ["a'", 'a-', "'-", 'a', ' ', '\u0301']) {
      expect(passesWords(`${piece.repeat(200_000)}\u0000`, known)).toBe(false)
    }
  })
})
