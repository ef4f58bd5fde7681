import { describe, expect, it } from 'vitest'
import { readSyntax } from '../../../src/search/search-syntax.ts'
import { complete, completionsOf } from './completion.ts'

const known = {
  values: [
    { field: 'page', value: '/intake', count: 812 },
    { field: 'page', value: '/chart/:patientId', count: 390 },
    { field: 'has', value: 'rage-click', count: 12 },
    { field: 'request', value: 'POST /api/intake', count: 3 },
    { field: 'tag', value: 'ward:north', count: 1 },
  ],
  apps: [{ id: 'clinic-intake', name: 'Clinic intake' }],
}
const labels = (text: string, caret = text.length) =>
  completionsOf(text, caret, known).choices.map(({ label }) => label)

describe('completion', () => {
  it('begins with keys', () => {
    expect(labels('')[0]).toBe('page:')
    expect(labels('error:any re')).toEqual(['release:', 'request:'])
    expect(labels('-ra')).toContain('rage:')
    expect(completionsOf('-ra', 3, known).choices[0]?.text).toBe('-rage:')
  })

  it('goes on with what sessions have, most frequent first, then with what can be written', () => {
    expect(labels('page:')).toEqual(['page:/intake', 'page:/chart/:patientId'])
    expect(labels('page:char')).toEqual(['page:/chart/:patientId'])
    expect(labels('rage:')).toEqual(['rage:>0', 'rage:>2', 'rage:0'])
    expect(labels('app:')).toEqual(['app:clinic-intake'])
    expect(labels('state:rec')).toEqual(['state:recording'])
    expect(labels('-tag:')).toEqual(['-tag:ward=north'])
  })

  it('finds values by a word alone', () => {
    expect(labels('intake')).toContain('page:/intake')
    expect(labels('intake')).toContain('request:"POST /api/intake"')
  })

  it('is about the word at the caret, and leaves the rest', () => {
    const text = 'rage:>0 pa error:any'
    const { from, to, choices } = completionsOf(text, 10, known)
    expect(text.slice(from, to)).toBe('pa')
    const key = complete(text, { from, to }, choices[0]!)
    expect(key).toEqual({ text: 'rage:>0 page: error:any', caret: 13 })
    const values = completionsOf(key.text, key.caret, known)
    const value = complete(key.text, values, values.choices[0]!)
    expect(value.text).toBe('rage:>0 page:/intake error:any')
    expect(value.text.slice(value.caret)).toBe('error:any')
  })

  it('offers nothing that could not be searched by', () => {
    for (const text of [
      '',
      'p',
      'lcp:',
      'state:',
      'error:',
      'duration:',
      'last:',
      'intake',
      'tag:',
      'cls:',
      '-browser:',
    ]) {
      for (const { text: written, isWhole } of completionsOf(text, text.length, known).choices) {
        if (isWhole) expect(readSyntax(written)).toMatchObject({ problems: [], terms: [{}] })
      }
    }
  })
})
