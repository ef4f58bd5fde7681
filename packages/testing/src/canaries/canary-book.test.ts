import { describe, expect, it } from 'vitest'
import { createCanaryFinder } from '../search/find-canaries.ts'
import { TestingError } from '../testing-error.ts'
import { createCanaryBook, parseCanaries } from './canary-book.ts'
import { canaryKinds } from './make-canary.ts'

function refusalOf(input: unknown): string | undefined {
  try {
    parseCanaries('seed', input)
    return undefined
  } catch (error) {
    if (error instanceof TestingError && error.code === 'bad_canaries') return error.where
    throw error
  }
}

describe('createCanaryBook', () => {
  it('gives the same value for the same seed, name and label, in whatever order', () => {
    const [one, other] = [createCanaryBook({ seed: 'a' }), createCanaryBook({ seed: 'a' })]
    const first = one.canary('email').value
    one.canary('ssn')
    other.canary('ssn')
    expect(other.canary('email').value).toBe(first)
    expect(one.canary('email')).toBe(one.canary('email'))
    expect(one.canary('email', '2').value).not.toBe(first)
    expect(createCanaryBook({ seed: 'b' }).canary('email').value).not.toBe(first)
  })

  it('knows kinds by either spelling and refuses others', () => {
    const book = createCanaryBook({ seed: 'a' })
    expect(book.canary('first-name')).toBe(book.canary('firstName'))
    expect(() => book.canary('shoeSize')).toThrow(TestingError)
  })

  it('makes canaries that are found in themselves and in no other', () => {
    const book = createCanaryBook({ seed: 'a' })
    const canaries = canaryKinds.flatMap((kind) => [1, 2, 3].map((nth) => book.canary(kind, String(nth))))
    const finder = createCanaryFinder(canaries)
    for (const canary of canaries) {
      expect(finder.inText(canary.value).map((hit) => hit.canary.id)).toEqual([canary.id])
    }
  })

  it('shapes values as patients have them', () => {
    const book = createCanaryBook({ seed: 'a' })
    expect(book.canary('ssn').value).toMatch(/^7[34]\d-\d\d-\d{4}$/)
    expect(book.canary('phone').value).toMatch(/^\(\d{3}\) 555-01\d\d$/)
    expect(book.canary('birthDate').value).toMatch(/^(19|20)\d\d-(0[1-9]|1[0-2])-(1[3-9]|2[0-7])$/)
    expect(book.canary('email').value).toMatch(/^[a-z]+@mail\.example$/)
    expect(book.canary('postalCode').value).toMatch(/^\d{5}-\d{4}$/)
  })
})

describe('parseCanaries', () => {
  it('takes values, shapes and other spellings', () => {
    const [seeded, shaped] = parseCanaries('seed', [
      { id: 'seeded', value: 'Amara Okafor', also: ['Okafor, A. M.'] },
      { id: 'chart', shape: 'MRN-99999999' },
    ])
    expect(seeded?.value).toBe('Amara Okafor')
    expect(shaped?.value).toMatch(/^MRN-\d{8}$/)
  })

  it.each([
    ['canaries', {}],
    ['canaries[0]', [null]],
    ['canaries[0]', [{ id: 'a', value: 'Amara Okafor', shape: '999999' }]],
    ['canaries[0]', [{ id: 'a', value: 'Amara Okafor', note: '' }]],
    ['canaries[0].id', [{ id: 'A b', value: 'Amara Okafor' }]],
    ['canaries[0].value', [{ id: 'a', value: 'Bo' }]],
    ['canaries[0].shape', [{ id: 'a', shape: 'MRN-99' }]],
    ['canaries[0].also[0]', [{ id: 'a', value: 'Amara Okafor', also: ['AO'] }]],
    [
      'canaries[1].id',
      [
        { id: 'a', value: 'Amara Okafor' },
        { id: 'a', value: 'Ifeoma Okafor' },
      ],
    ],
    ['canaries[0].id', [{ id: 'email', value: 'someone@clinic.example' }]],
  ])('refuses %s', (where, input) => expect(refusalOf(input)).toBe(where))
})
