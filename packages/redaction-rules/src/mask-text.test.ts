import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMask, isMaskedText } from './mask-text.ts'

const mask = createMask()

describe('masks', () => {
  it('hold nothing but groups of x and space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(mask(text)).toMatch(/^[x \n]*$/)
      }),
    )
  })

  it('are the same for names of about the same length', () => {
    expect(mask('Ngozi Okonkwo')).toBe(mask('Amara Fontaine'))
    expect(mask('Yes')).toBe(mask('No'))
    expect(mask('219-09-9187')).toBe(mask('412-55-0021'))
  })

  it('come in few lengths', () => {
    const lengths = new Set(Array.from({ length: 400 }, (_, n) => mask('n'.repeat(n + 1)).length))
    expect(lengths.size).toBeLessThan(40)
  })

  it('are about as wide as the text', () => {
    const text = 'The patient reports intermittent headaches since early spring, worse in the evening.'
    expect(mask(text).length / text.length).toBeGreaterThan(0.8)
    expect(mask(text).length / text.length).toBeLessThan(1.2)
  })

  it('keep space at the ends, lines, and text that is only space', () => {
    expect(mask(' a ')).toBe(' xxx ')
    expect(mask('BP 128/82\nHR 71').split('\n')).toHaveLength(2)
    expect(mask('   \t ')).toBe(' ')
    expect(mask(' \n   ')).toBe('\n')
    expect(mask('')).toBe('')
  })

  it('take as many lines as the text, and break nowhere else (R-8.5)', () => {
    const text = 'Feeling bad about yourself, or that you are a failure'
    expect(mask(text, [350]).match(/[ \n]/)).toBeNull()
    expect(mask(` ${text} `, [350])).toMatch(/^ [x\u00a0]+ $/)
    const solid = mask(text, [180, 170, 60]).split(' ')
    expect(solid).toHaveLength(3)
    expect(new Set(solid).size).toBe(1)
    const [start = '', full = ''] = mask(text, [40, 180, 130]).split(' ')
    expect(start.length).toBeLessThan(full.length / 2)
    expect(mask('BP 128/82\nHR 71', [60, 40]).split('\n')).toHaveLength(2)
    expect(mask('gone', [])).toBe(mask('gone'))
  })

  it('say of a line no more than its bucket', () => {
    expect(mask('Ngozi Okonkwo', [91])).toBe(mask('Amara Fontaine', [96]))
    expect(mask('Ngozi Okonkwo', [91]).replaceAll('\u00a0', ' ')).toBe(mask('Ngozi Okonkwo'))
  })

  it('are recognised by the player', () => {
    expect(isMaskedText(mask('some words here', [100]))).toBe(true)
    for (const text of ['a', 'some words here', 'two\nlines', 'x'.repeat(5_000)]) {
      expect(isMaskedText(mask(text))).toBe(true)
    }
    for (const mask of ['xxxxxx', '****', '•••', 'xx-xx', '██ ██']) expect(isMaskedText(mask)).toBe(true)
    for (const text of ['Save', 'x y', '', ' ', '*', '•', '-', '--']) expect(isMaskedText(text)).toBe(false)
  })
})
